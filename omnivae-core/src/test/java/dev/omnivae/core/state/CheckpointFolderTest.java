package dev.omnivae.core.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.omnivae.core.config.RunException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckpointFolderTest {
  @Test
  void replacesAWholeFolder(@TempDir Path parent) throws IOException {
    assertThat(CheckpointFolder.find(parent, "last")).isEmpty();

    replace(parent, "first");
    replace(parent, "second");

    assertThat(content(parent)).isEqualTo("second");
    assertThat(parent.toFile().list()).containsExactly("last");
  }

  /** The folders a process killed between any two renames leaves, and what is to be found. */
  @ParameterizedTest
  @CsvSource({
    "last .last.part, last",
    "last .last.new, last",
    ".last.old .last.new, .last.new",
    "last .last.old, last",
    ".last.new, .last.new",
    ".last.old .last.part, .last.old"
  })
  void aSwapCutShortLeavesACompleteFolder(String left, String found, @TempDir Path parent)
      throws IOException {
    for (String name : left.split(" ")) {
      Files.createDirectories(parent.resolve(name));
      Files.writeString(parent.resolve(name).resolve("content"), name);
    }

    assertThat(content(parent)).isEqualTo(found);

    replace(parent, "fresh");
    assertThat(content(parent)).isEqualTo("fresh");
    assertThat(parent.toFile().list()).containsExactly("last");
  }

  @Test
  void aFailedFillLeavesTheFolderThatWasThere(@TempDir Path parent) throws IOException {
    replace(parent, "first");

    assertThatThrownBy(
            () ->
                CheckpointFolder.replace(
                    parent,
                    "last",
                    part -> {
                      AtomicFiles.DISK.write(part.resolve("content"), "half");
                      throw new RunException("full");
                    }))
        .hasMessage("full");

    assertThat(content(parent)).isEqualTo("first");
    assertThat(parent.toFile().list()).containsExactly("last");
  }

  private static void replace(Path parent, String content) {
    CheckpointFolder.replace(
        parent, "last", part -> AtomicFiles.DISK.write(part.resolve("content"), content));
  }

  private static String content(Path parent) throws IOException {
    Path found = CheckpointFolder.find(parent, "last").orElseThrow();
    return Files.readString(found.resolve("content"));
  }
}
