package dev.omnivae.core.state;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A safetensors file, memory-mapped: only the header is read when it is opened, and of the elements
 * only those asked for. Its whole layout is checked before any tensor is handed out.
 */
public final class SafetensorsFile implements AutoCloseable {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final long CHUNK = 1L << 30;
  private static final long LONGEST_HEADER = 100_000_000;

  private final Path path;
  private final FileChannel channel;
  private final Map<String, String> metadata = new LinkedHashMap<>();
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  /** Where one tensor stands: bytes {@code from} to {@code to} of the file. */
  private record Entry(Dtype dtype, List<Long> shape, long from, long to) {
    long[] sizes() {
      return shape.stream().mapToLong(Long::longValue).toArray();
    }
  }

  private SafetensorsFile(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /**
   * Opens a file.
   *
   * @throws InputException when there is none, or it is truncated or no safetensors file
   */
  public static SafetensorsFile open(Path path) {
    if (!Files.isRegularFile(path)) {
      throw InputException.of(
          "weights", "a safetensors file", "none at " + path, "check the path or train first");
    }
    try {
      FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
      SafetensorsFile file = new SafetensorsFile(path, channel);
      try {
        file.readHeader();
      } catch (RuntimeException | IOException e) {
        channel.close();
        throw e;
      }
      return file;
    } catch (IOException e) {
      throw new InputException(
          "%s must be readable, got %s; check the disk".formatted(path, e.getMessage()), e);
    }
  }

  /** The names of all tensors. */
  public List<String> names() {
    return List.copyOf(entries.keySet());
  }

  /** The texts of the header. */
  public Map<String, String> metadata() {
    return Collections.unmodifiableMap(metadata);
  }

  public boolean has(String name) {
    return entries.containsKey(name);
  }

  public long[] shape(String name) {
    return entry(name).sizes();
  }

  /** A copy of a tensor, in main memory. */
  public Tensor tensor(String name) {
    Entry entry = entry(name);
    Tensor tensor = Tensors.zeros(entry.dtype().type, entry.sizes());
    read(entry, tensor);
    return tensor;
  }

  /**
   * Copies a tensor into another of the same shape, on any device.
   *
   * @throws InputException when the file's has another shape, or integers where it takes reals
   */
  public void readInPlace(String name, Tensor into) {
    check(name, into);
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.open()) {
      into.copy_(tensor(name));
    }
  }

  /** Fails when a tensor could not be read into another. */
  void check(String name, Tensor into) {
    Entry entry = entry(name);
    long[] wanted = Tensors.shape(into);
    if (!Arrays.equals(entry.sizes(), wanted)) {
      throw InputException.of(
          "'%s' in %s".formatted(name, path),
          "of shape " + Arrays.toString(wanted),
          entry.shape(),
          "it was written by another architecture: use the recipe it was trained with");
    }
    Dtype kind = Dtype.of(into.scalar_type());
    if (kind != entry.dtype() && !(kind.floating() && entry.dtype().floating())) {
      throw InputException.of(
          "dtype of '%s' in %s".formatted(name, path),
          kind.name(),
          entry.dtype(),
          "convert the file");
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Entry entry(String name) {
    Entry entry = entries.get(name);
    if (entry == null) {
      throw new IllegalArgumentException(path + " holds no tensor '" + name + "'");
    }
    return entry;
  }

  private void read(Entry entry, Tensor tensor) {
    try {
      for (long from = entry.from(); from < entry.to(); from += CHUNK) {
        long length = Math.min(CHUNK, entry.to() - from);
        MappedByteBuffer mapped = channel.map(FileChannel.MapMode.READ_ONLY, from, length);
        try (Scope scope = Scope.open()) {
          BytePointer into = new BytePointer(tensor.data_ptr()).position(from - entry.from());
          Pointer.memcpy(into, new BytePointer(mapped), length);
        }
      }
    } catch (IOException e) {
      throw new InputException(
          "%s must be readable, got %s; check the disk".formatted(path, e.getMessage()), e);
    }
  }

  private void readHeader() throws IOException {
    long size = channel.size();
    if (size < 8) {
      throw truncated("at least 8 bytes long", size);
    }
    long length = read(0, 8).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (length < 2 || length > LONGEST_HEADER) {
      throw InputException.of(
          path.toString(),
          "a safetensors file, which begins with the length of its header",
          length,
          "check that it is the right file");
    }
    if (8 + length > size) {
      throw truncated("at least " + (8 + length) + " bytes long", size);
    }
    JsonNode header;
    try {
      byte[] text = new byte[(int) length];
      read(8, (int) length).get(text);
      header = MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw badHeader("no JSON", e);
    }
    if (!header.isObject()) {
      throw badHeader("no mapping", null);
    }
    for (Map.Entry<String, JsonNode> property : header.properties()) {
      if (property.getKey().equals(Safetensors.METADATA)) {
        property
            .getValue()
            .properties()
            .forEach(text -> metadata.put(text.getKey(), text.getValue().asText()));
      } else {
        entries.put(property.getKey(), entry(property.getKey(), property.getValue(), 8 + length));
      }
    }
    checkLayout(8 + length, size);
  }

  private Entry entry(String name, JsonNode node, long start) {
    JsonNode place = node.path("data_offsets");
    if (!node.path("dtype").isTextual() || !node.path("shape").isArray() || place.size() != 2) {
      throw badHeader("'" + name + "' without dtype, shape or data_offsets", null);
    }
    Dtype dtype = Dtype.of(node.path("dtype").asText(), "'%s' in %s".formatted(name, path));
    List<Long> shape = new ArrayList<>();
    long bytes = dtype.bytes;
    for (JsonNode size : node.path("shape")) {
      if (!size.canConvertToLong() || size.asLong() < 0) {
        throw badHeader("'" + name + "' of shape " + node.path("shape"), null);
      }
      shape.add(size.asLong());
      bytes = Math.multiplyExact(bytes, size.asLong());
    }
    long from = place.path(0).asLong(-1);
    long to = place.path(1).asLong(-1);
    if (from < 0 || to - from != bytes) {
      throw badHeader("'%s' of %d bytes at %s".formatted(name, bytes, place), null);
    }
    return new Entry(dtype, shape, start + from, start + to);
  }

  private void checkLayout(long start, long size) {
    List<Entry> ordered = new ArrayList<>(entries.values());
    ordered.sort(Comparator.comparingLong(Entry::from).thenComparingLong(Entry::to));
    long end = start;
    for (Entry entry : ordered) {
      if (entry.from() != end) {
        throw badHeader("tensors that overlap or leave holes", null);
      }
      end = entry.to();
    }
    if (end > size) {
      throw truncated(end + " bytes long", size);
    }
    if (end < size) {
      throw badHeader((size - end) + " bytes that belong to no tensor", null);
    }
  }

  private ByteBuffer read(long from, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, from + bytes.position()) < 0) {
        throw truncated("at least " + (from + length) + " bytes long", channel.size());
      }
    }
    return bytes.flip();
  }

  private InputException truncated(String rule, long size) {
    return InputException.of(
        path.toString(), rule, size + " bytes", "it is cut off: copy or train it again");
  }

  private InputException badHeader(String got, @Nullable Throwable cause) {
    return new InputException(
        "header of %s must describe its tensors, got %s; check that it is the right file"
            .formatted(path, got),
        cause == null ? new IllegalArgumentException(got) : cause);
  }
}
