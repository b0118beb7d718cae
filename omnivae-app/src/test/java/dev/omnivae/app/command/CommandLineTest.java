package dev.omnivae.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnivae.app.Cli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the command line says without training anything: help, lists, and one line for each error.
 */
class CommandLineTest {
  @TempDir Path temp;

  @Test
  void helpIsTheMap() {
    Cli.Outcome help = Cli.run("--help");

    assertThat(help.code()).isZero();
    assertThat(help.out())
        .contains("train", "evaluate", "sample", "report", "recipes", "data", "doctor")
        .contains("Begin with:   omnivae train digits")
        .contains("Exit codes:   0 done, 1 failed while running, 2 wrong input");
    assertThat(Cli.run().out()).isEqualTo(help.out());
  }

  @Test
  void everyCommandHasHelp() {
    for (String command :
        new String[] {"train", "evaluate", "sample", "explore", "report", "compare", "doctor"}) {
      assertThat(Cli.run(command, "--help").out()).startsWith("Usage: omnivae " + command);
    }
    for (String command : new String[] {"list", "describe", "get", "make"}) {
      assertThat(Cli.run("data", command, "--help").out())
          .startsWith("Usage: omnivae data " + command);
    }
  }

  @Test
  void theVersionIsThatOfTheBuild() {
    assertThat(Cli.run("--version").out()).startsWith("omnivae 0.").doesNotContain("${");
  }

  @Test
  void aMissingFileOfThePublishedExperimentIsOneLineAndLeavesNoFolder() {
    Path out = temp.resolve("none");

    Cli.Outcome refused =
        Cli.run("train", "svhn-elbo", "--data", temp.toString(), "--out", out.toString());

    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.errors()).hasSize(1);
    assertThat(refused.err())
        .contains("file train_32x32.mat of data set svhn must be in one of " + temp)
        .contains("got no such file; its licence (non-commercial) leaves the download to you");
    assertThat(out).doesNotExist();
  }

  @Test
  void thePublishedRecipeIsReadUpToItsFiles() {
    Cli.Outcome refused = Cli.run("train", "mnist-svhn", "--data", temp.toString());

    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.errors()).hasSize(1);
    assertThat(refused.err()).contains(" must be in one of " + temp);
  }

  @Test
  void doctorSaysWhatWasFoundAndWhy() {
    assertThat(Cli.run("doctor").out())
        .contains("libtorch ")
        .contains("blas ")
        .contains("threads.aten")
        .contains("device ");
    assertThat(Cli.run("doctor", "--json").out()).contains("\"blas\"");
  }

  @Test
  void recipesAreListed() {
    assertThat(Cli.run("recipes").out()).contains("digits-elbo-naive  ").contains("mnist-svhn  ");
    assertThat(Cli.run("recipes", "--json").out()).contains("\"name\" : \"digits\"");
  }

  @Test
  void aRecipeIsShownWithWhatItExtends() {
    Cli.Outcome shown =
        Cli.run("recipes", "show", "digits-elbo-naive", "--short", "-s", "training.epochs=3");

    assertThat(shown.out()).contains("reader: digits").contains("epochs: 3");
    assertThat(shown.out()).doesNotContain("extends");
  }

  @Test
  void dataSetsAreListed() {
    assertThat(Cli.run("data", "list").out()).contains("digits").contains("mnist-svhn");
    assertThat(Cli.run("data", "list", "--json").out()).contains("\"ready\" : true");
  }

  // ---- errors: one line, exit code 2, no trace ----

  @Test
  void anUnknownCommandIsAnsweredWithTheNearest() {
    Cli.refused(
        "command must be a known one, got 'trian'; did you mean 'train'? choices: check, compare,"
            + " data, doctor, evaluate, explore, jshell, jupyter, recipes, report, sample, sweep,"
            + " train, transfer",
        "trian");
    Cli.refused(
        "command must be a known one, got 'lst'; did you mean 'list'? choices: crop-faces, describe,"
            + " get, list, make",
        "data",
        "lst");
  }

  @Test
  void anUnknownOptionIsAnsweredWithTheNearest() {
    Cli.refused(
        "option must be a known one of 'omnivae train', got '--sed'; did you mean '--seed'?"
            + " choices: --data, --debug, --help, --json, --out, --plugins, --resume, --seed,"
            + " --set, --threads",
        "train",
        "digits",
        "--sed=3");
  }

  @Test
  void aMissingArgumentIsNamed() {
    Cli.refused("DIR must be given, got nothing; see omnivae evaluate --help", "evaluate");
    Cli.refused(
        "RECIPE must be given, got nothing; name one of 'omnivae recipes', or a .yaml file",
        "train");
  }

  @Test
  void aNumberIsANumber() {
    Cli.refused(
        "--seed must be a whole number, got 'one'; see omnivae train --help",
        "train",
        "digits",
        "--seed",
        "one");
    Cli.refused(
        "--threads must be at least 0, got -1; 0 stands for all cores",
        "recipes",
        "--threads",
        "-1");
  }

  @Test
  void anOptionIsGivenOnce() {
    Cli.refused(
        "--out must be given once, got it twice; keep one",
        "train",
        "digits",
        "--out",
        "a",
        "--out",
        "b");
  }

  @Test
  void resumeNeedsAFolder() {
    Cli.refused(
        "--resume must be given with --out, got no --out; name the run's folder with --out DIR",
        "train",
        "digits",
        "--resume");
  }

  @Test
  void aMissingPluginIsNamed() throws IOException {
    Cli.refused(
        "--plugins must be a jar that is there, got none.jar; check the path",
        "recipes",
        "--plugins",
        "none.jar");
    Path text = Files.writeString(temp.resolve("text.jar"), "no jar");
    assertThat(Cli.run("recipes", "--plugins", text.toString()).errors())
        .singleElement()
        .asString()
        .startsWith("omnivae: --plugins must be a readable jar, got " + text);
  }

  @Test
  void aMissingDataFolderIsNamed() {
    Cli.refused(
        "--data must be a folder that is there, got nowhere; check the path",
        "data",
        "list",
        "--data",
        "nowhere");
  }

  @Test
  void anUnknownSplitIsAnsweredWithTheNearest() {
    Cli.refused(
        "--split must be a known split, got 'tst'; did you mean 'test'? choices: test, train,"
            + " valid",
        "evaluate",
        "DIR",
        "--split",
        "tst");
  }

  @Test
  void whatIsNoRunFolderIsNamed() {
    String missing = temp.resolve("missing").toString();

    for (String command : new String[] {"evaluate", "sample", "report"}) {
      Cli.refused(
          "DIR must be the folder of a run (with its config.yaml), got %s, which does not exist;"
                  .formatted(missing)
              + " name a folder that 'omnivae train' wrote",
          command,
          missing);
    }
  }

  @Test
  void samplingOptionsThatMakeNoSenseAreRefused() {
    Cli.refused(
        "--mode must be a known mode, got 'uncond'; did you mean 'unconditional'? choices:"
            + " conditional, inpainting, unconditional",
        "sample",
        "DIR",
        "--mode",
        "uncond");
    Cli.refused(
        "--mode conditional must be given something to look at, got no --given; add --given"
            + " MODALITY or --given MODALITY=FILE",
        "sample",
        "DIR",
        "--mode",
        "conditional");
    Cli.refused(
        "--mode unconditional must be given nothing, got --given, --known or --ids; leave them"
            + " out",
        "sample",
        "DIR",
        "--mode",
        "unconditional",
        "--given",
        "a");
    Cli.refused(
        "--mode inpainting must be given something to look at, got no --given; add --given MODALITY"
            + " or --given MODALITY=FILE",
        "sample",
        "DIR",
        "--mode",
        "inpainting");
    Cli.refused(
        "--known must be left out of --mode conditional, got [a=m.png]; write --mode inpainting",
        "sample",
        "DIR",
        "--mode",
        "conditional",
        "--known",
        "a=m.png");
    Cli.refused("-n must be at least 1, got 0; write -n 64", "sample", "DIR", "-n", "0");
  }

  @Test
  void anUnknownKeyOfARecipeIsAnsweredWithTheNearest() {
    Cli.refused(
        "recipe must be a known key, got 'trainin'; did you mean 'training'? choices: data,"
            + " description, evaluation, model, name, seed, training",
        "train",
        "digits",
        "-s",
        "trainin.epochs=1");
  }

  @Test
  void debugShowsTheTrace() {
    assertThat(Cli.run("train", "nothing", "--debug").err())
        .contains("InputException")
        .contains("\tat dev.omnivae");
    assertThat(Cli.run("train", "nothing").err()).doesNotContain("\tat ");
  }
}
