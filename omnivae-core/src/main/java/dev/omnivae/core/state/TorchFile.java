package dev.omnivae.core.state;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Tensors of a state dict that {@code torch.save} wrote ({@code .pth}, {@code .pt}), in its zip
 * format (PyTorch 1.6 and later) or the one before, in which torchvision's VGG16 comes. Read
 * without running any code: {@link Unpickler} refuses whatever is not a dict of tensors.
 */
public final class TorchFile {
  private static final int ZIP = 0x504b0304;

  /** Low 64 bits of 0x1950a86a20f9469cfc6c. */
  private static final long MAGIC = 0xa86a20f9469cfc6cL;

  private TorchFile() {}

  /**
   * Reads them.
   *
   * @param wanted which names; storages of others are passed over
   * @return by name, owned by the scope that is open
   * @throws InputException on anything that is not a whole state dict of numbers
   */
  public static Map<String, Tensor> read(Path file, Predicate<String> wanted) {
    try {
      int first;
      try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
        first = in.readInt();
      }
      return first == ZIP ? zip(file, wanted) : legacy(file, wanted);
    } catch (IOException e) {
      throw new InputException(
          "%s must be a whole file of torch.save, got %s; download it again".formatted(file, e), e);
    }
  }

  private static Map<String, Tensor> zip(Path file, Predicate<String> wanted) throws IOException {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      String folder = folder(zip, file);
      Map<String, Unpickler.View> views;
      try (DataInputStream in = entry(zip, folder + "data.pkl", file)) {
        views = views(new Unpickler(in, file.toString()).read(), wanted, file);
      }
      Map<String, byte[]> storages = new HashMap<>();
      for (Unpickler.View view : views.values()) {
        String key = view.storage().key();
        if (!storages.containsKey(key)) {
          try (DataInputStream in = entry(zip, folder + "data/" + key, file)) {
            storages.put(key, in.readNBytes(bytes(view.storage(), file)));
          }
        }
      }
      return tensors(views, storages, file);
    }
  }

  private static String folder(ZipFile zip, Path file) {
    for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
      String name = all.nextElement().getName();
      if (name.endsWith("/data.pkl")) {
        return name.substring(0, name.length() - "data.pkl".length());
      }
    }
    throw InputException.of(
        file.toString(), "a file of torch.save", "a zip without data.pkl", "download it again");
  }

  private static DataInputStream entry(ZipFile zip, String name, Path file) throws IOException {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw InputException.of(
          file.toString(), "a whole file of torch.save", "none of " + name, "download it again");
    }
    return new DataInputStream(new BufferedInputStream(zip.getInputStream(entry)));
  }

  /** Five pickles (magic number, version, machine, the dict, keys), then each storage. */
  private static Map<String, Tensor> legacy(Path file, Predicate<String> wanted)
      throws IOException {
    try (InputStream raw = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        DataInputStream in = new DataInputStream(raw)) {
      Unpickler pickles = new Unpickler(in, file.toString());
      if (!Long.valueOf(MAGIC).equals(pickles.read())) {
        throw InputException.of(
            file.toString(), "a file of torch.save", "another format", "convert it to safetensors");
      }
      pickles.read();
      pickles.read();
      Object dict = pickles.read();
      Map<String, Unpickler.View> views = views(dict, wanted, file);
      Map<String, Unpickler.Storage> all = new HashMap<>();
      views(dict, name -> true, file)
          .values()
          .forEach(view -> all.put(view.storage().key(), view.storage()));
      Set<String> needed =
          views.values().stream().map(view -> view.storage().key()).collect(Collectors.toSet());
      Map<String, byte[]> storages = new HashMap<>();
      Object keys = pickles.read();
      for (Object key : keys instanceof List<?> list ? list : List.of()) {
        Unpickler.Storage storage = all.get(String.valueOf(key));
        long length = Long.reverseBytes(in.readLong());
        if (storage == null || storage.length() != length) {
          throw InputException.of(
              file.toString(),
              "a whole file of torch.save",
              "a storage of %d numbers that no tensor has".formatted(length),
              "download it again");
        }
        if (needed.contains(storage.key())) {
          storages.put(storage.key(), in.readNBytes(bytes(storage, file)));
        } else {
          in.skipNBytes(bytes(storage, file));
        }
      }
      return tensors(views, storages, file);
    }
  }

  private static Map<String, Unpickler.View> views(
      @Nullable Object read, Predicate<String> wanted, Path file) {
    if (!(read instanceof Map<?, ?> dict)) {
      throw InputException.of(
          file.toString(), "a dict of tensors", "something else", "save model.state_dict()");
    }
    Map<String, Unpickler.View> views = new LinkedHashMap<>();
    dict.forEach(
        (name, value) -> {
          if (name instanceof String key && value instanceof Unpickler.View view) {
            if (wanted.test(key)) {
              views.put(key, view);
            }
          } else {
            throw InputException.of(
                file.toString(),
                "a dict of tensors",
                "'" + name + "', which is none",
                "save model.state_dict()");
          }
        });
    return views;
  }

  private static int bytes(Unpickler.Storage storage, Path file) {
    long length = storage.length() * (storage.type().contains("Float") ? Float.BYTES : Long.BYTES);
    if (length < 0 || length > Integer.MAX_VALUE - 8) {
      throw InputException.of(
          file.toString(), "of storages below 2 GiB", length + " bytes", "convert it");
    }
    return (int) length;
  }

  private static Map<String, Tensor> tensors(
      Map<String, Unpickler.View> views, Map<String, byte[]> storages, Path file) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    try (Scope scope = Scope.open()) {
      views.forEach(
          (name, view) -> {
            byte[] bytes = storages.getOrDefault(view.storage().key(), new byte[0]);
            long end = view.offset() + 1;
            for (int axis = 0; axis < view.shape().length; axis++) {
              end += (view.shape()[axis] - 1) * view.strides()[axis];
            }
            if (bytes.length != bytes(view.storage(), file)
                || view.offset() < 0
                || end > view.storage().length()
                || negative(view.shape())
                || negative(view.strides())) {
              throw InputException.of(
                  file.toString(),
                  "a whole file of torch.save",
                  "too few numbers for '" + name + "'",
                  "download it again");
            }
            tensors.put(
                name,
                scope.keep(
                    numbers(view.storage(), bytes)
                        .as_strided(view.shape(), view.strides(), new LongOptional(view.offset()))
                        .clone()));
          });
    }
    return tensors;
  }

  private static boolean negative(long[] values) {
    for (long value : values) {
      if (value < 0) {
        return true;
      }
    }
    return false;
  }

  private static Tensor numbers(Unpickler.Storage storage, byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int length = Math.toIntExact(storage.length());
    return switch (storage.type()) {
      case "torch.FloatStorage" -> {
        float[] values = new float[length];
        buffer.asFloatBuffer().get(values);
        yield Tensors.of(values, length);
      }
      case "torch.DoubleStorage" -> {
        double[] values = new double[length];
        buffer.asDoubleBuffer().get(values);
        yield Tensors.of(values, length);
      }
      default -> {
        long[] values = new long[length];
        buffer.asLongBuffer().get(values);
        yield Tensors.of(values, length);
      }
    };
  }
}
