package dev.omnivae.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.omnivae.app.Cli;
import dev.omnivae.app.run.Json;
import dev.omnivae.data.generate.Faces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code omnivae check} on a tiny run over faces, as typed. */
class CheckTest {
  private static final String RECIPE =
      """
      name: tiny-faces
      seed: 1
      data: {reader: faces, samples: 200, test_samples: 30}
      model:
        latent: {family: normal, shared: 4}
        fusion: mixture
        modalities:
          image: {network: mlp, encoder: {hidden: [8]}}
          attributes: {network: attributes, encoder: {hidden: [8]}}
      training: {epochs: 1, batch_size: 50, objective: {name: elbo-naive}}
      evaluation: {metrics: [elbo]}
      """;

  @TempDir static Path temp;
  private static Path run;
  private static Path picture;
  private static Cli.Outcome uncalibrated;

  @BeforeAll
  static void train() throws IOException {
    run = temp.resolve("run");
    Path recipe = Files.writeString(temp.resolve("tiny-faces.yaml"), RECIPE);
    ok(Cli.run("train", recipe.toString(), "--out", run.toString(), "--threads", "1"));
    picture = run.resolve("figures/data.png");
    uncalibrated = check("--image", picture.toString(), "--attributes", "female");
    ok(Cli.run("evaluate", run.toString(), "--metrics", "consistency,alignment", "--threads", "1"));
    ok(Cli.run("report", run.toString(), "--threads", "1"));
  }

  static Cli.Outcome ok(Cli.Outcome outcome) {
    assertThat(outcome.code()).as(outcome.err()).isZero();
    return outcome;
  }

  private static Cli.Outcome check(String... words) {
    return check(run, words);
  }

  static Cli.Outcome check(Path of, String... words) {
    List<String> all = new ArrayList<>(List.of("check", of.toString(), "--threads", "1"));
    all.addAll(List.of(words));
    return Cli.run(all.toArray(String[]::new));
  }

  private static void refused(String line, String... words) {
    refused(check(words), line);
  }

  static void refused(Cli.Outcome outcome, String line) {
    assertThat(outcome.errors()).containsExactly("omnivae: " + line);
    assertThat(outcome.code()).isEqualTo(2);
  }

  private static Path pairs(String... lines) throws IOException {
    return Files.write(Files.createTempDirectory(temp, "t").resolve("pairs.csv"), List.of(lines));
  }

  @Test
  void theRunHoldsNumbersCalibrationAndFigure() throws IOException {
    JsonNode metrics = Json.read(run.resolve("metrics.json"));
    JsonNode calibration = Json.read(run.resolve("consistency-attributes.json"));

    assertThat(metrics.get("consistency.f1.published").asDouble()).isBetween(0.0, 1.0);
    assertThat(metrics.get("consistency.auroc.flips-1.cosine").asDouble()).isBetween(0.0, 1.0);
    assertThat(calibration.at("/fitted_on/split").asText()).isEqualTo("valid");
    assertThat(calibration.at("/fitted_on/dataset").asText()).isEqualTo("faces");
    assertThat(ImageIO.read(run.resolve("figures/consistency-attributes.png").toFile()).getWidth())
        .isGreaterThan(10 * 64);
    assertThat(Files.readString(run.resolve("report.html"))).contains("Does this belong?");
  }

  @Test
  void aPairGetsScoresProbabilityAndVerdict() throws IOException {
    Cli.Outcome told = ok(check("--image", picture.toString(), "--attributes", "Female, smiling"));
    JsonNode json =
        new ObjectMapper()
            .readTree(
                ok(check("--image", picture.toString(), "--attributes", "female,smiling", "--json"))
                    .out());

    double probability = json.get("probability").asDouble();
    boolean belongs = probability >= json.get("threshold").asDouble();
    assertThat(probability).isBetween(0.0, 1.0);
    assertThat(json.get("verdict").asText()).isEqualTo(belongs ? "belongs" : "does not belong");
    assertThat(json.get("score").asDouble())
        .isEqualTo(json.at("/scores/published").asDouble())
        .isBetween(0.0, 1.0);
    assertThat(json.get("scores").properties()).hasSize(4);
    json.get("disagree")
        .properties()
        .forEach(
            one -> {
              boolean said = List.of("female", "smiling").contains(one.getKey());
              assertThat(Faces.ATTRIBUTES).contains(one.getKey());
              assertThat(one.getValue().asDouble() > 0.5).isNotEqualTo(said);
            });
    assertThat(told.out())
        .startsWith((belongs ? "belongs" : "does not belong") + ": probability ")
        .contains("published ", "log_likelihood ");
  }

  @Test
  void whatIsSaidTheOtherWayRoundDisagreesThere() throws IOException {
    List<String> once = disagree("female,smiling");
    List<String> turned =
        disagree("male,young,eyeglasses,black_hair,blond_hair,bald,mustache,wearing_lipstick");

    // what one says the other denies: each attribute disagrees with exactly one of them
    assertThat(once).doesNotContainAnyElementsOf(turned);
    List<String> both = new ArrayList<>(once);
    both.addAll(turned);
    assertThat(both).containsExactlyInAnyOrderElementsOf(Faces.ATTRIBUTES);
  }

  private static List<String> disagree(String attributes) throws IOException {
    String out =
        ok(check("--image", picture.toString(), "--attributes", attributes, "--json")).out();
    List<String> names = new ArrayList<>();
    new ObjectMapper().readTree(out).get("disagree").fieldNames().forEachRemaining(names::add);
    return names;
  }

  @Test
  void aTableIsWrittenBackWithItsAnswers() throws IOException {
    Path table =
        pairs(
            "who,image,attributes,verdict",
            "\"a, b\"," + picture + ",\"female,smiling\",old",
            "c,../run/figures/data.png,male young,");
    Path out = temp.resolve("out.csv");

    Cli.Outcome outcome = ok(check("--pairs", table.toString()));
    ok(check("--pairs", table.toString(), "--out", out.toString()));

    Path written = table.resolveSibling("pairs-checked.csv");
    List<String> lines = Files.readAllLines(written);
    assertThat(outcome.out()).contains(" of 2 pairs belong together: " + written);
    assertThat(lines.get(0))
        .isEqualTo(
            "who,image,attributes,score,symmetric_kl,log_likelihood,cosine,probability,verdict,"
                + "disagree");
    assertThat(lines).hasSize(3).isEqualTo(Files.readAllLines(out));
    assertThat(lines.get(1)).startsWith("\"a, b\"," + picture + ",\"female,smiling\",");
    assertThat(lines.get(2)).startsWith("c,../run/figures/data.png,\"male young\",");
    assertThat(lines.get(2)).containsPattern(",(belongs|\"does not belong\"),");
    // a pair answers alike alone
    String alone = ok(check("--image", picture.toString(), "--attributes", "female,smiling")).out();
    String probability = alone.replaceAll("(?s).*probability (\\S+) .*", "$1");
    assertThat(lines.get(1)).contains("," + probability + ",");
  }

  @Test
  void aRunThatWasNotCalibratedSaysHow() {
    refused(
        uncalibrated,
        "DIR must be a run that was calibrated (with its consistency-attributes.json), got "
            + run
            + " without it; run 'omnivae evaluate "
            + run
            + " --metrics consistency'");
  }

  @Test
  void optionsThatDoNotGoTogetherAreRefused() throws IOException {
    String image = picture.toString();
    refused(
        "omnivae check must be given --image or --pairs, got neither; add --image FILE --attributes"
            + " A,B, --image FILE --text TEXT, or --pairs CSV");
    refused(
        "--image must be beside one of --attributes and --text, got neither; add one",
        "--image",
        image);
    refused(
        "--image must be beside one of --attributes and --text, got both; leave one out",
        "--image",
        image,
        "--attributes",
        "male",
        "--text",
        "a man");
    refused(
        "--out must be left out without --pairs, got a.csv; add --pairs CSV",
        "--image",
        image,
        "--attributes",
        "male",
        "--out",
        "a.csv");
    refused(
        "--pairs must be without --image, --attributes and --text, got both; write them into the"
            + " table, or leave --pairs out",
        "--pairs",
        pairs("image,text").toString(),
        "--image",
        image);
  }

  @Test
  void imagesAndAttributesThatCannotBeReadAreRefused() {
    String image = picture.toString();
    refused(
        "--image must be a file that is there, got none.png; check the path",
        "--image",
        "none.png",
        "--attributes",
        "male");
    refused(
        "--attributes must name attributes of the run, got 'smilin'; did you mean 'smiling'?"
            + " choices: bald, black_hair, blond_hair, eyeglasses, female, male, mustache, smiling,"
            + " wearing_lipstick, young",
        "--image",
        image,
        "--attributes",
        "male,smilin");
    refused(
        "--attributes must be of a male or a female face, got both; name one of them",
        "--image",
        image,
        "--attributes",
        "male,female");
    refused(
        "--attributes must be of a male or a female face, got neither; name one of them",
        "--image",
        image,
        "--attributes",
        "smiling");
    refused(
        "--attributes must be names of attributes, got ' , '; name at least one",
        "--image",
        image,
        "--attributes",
        " , ");
    refused(
        "--text must be said of a run with a text, got "
            + run
            + " over [image, attributes]; give --attributes",
        "--image",
        image,
        "--text",
        "a man");
  }

  @Test
  void tablesThatCannotBeReadAreRefused() throws IOException {
    refused(
        "--pairs must be a file that is there, got none.csv; check the path",
        "--pairs",
        "none.csv");
    Path nameless = pairs("picture,attributes", "a.png,male");
    refused(
        "--pairs must be a table with a column image and one of attributes or text, got "
            + nameless
            + " with [picture, attributes]; name them in its first line",
        "--pairs",
        nameless.toString());
    Path neither = pairs("image,attributes,text", "a.png,male,", "a.png,,");
    refused(
        neither + " row 2 must be one with attributes or a text, got neither; give one",
        "--pairs",
        neither.toString());
    Path both = pairs("image,attributes,text", "a.png,male,a man");
    refused(
        both + " row 1 must be one with attributes or a text, got both; leave one empty",
        "--pairs",
        both.toString());
    Path imageless = pairs("image,attributes", ",male");
    refused(
        imageless + " row 1 must be one with an image, got none; give its path",
        "--pairs",
        imageless.toString());
    Path missing = pairs("image,attributes", "a.png,male");
    refused(
        missing
            + " row 1 column 'image' must be a file that is there, got "
            + missing.resolveSibling("a.png")
            + "; check the path",
        "--pairs",
        missing.toString());
    Path unknown = pairs("image,attributes", picture + ",male", picture + ",male beard");
    assertThat(check("--pairs", unknown.toString()).errors().get(0))
        .startsWith(
            "omnivae: "
                + unknown
                + " row 2 column 'attributes' must name attributes of the run, got 'beard'; ");
  }
}
