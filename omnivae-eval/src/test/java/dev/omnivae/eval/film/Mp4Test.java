package dev.omnivae.eval.film;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.omnivae.core.config.RunException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** With a script in ffmpeg's place. */
@DisabledOnOs(OS.WINDOWS)
class Mp4Test {
  private static final int BYTES = 3 * Squares.WIDTH * Squares.HEIGHT;

  @TempDir Path temp;

  private Mp4 ffmpeg(String script) throws IOException {
    Path file = temp.resolve("bin/ffmpeg");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n" + script);
    assertThat(file.toFile().setExecutable(true)).isTrue();
    return Mp4.find("/nowhere" + File.pathSeparator + file.getParent()).orElseThrow();
  }

  @Test
  void allFramesAreHandedOverAsRawPixels() throws IOException {
    Path file = temp.resolve("films/film.mp4");

    ffmpeg("for last; do :; done; cat > \"$last\"; echo \"$@\" > \"$(dirname \"$0\")/said\"")
        .write(file, new Squares(3, false), 20);

    byte[] bytes = Files.readAllBytes(file);
    assertThat(bytes).hasSize(3 * BYTES);
    int firstOfSquare = 3 * 10 * Squares.WIDTH;
    assertThat(bytes[firstOfSquare]).isZero(); // blue
    assertThat(bytes[firstOfSquare + 2]).isEqualTo((byte) 0xFF);
    assertThat(Files.readString(temp.resolve("bin/said")))
        .contains("-s 64x32", "-r 20", "-pix_fmt yuv420p");
    try (var left = Files.list(file.getParent())) {
      assertThat(left).containsExactly(file);
    }
  }

  @Test
  void whatFfmpegComplainsOfIsTold() throws IOException {
    Path file = temp.resolve("film.mp4");
    Mp4 failing = ffmpeg("echo 'Unknown encoder'; exit 1");

    assertThatThrownBy(() -> failing.write(file, new Squares(3, false), 20))
        .isInstanceOf(RunException.class)
        .hasMessage(
            "ffmpeg must write %s, got 'Unknown encoder'; leave it off the PATH to write GIFs alone"
                .formatted(file));
    assertThat(file).doesNotExist();
  }

  @Test
  void whereThereIsNoneNothingIsFound() {
    assertThat(Mp4.find(temp.toString() + File.pathSeparator)).isEmpty();
  }
}
