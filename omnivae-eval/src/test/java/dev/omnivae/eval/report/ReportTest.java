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
        {"coherence.cross.small->large": 0.87654, "elbo": -1234.567, "mine": 5,
         "coherence.joint": 0.5, "coherence.joint.low": 0.4901, "coherence.joint.high": 0.51}
        """);

    String page = Files.readString(Report.write(run));

    assertThat(page.indexOf("The data")).isLessThan(page.indexOf("The numbers"));
    assertThat(page)
        .contains("omnivae train tiny", "12,000", "image 1 x 2 x 2", "CC0-1.0", "nobody")
        .contains("coherence.cross.small-&gt;large</code></td><td class=\"number\">0.8765<")
        .contains("Given small, how often the generated large shows the right class")
        .contains("-1,234.57")
        .contains("coherence.joint</code></td><td class=\"number\">0.5000 [0.4901, 0.5100]<")
        .doesNotContain("coherence.joint.low")
        .contains("<code>mine</code>");
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
