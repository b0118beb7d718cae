package dev.omnivae.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.config.Extensions;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.Tensors;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The reader of docs/add-a-dataset.md, compiled from the page and found as a plug-in. */
class AddADatasetTest {
  @Test
  void theReaderOfThePageWorks(@TempDir Path folder) throws IOException {
    Engine.start(1);
    String page = Files.readString(Path.of("../docs/add-a-dataset.md"));
    Path source = folder.resolve("example/CornersReader.java");
    Files.createDirectories(source.getParent());
    Files.writeString(source, block(page, "java"));
    Path services = folder.resolve("META-INF/services/dev.omnivae.data.Reader");
    Files.createDirectories(services.getParent());
    Files.writeString(services, block(page, ""));

    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    int failed =
        compiler.run(
            null,
            null,
            null,
            "-proc:none",
            "-cp",
            System.getProperty("java.class.path"),
            source.toString());
    assertThat(failed).isZero();

    try (URLClassLoader plugins =
        new URLClassLoader(
            new URL[] {folder.toUri().toURL()}, AddADatasetTest.class.getClassLoader())) {
      Extensions.lookIn(plugins);
      Dataset corners =
          Datasets.read(
              new ReaderContext(
                  Settings.parse("{\"reader\": \"corners\", \"samples\": 100}"),
                  List.of(),
                  folder,
                  1));

      Batch batch = corners.samples(Split.TRAIN).gather(0, new long[] {0, 1});
      assertThat(Tensors.shape(batch.of("bright").value())).containsExactly(2, 1, 16, 16);
      assertThat(Tensors.shape(batch.of("dark").value())).containsExactly(2, 1, 16, 16);
    } finally {
      Extensions.lookIn(Extensions.class.getClassLoader());
    }
  }

  /** The first block of that language. */
  private static String block(String page, String language) {
    int from = page.indexOf("\n```" + language + "\n");
    // Blocks without a language: skip past the fences that close others.
    if (language.isEmpty()) {
      from = page.indexOf("\n```\n", page.indexOf("META-INF/services"));
    }
    int start = page.indexOf('\n', from + 1) + 1;
    return page.substring(start, page.indexOf("\n```", start) + 1);
  }
}
