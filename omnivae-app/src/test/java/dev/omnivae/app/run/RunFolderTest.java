package dev.omnivae.app.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.omnivae.app.recipe.Yaml;
import dev.omnivae.core.config.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {
  @TempDir Path temp;

  @Test
  void aRunIsWhatHasAConfigAndAManifest() throws IOException {
    RunFolder folder = run("a");

    assertThat(RunFolder.open(folder.path()).recipe().name()).isEqualTo("tiny");
    assertThat(folder.finished()).isFalse();
  }

  @Test
  void aRunIsFinishedOnceItIsMarked() throws IOException {
    RunFolder folder = run("a");

    folder.markFinished();

    assertThat(folder.finished()).isTrue();
    assertThat(folder.manifest().get("seed").intValue()).isEqualTo(1);
  }

  @Test
  void numbersAreMergedIntoThoseOfTheLastEvaluation() throws IOException {
    RunFolder folder = run("a");

    folder.mergeMetrics("test", Map.of("elbo", -1.5, "nll", 2.0));
    folder.mergeMetrics("test", Map.of("nll", 3.0, "fid.street", Double.NaN));
    folder.mergeMetrics("valid", Map.of("elbo", -9.0));

    assertThat(folder.metrics("test"))
        .containsEntry("elbo", -1.5)
        .containsEntry("nll", 3.0)
        .containsEntry("fid.street", Double.NaN);
    assertThat(folder.path().resolve("metrics-valid.json")).exists();
    assertThat(Files.readString(folder.path().resolve("metrics.json")))
        .isEqualTo("{\n  \"elbo\" : -1.5,\n  \"fid.street\" : null,\n  \"nll\" : 3.0\n}\n");
  }

  @Test
  void nothingHalfWrittenIsLeft() throws IOException {
    RunFolder folder = run("a");

    folder.mergeMetrics("test", Map.of("elbo", -1.5));

    try (var files = Files.list(folder.path())) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("config.yaml", "manifest.json", "metrics.json");
    }
  }

  @Test
  void theDefaultFolderIsNewEachTime() throws IOException {
    Path first = RunFolder.defaultPath(temp, "digits");
    Files.createDirectories(first);
    Path second = RunFolder.defaultPath(temp, "digits");

    assertThat(first.getParent()).isEqualTo(temp.resolve("runs/digits"));
    assertThat(second).isNotEqualTo(first);
  }

  @Test
  void aNewRunTakesAMissingOrAnEmptyFolder() throws IOException {
    Path empty = Files.createDirectories(temp.resolve("empty"));

    assertThat(RunFolder.create(empty).path()).isEqualTo(empty);
    assertThat(RunFolder.create(temp.resolve("missing")).finished()).isFalse();
  }

  @Test
  void resumingStartsAfreshWhereAKilledRunHadWrittenNothing() throws IOException {
    Path killed = Files.createDirectories(temp.resolve("killed"));
    Files.writeString(killed.resolve(".config.yaml.part"), "na");

    assertThat(RunFolder.resume(killed)).isNull();
    assertThat(RunFolder.resume(temp.resolve("missing"))).isNull();
    assertThat(RunFolder.resume(run("a").path())).isNotNull();
  }

  // ---- what is refused ----

  @Test
  void anUnfinishedRunIsNotOverwritten() throws IOException {
    Path path = run("a").path();

    assertThatThrownBy(() -> RunFolder.create(path))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "--out must be a new folder, got the unfinished run %s; add --resume to continue it, or"
                    .formatted(path)
                + " name another folder");
  }

  @Test
  void aFinishedRunIsNotOverwritten() throws IOException {
    RunFolder folder = run("a");
    folder.markFinished();

    assertThatThrownBy(() -> RunFolder.create(folder.path()))
        .hasMessage(
            "--out must be a new folder, got the finished run %s; name another folder, or delete"
                    .formatted(folder.path())
                + " this one");
  }

  @Test
  void aForeignFolderIsNotWrittenInto() throws IOException {
    Files.writeString(temp.resolve("thesis.tex"), "precious");

    assertThatThrownBy(() -> RunFolder.create(temp))
        .hasMessage(
            "--out must be a new or empty folder, got %s, which holds other files; name another"
                .formatted(temp));
    assertThatThrownBy(() -> RunFolder.resume(temp))
        .hasMessage(
            "--resume must be the folder of a run (with its config.yaml), got %s, which is none;"
                    .formatted(temp)
                + " leave out --resume and name another --out");
    assertThat(temp.resolve("thesis.tex")).hasContent("precious");
  }

  @Test
  void aFileIsNoFolder() throws IOException {
    Path file = Files.writeString(temp.resolve("file"), "");

    assertThatThrownBy(() -> RunFolder.create(file))
        .hasMessage("--out must be a folder, got the file %s; name another folder".formatted(file));
  }

  @Test
  void aMissingRunIsNamed() {
    Path missing = temp.resolve("missing");

    assertThatThrownBy(() -> RunFolder.open(missing))
        .hasMessage(
            "DIR must be the folder of a run (with its config.yaml), got %s, which does not exist;"
                    .formatted(missing)
                + " name a folder that 'omnivae train' wrote");
  }

  @Test
  void oneProcessWritesAtATime() throws Exception {
    RunFolder folder = run("a");

    try (AutoCloseable lock = folder.lock()) {
      assertThat(lock).isNotNull();
      assertThatThrownBy(folder::lock)
          .hasMessage(
              "--out must be a folder no other process writes to, got %s, which one does; wait for"
                      .formatted(folder.path())
                  + " it, or name another folder");
    }
    folder.lock().close();
  }

  private RunFolder run(String name) throws IOException {
    Path path = Files.createDirectories(temp.resolve(name));
    RunFolder folder = RunFolder.create(path);
    folder.writeManifest(Json.object().put("seed", 1));
    folder.writeConfig(Yaml.mapping("{name: tiny, seed: 1}", "test"));
    return folder;
  }
}
