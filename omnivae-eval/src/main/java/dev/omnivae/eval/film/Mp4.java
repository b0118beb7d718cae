package dev.omnivae.eval.film;

import dev.omnivae.core.config.RunException;
import dev.omnivae.core.state.AtomicFiles;
import java.io.BufferedOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Films as MP4, by the ffmpeg of this machine. */
public final class Mp4 {
  private final Path ffmpeg;

  private Mp4(Path ffmpeg) {
    this.ffmpeg = ffmpeg;
  }

  /**
   * With the first ffmpeg in these folders; empty where there is none.
   *
   * @param path folders as in the environment's PATH
   */
  public static Optional<Mp4> find(String path) {
    return Arrays.stream(path.split(File.pathSeparator))
        .filter(folder -> !folder.isBlank())
        .flatMap(
            folder -> List.of(Path.of(folder, "ffmpeg"), Path.of(folder, "ffmpeg.exe")).stream())
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
        .findFirst()
        .map(Mp4::new);
  }

  /**
   * Writes or replaces a file, whole or not at all.
   *
   * @param file its width and height in pixels must be even, as the usual players want them
   * @throws RunException when ffmpeg fails, with what it said
   */
  public void write(Path file, Frames frames, int perSecond) {
    Path part = file.resolveSibling("." + file.getFileName() + ".part.mp4");
    int width = frames.at(0).getWidth();
    int height = frames.at(0).getHeight();
    List<String> command =
        List.of(
            ffmpeg.toString(),
            "-y",
            "-loglevel",
            "error",
            "-f",
            "rawvideo",
            "-pix_fmt",
            "rgb24",
            "-s",
            width + "x" + height,
            "-r",
            Integer.toString(perSecond),
            "-i",
            "-",
            "-an",
            "-pix_fmt",
            "yuv420p",
            "-movflags",
            "+faststart",
            part.toString());
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Path said = Files.createTempFile("omnivae-ffmpeg", ".log");
      try {
        Process process =
            new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        boolean whole = send(frames, process);
        if (process.waitFor() != 0 || !whole) {
          throw new RunException(
              "ffmpeg must write %s, got '%s'; leave it off the PATH to write GIFs alone"
                  .formatted(file, Files.readString(said).strip().replaceAll("\\R", "; ")));
        }
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(said);
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      throw AtomicFiles.failed(file, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RunException("a film must be written whole, got interrupted; run it again", e);
    }
  }

  /** False where ffmpeg stopped listening: it has said why. */
  private static boolean send(Frames frames, Process process) {
    try (OutputStream out = new BufferedOutputStream(process.getOutputStream(), 1 << 20)) {
      for (int i = 0; i < frames.count(); i++) {
        int[] pixels = frames.pixels(i);
        byte[] bytes = new byte[3 * pixels.length];
        for (int p = 0; p < pixels.length; p++) {
          bytes[3 * p] = (byte) (pixels[p] >> 16);
          bytes[3 * p + 1] = (byte) (pixels[p] >> 8);
          bytes[3 * p + 2] = (byte) pixels[p];
        }
        out.write(bytes);
      }
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
