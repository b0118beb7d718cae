package dev.omnivae.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnivae.app.Cli;
import dev.omnivae.app.run.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A jar of a user's, built outside the repository: a reader, a network, an objective, a metric and
 * a recipe that names them all.
 */
class PluginTest {
  private static final Map<String, String> SOURCES =
      Map.of(
          "mine.StripesReader",
          """
          package mine;
          import dev.omnivae.core.batch.Modality;
          import dev.omnivae.data.*;
          import dev.omnivae.data.store.*;
          import java.util.List;
          import java.util.Map;
          public final class StripesReader implements Reader {
            public record Stripes(String reader, int samples) {}
            public String name() { return "stripes"; }
            public String summary() { return "images of 8x8 with one bright row"; }
            public Dataset read(ReaderContext context) {
              Stripes s = context.settings().read(Stripes.class, new Stripes(name(), 200));
              DatasetInfo info = new DatasetInfo(name(), summary(), "CC0-1.0", "mine",
                  List.of("0", "1", "2", "3", "4", "5", "6", "7"), Map.of());
              return ImageDataset.single(
                  info, new ImageDataset.Side(images(s.samples()), images(80)), 0.2, 1);
            }
            private static Images images(int count) {
              byte[] pixels = new byte[count * 64];
              int[] labels = new int[count];
              for (int i = 0; i < count; i++) {
                labels[i] = i % 8;
                java.util.Arrays.fill(pixels, i * 64 + labels[i] * 8, i * 64 + labels[i] * 8 + 8, (byte) 255);
              }
              return Images.of(Modality.image("stripe", 1, 8, 8), pixels, labels);
            }
          }
          """,
          "mine.OnlyReconstruct",
          """
          package mine;
          import dev.omnivae.core.config.Settings;
          import dev.omnivae.core.model.*;
          import dev.omnivae.core.objective.*;
          import dev.omnivae.core.state.Parameters;
          import java.util.Map;
          public final class OnlyReconstruct implements ObjectiveProvider {
            public record Keys(String name) {}
            public String name() { return "only-reconstruct"; }
            public Objective<?> create(Settings settings, Model model, Parameters parameters) {
              settings.read(Keys.class, new Keys(name()));
              return new Objective<MultimodalVae>() {
                public Loss of(Step<MultimodalVae> step) {
                  var vae = step.model();
                  var q = vae.fusion().posterior(step.experts());
                  var z = vae.draw(q, step.experts(), 1, PrivateCodes.OWN, step.noise());
                  var e = vae.decode(q, z, Targets.ALL, step.batch(), step.noise());
                  return Loss.maximise(
                      "reconstruction", e.logJointLikelihood().mean(0).mean(0), Map.of());
                }
                public Class<MultimodalVae> models() { return MultimodalVae.class; }
              };
            }
          }
          """,
          "mine.Answer",
          """
          package mine;
          import dev.omnivae.eval.*;
          import java.util.Map;
          public final class Answer implements Metric {
            public String name() { return "answer"; }
            public Map<String, Double> measure(Evaluation evaluation) {
              return Map.of("answer.parameters", (double) evaluation.model().parameters().length());
            }
          }
          """);

  private static final Map<String, String> RESOURCES =
      Map.of(
          "META-INF/services/dev.omnivae.data.Reader", "mine.StripesReader",
          "META-INF/services/dev.omnivae.core.network.NetworkProvider", "com.example.OneLayer",
          "META-INF/services/dev.omnivae.core.objective.ObjectiveProvider", "mine.OnlyReconstruct",
          "META-INF/services/dev.omnivae.eval.Metric", "mine.Answer",
          "recipes/stripes.yaml",
              """
              description: bright rows
              data: {reader: stripes}
              model: {latent: {shared: 4}, modalities: {stripe: {network: one-layer, encoder: {width: 16}}}}
              training: {epochs: 2, batch_size: 40, objective: {name: only-reconstruct}}
              evaluation: {metrics: [answer, elbo]}
              """);

  @TempDir static Path temp;
  private static Path jar;

  @BeforeAll
  static void build() throws IOException {
    Path classes = Files.createDirectories(temp.resolve("classes"));
    Map<String, String> sources = new HashMap<>(SOURCES);
    sources.put("com.example.OneLayer", networkOfTheDocs());
    for (Map.Entry<String, String> source : sources.entrySet()) {
      Path file = temp.resolve("src").resolve(source.getKey().replace('.', '/') + ".java");
      Files.createDirectories(file.getParent());
      Files.writeString(file, source.getValue());
      int code =
          ToolProvider.getSystemJavaCompiler()
              .run(
                  null,
                  null,
                  null,
                  "-proc:none",
                  "-cp",
                  System.getProperty("java.class.path"),
                  "-d",
                  classes.toString(),
                  file.toString());
      assertThat(code).as(source.getKey() + " compiles").isZero();
    }
    for (Map.Entry<String, String> resource : RESOURCES.entrySet()) {
      Path file = classes.resolve(resource.getKey());
      Files.createDirectories(file.getParent());
      Files.writeString(file, resource.getValue());
    }
    jar = temp.resolve("mine.jar");
    pack(classes);
  }

  /** The class that docs/add-a-network.md walks through. */
  private static String networkOfTheDocs() throws IOException {
    Path page = Path.of("docs", "add-a-network.md");
    String text = Files.readString(Files.exists(page) ? page : Path.of("..").resolve(page));
    int from = text.indexOf("```java\n") + "```java\n".length();
    return text.substring(from, text.indexOf("```", from));
  }

  private static void pack(Path classes) throws IOException {
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream zip = new JarOutputStream(out);
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(path -> !path.equals(classes)).toList()) {
        String name = classes.relativize(file).toString().replace('\\', '/');
        boolean folder = Files.isDirectory(file);
        zip.putNextEntry(new JarEntry(folder ? name + "/" : name));
        if (!folder) {
          Files.copy(file, zip);
        }
        zip.closeEntry();
      }
    }
  }

  @Test
  void itsRecipeAndDataSetAreListed() {
    assertThat(Cli.run("recipes", "--plugins", jar.toString()).out())
        .contains("stripes  ")
        .contains("bright rows");
    assertThat(Cli.run("data", "list", "--plugins", jar.toString()).out())
        .contains("images of 8x8 with one bright row");
    assertThat(Cli.run("data", "list").out()).doesNotContain("stripes");
  }

  @Test
  void aRunTrainsWithAllOfThem() {
    Path run = temp.resolve("run");

    Cli.Outcome trained =
        Cli.run("train", "stripes", "--plugins", jar.toString(), "--out", run.toString());

    assertThat(trained.code()).as(trained.err()).isZero();
    assertThat(Json.read(run.resolve("metrics.json")).get("answer.parameters").doubleValue())
        .isPositive();
    assertThat(Json.read(run.resolve("manifest.json")).at("/plugins/0").textValue())
        .isEqualTo(jar.toAbsolutePath().toString());
    Cli.Outcome sampled = Cli.run("sample", run.toString(), "-n", "2", "--plugins", jar.toString());
    assertThat(sampled.code()).as(sampled.err()).isZero();
    assertThat(run.resolve("samples/unconditional/prior/stripe/1.png")).isNotEmptyFile();
  }

  @Test
  void withoutTheJarTheRunIsRefusedInOneLine() throws IOException {
    Path run = Files.createDirectories(temp.resolve("copied"));
    Files.writeString(run.resolve("config.yaml"), "{name: stripes, data: {reader: stripes}}");
    Files.writeString(run.resolve("manifest.json"), "{}");

    Cli.Outcome outcome = Cli.run("report", run.toString());

    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.errors())
        .singleElement()
        .asString()
        .startsWith("omnivae: data set must be a known name, got 'stripes'; did you mean ");
  }

  @Test
  void aDataSetOfItsIsDescribed() {
    Path sheet = temp.resolve("sheet.png");

    Cli.Outcome outcome =
        Cli.run(
            "data", "describe", "stripes", "--plugins", jar.toString(), "--out", sheet.toString());

    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.out()).contains("CC0-1.0", "160 samples", "values 0.000 to 1.000");
    assertThat(sheet).isNotEmptyFile();
    assertThat(List.of(outcome.out().split("\n"))).anyMatch(line -> line.startsWith("citation"));
  }
}
