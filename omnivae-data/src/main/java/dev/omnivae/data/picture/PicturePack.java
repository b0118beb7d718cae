package dev.omnivae.data.picture;

import dev.omnivae.core.config.InputException;
import dev.omnivae.data.format.BlobCache;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Pictures of one folder in one frame: decoded in parallel, kept in the cache under a key of their
 * paths, sizes and times, so that a folder is decoded once.
 *
 * @param folder with the pictures that could be read, and what is left out
 * @param pixels (picture, channel, height, width)
 */
@SuppressWarnings("ArrayRecordComponent") // bulk data; never compared
public record PicturePack(PictureFolder folder, byte[] pixels) {
  private static final int BYTES_A_PIXEL = 8; // 16 bits of red, green, blue and opacity
  private static final String BETWEEN = "\t";

  /**
   * Reads them.
   *
   * @param megapixels of the largest picture to decode
   * @param cache folder of the cache
   * @throws InputException when they are more than one array holds
   */
  public static PicturePack read(PictureFolder folder, Frame frame, int megapixels, Path cache) {
    List<Path> files = folder.names().stream().map(folder::file).toList();
    int most = Integer.MAX_VALUE / frame.size();
    if (files.size() > most) {
      throw InputException.of(
          "pictures of " + folder.folder(),
          "at most %d at %dx%dx%d".formatted(most, frame.channels(), frame.height(), frame.width()),
          files.size(),
          "write a smaller size, or samples: " + most);
    }
    BlobCache blobs = new BlobCache(cache.resolve("pictures"));
    String key = BlobCache.key(frame + " " + megapixels, files.stream().map(Optional::of).toList());
    Optional<byte[]> pixels = blobs.get(key, files.size() * frame.size());
    Optional<byte[]> broken = blobs.get(key + ".left-out");
    if (pixels.isPresent() && broken.isPresent()) {
      return of(folder, parse(folder, broken.get()), pixels.get(), frame.size());
    }
    byte[] decoded = new byte[files.size() * frame.size()];
    List<@Nullable LeftOut> problems = decode(folder, frame, megapixels, decoded);
    if (problems.stream().noneMatch(PicturePack::mayMend)) {
      blobs.put(key, decoded);
      blobs.put(key + ".left-out", text(problems));
    }
    return of(folder, problems, decoded, frame.size());
  }

  /** Whether a file may be read another time though it has not changed. */
  private static boolean mayMend(@Nullable LeftOut problem) {
    return problem != null && problem.reason() == Reason.UNREADABLE;
  }

  /** Those without a problem, close together. */
  private static PicturePack of(
      PictureFolder folder, List<@Nullable LeftOut> problems, byte[] all, int each) {
    List<LeftOut> leftOut = problems.stream().filter(Objects::nonNull).toList();
    if (leftOut.isEmpty()) {
      return new PicturePack(folder, all);
    }
    List<String> names = new ArrayList<>();
    byte[] pixels = new byte[(problems.size() - leftOut.size()) * each];
    for (int i = 0; i < problems.size(); i++) {
      if (problems.get(i) == null) {
        System.arraycopy(all, i * each, pixels, names.size() * each, each);
        names.add(folder.names().get(i));
      }
    }
    return new PicturePack(folder.only(names, leftOut), pixels);
  }

  /** One a file, null where it is fine. Large pictures wait until there is memory for them. */
  private static List<@Nullable LeftOut> decode(
      PictureFolder folder, Frame frame, int megapixels, byte[] pixels) {
    @Nullable LeftOut[] problems = new LeftOut[folder.names().size()];
    long heap = Runtime.getRuntime().maxMemory() / 2;
    int together =
        (int) Math.max(1, Math.min(64, heap / (megapixels * 1_000_000L * BYTES_A_PIXEL)));
    Semaphore memory = new Semaphore(together);
    IntStream.range(0, problems.length)
        .parallel()
        .forEach(
            i -> {
              String name = folder.names().get(i);
              memory.acquireUninterruptibly();
              try {
                PictureFile picture = PictureFile.read(folder.file(name), megapixels);
                frame.draw(picture, pixels, i * frame.size());
              } catch (UnusableException e) {
                problems[i] = e.of(name);
              } finally {
                memory.release();
              }
            });
    return Arrays.asList(problems);
  }

  private static byte[] text(List<@Nullable LeftOut> problems) {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < problems.size(); i++) {
      LeftOut problem = problems.get(i);
      if (problem != null) {
        String detail = problem.detail().replaceAll("\\s", " ");
        lines.append(String.join(BETWEEN, String.valueOf(i), problem.reason().name(), detail));
        lines.append('\n');
      }
    }
    return lines.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static List<@Nullable LeftOut> parse(PictureFolder folder, byte[] text) {
    @Nullable LeftOut[] problems = new LeftOut[folder.names().size()];
    new String(text, StandardCharsets.UTF_8)
        .lines()
        .map(line -> line.split(BETWEEN, 3))
        .forEach(
            part -> {
              int i = Integer.parseInt(part[0]);
              problems[i] = new LeftOut(folder.names().get(i), Reason.valueOf(part[1]), part[2]);
            });
    return Arrays.asList(problems);
  }
}
