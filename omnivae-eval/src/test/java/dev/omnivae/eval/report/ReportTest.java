package dev.omnivae.eval.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.eval.EchoModel;
import dev.omnivae.eval.Tiny;
import dev.omnivae.eval.figure.Figure;
import dev.omnivae.eval.figure.Figures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
  @TempDir private Path run = Path.of("");

  @BeforeAll
  static void start() {
    Engine.start(0);
  }

  @Test
  void holdsEveryFigureWithItsCaptionAndNeedsNothingElse() throws IOException {
    Files.writeString(run.resolve("config.yaml"), "name: tiny\n");
    List<Figure> figures =
        Figures.all(
            Tiny.evaluation(
                new EchoModel(Tiny.MODALITIES, Map.of()),
                Tiny.pairs(true, 0, 1, 0, 1, 0, 1),
                new ArrayList<>()),
            run);

    String page = Files.readString(Report.write(run));

    for (Figure figure : figures) {
      byte[] bytes = Files.readAllBytes(Figures.file(run, figure));
      assertThat(page).contains(Base64.getEncoder().encodeToString(bytes));
      assertThat(page).contains(Html.escape(figure.caption()));
    }
    assertThat(page)
        .doesNotContain("http://", "https://", "<script", "<link")
        .doesNotContainPattern("src=\"(?!data:)");
  }

  @Test
  void beginsWithTheDataAndExplainsTheNumbers() throws IOException {
    Files.writeString(run.resolve("config.yaml"), "name: tiny\n");
    Files.writeString(
        run.resolve("manifest.json"),
        """
        {"command": "omnivae train tiny", "seed": 3, "data": {"name": "tiny", "licence": "CC0-1.0",
         "citation": "nobody", "samples": {"train": 12000, "test": 10},
         "modalities": {"small": {"kind": "image", "shape": [1, 2, 2], "singles": {"train": 7}}}}}
        """);
    Files.writeString(
        run.resolve("metrics.json"),
        """
        {"coherence.cross.small->large": 0.87654, "oracle.large.accuracy": 0.91, "elbo": -1234.567, "mine": 5,
         "coherence.joint": 0.5, "coherence.joint.low": 0.4901, "coherence.joint.high": 0.51}
        """);

    String page = Files.readString(Report.write(run));

    assertThat(page.indexOf("The data")).isLessThan(page.indexOf("The numbers"));
    assertThat(page)
        .contains("omnivae train tiny", "12,000", "image 1 x 2 x 2", "CC0-1.0", "nobody")
        .contains("coherence.cross.small-&gt;large</code></td><td class=\"number\">0.8765 <")
        .contains(
            "as its oracle judges. The oracle&#39;s own accuracy is the ceiling. Here 0.9100.")
        .contains("Given small, how often the generated large shows the right class")
        .contains("-1,234.57")
        .contains("coherence.joint</code></td><td class=\"number\">0.5000 [0.4901, 0.5100] <")
        .doesNotContain("coherence.joint.low")
        .contains("<code>mine</code>");
  }

  @Test
  void theMainNumbersStandAtTheTopWithTheirCeilings() throws IOException {
    Files.writeString(run.resolve("config.yaml"), "name: tiny\n");
    Files.writeString(
        run.resolve("manifest.json"), "{\"name\": \"mine\", \"description\": \"Two of a kind\"}");
    Files.writeString(
        run.resolve("metrics.json"),
        """
        {"coherence.cross.a->b": 0.8, "coherence.cross.b->a": 0.7, "oracle.b.accuracy": 0.95,
         "coherence.joint": 0.5, "coherence.joint.low": 0.49, "coherence.joint.high": 0.51,
         "coherence.joint.flow": 0.6, "elbo": -1234.567, "train.seconds": 12}
        """);

    String page = Files.readString(Report.write(run));
    String top = page.substring(0, page.indexOf("The data"));

    assertThat(top)
        .contains("OmniVAE: mine", "Two of a kind")
        .containsSubsequence(
            "a to b: right class",
            "0.800",
            "width:80.0%",
            "left:95.0%",
            "ceiling 0.950",
            "b to a: right class",
            "Drawn together by flow",
            "Drawn together: one class",
            "0.490 to 0.510",
            "ELBO",
            "-1,234.6",
            "higher is better")
        .doesNotContain("train.seconds");
  }

  @Test
  void numbersStandInGroupsAndDetailsAreFolded() throws IOException {
    Files.writeString(run.resolve("config.yaml"), "name: tiny\n");
    StringBuilder metrics = new StringBuilder("{\"elbo\": 1, \"coherence.cross.a->b.macro\": 0.1");
    for (char given = 'a'; given < 'f'; given++) { // more pairs than tiles show
      metrics.append(", \"coherence.cross.%c->z\": 0.5".formatted(given));
    }
    Files.writeString(run.resolve("metrics.json"), metrics + "}");

    String page = Files.readString(Report.write(run));

    assertThat(page)
        .doesNotContain("a to z: right class")
        .containsSubsequence(
            "<h3>Coherence</h3>",
            "coherence.cross.a-&gt;z",
            "<summary>And 1 more</summary>",
            "coherence.cross.a-&gt;b.macro",
            "<h3>Likelihood</h3>",
            "elbo");
  }

  @Test
  void escapesWhatTheUserWrote() throws IOException {
    Files.writeString(run.resolve("config.yaml"), "name: \"<script>alert('a & b')</script>\"\n");

    String page = Files.readString(Report.write(run));

    assertThat(page)
        .doesNotContain("<script>")
        .contains("&quot;&lt;script&gt;alert(&#39;a &amp; b&#39;)&lt;/script&gt;&quot;");
  }

  @Test
  void aFolderThatIsNoRunIsRefused() {
    assertThatThrownBy(() -> Report.write(run))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "run folder must be one with a config.yaml, got none in %s; omnivae train makes one"
                .formatted(run));
  }

  @Test
  void metricsThatAreNoObjectAreRefused() throws IOException {
    Files.writeString(run.resolve("config.yaml"), "name: tiny\n");
    Files.writeString(run.resolve("metrics.json"), "[]");

    assertThatThrownBy(() -> Report.write(run))
        .hasMessage(
            run.resolve("metrics.json")
                + " must be a JSON object, got something else; restore the file");
  }
}
