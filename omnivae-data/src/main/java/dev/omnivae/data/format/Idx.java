package dev.omnivae.data.format;

import dev.omnivae.core.config.InputException;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;

/**
 * The IDX format of MNIST: two zero bytes, an element type, a number of dimensions, big-endian
 * sizes, row-major elements. Unsigned bytes only; gzip is recognised by its first two bytes, not by
 * the file's name.
 */
public final class Idx {
  private static final int UNSIGNED_BYTE = 0x08;
  private static final int BUFFER = 1 << 16;

  private Idx() {}

  /**
   * What a file holds.
   *
   * @param shape sizes of the axes, samples first
   * @param bytes the elements, row-major
   */
  @SuppressWarnings("ArrayRecordComponent") // bulk data; never compared
  public record Array(List<Integer> shape, byte[] bytes) {
    public int samples() {
      return shape.get(0);
    }
  }

  /**
   * Reads a file.
   *
   * @param allowed how many axes it may have: 3 for grey images, 4 for colour, 1 for labels
   * @throws InputException when it is no such file, cut off, or too long
   */
  public static Array read(Path file, int... allowed) {
    try (DataInputStream in = new DataInputStream(open(file))) {
      int magic = in.readInt();
      int dimensions = magic & 0xff;
      if (magic >> 8 != UNSIGNED_BYTE
          || IntStream.of(allowed).noneMatch(axes -> axes == dimensions)) {
        throw InputException.of(
            file.toString(),
            "an IDX file of unsigned bytes (magic "
                + IntStream.of(allowed)
                    .mapToObj(axes -> "0x%08x".formatted(UNSIGNED_BYTE << 8 | axes))
                    .collect(Collectors.joining(" or "))
                + ")",
            "magic 0x%08x".formatted(magic),
            "check that images and labels are not swapped and that the file is the published one");
      }
      Integer[] shape = new Integer[dimensions];
      long size = 1;
      for (int i = 0; i < dimensions; i++) {
        shape[i] = in.readInt();
        size *= shape[i];
        if (shape[i] < 0 || size > Integer.MAX_VALUE - 8) {
          throw InputException.of(
              file.toString(),
              "below 2 GiB with sizes of at least 0",
              "size " + shape[i] + " on axis " + i,
              "download it again");
        }
      }
      byte[] bytes = in.readNBytes((int) size);
      if (bytes.length < size) {
        throw InputException.of(
            file.toString(),
            "%d bytes of data as its header says".formatted(size),
            bytes.length,
            "download it again");
      }
      if (in.read() >= 0) {
        throw InputException.of(
            file.toString(),
            "%d bytes of data as its header says".formatted(size),
            "more",
            "download it again");
      }
      return new Array(List.of(shape), bytes);
    } catch (EOFException | ZipException e) {
      throw new InputException(
          "%s must be a complete file, got an end or damage in the middle (%s); download it again"
              .formatted(file, e.getMessage()),
          e);
    } catch (IOException e) {
      throw new InputException(
          "%s must be readable, got %s; check the file and its permissions".formatted(file, e), e);
    }
  }

  /** Writes a gzip file, the same bytes for the same data. */
  public static void write(Path file, Array array) throws IOException {
    try (OutputStream stream = Files.newOutputStream(file);
        DataOutputStream out = new DataOutputStream(new GZIPOutputStream(stream, BUFFER))) {
      out.writeInt(UNSIGNED_BYTE << 8 | array.shape().size());
      for (int size : array.shape()) {
        out.writeInt(size);
      }
      out.write(array.bytes());
    }
  }

  /** The file's bytes, unpacked where they are gzip. */
  static InputStream open(Path file) throws IOException {
    BufferedInputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER);
    try {
      in.mark(2);
      boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
      in.reset();
      return gzip ? new BufferedInputStream(new GZIPInputStream(in, BUFFER), BUFFER) : in;
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }
}
