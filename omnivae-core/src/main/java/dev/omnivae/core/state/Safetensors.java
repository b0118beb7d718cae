package dev.omnivae.core.state;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;

/**
 * Writes safetensors files: the length of the header in 8 bytes, little-endian; a header in JSON
 * with every tensor's dtype, shape and place; the elements, row-major and little-endian. Read them
 * with {@link SafetensorsFile}, or with any other program that knows the format.
 */
public final class Safetensors {
  static final String METADATA = "__metadata__";
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final long CHUNK = 64L << 20;

  private Safetensors() {}

  /**
   * Writes tensors of any device to one file, whole or not at all.
   *
   * @param metadata free texts kept in the header
   * @throws dev.omnivae.core.config.RunException when the disk refuses
   */
  public static void write(
      AtomicFiles files, Path path, Map<String, Tensor> tensors, Map<String, String> metadata) {
    // the widest elements first, so that every tensor is aligned
    List<Map.Entry<String, Tensor>> ordered = new ArrayList<>(tensors.entrySet());
    ordered.sort(Comparator.comparingInt(entry -> -Dtype.of(entry.getValue().scalar_type()).bytes));
    byte[] header = header(ordered, metadata);
    files.write(
        path,
        sink -> {
          ByteBuffer length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
          sink.write(length.putLong(header.length).flip());
          sink.write(ByteBuffer.wrap(header));
          for (Map.Entry<String, Tensor> entry : ordered) {
            writeElements(sink, entry.getValue());
          }
        });
  }

  private static byte[] header(
      List<Map.Entry<String, Tensor>> ordered, Map<String, String> metadata) {
    ObjectNode root = MAPPER.createObjectNode();
    if (!metadata.isEmpty()) {
      ObjectNode texts = root.putObject(METADATA);
      metadata.forEach(texts::put);
    }
    long offset = 0;
    for (Map.Entry<String, Tensor> entry : ordered) {
      Tensor tensor = entry.getValue();
      Dtype dtype = Dtype.of(tensor.scalar_type());
      ObjectNode node = root.putObject(entry.getKey());
      node.put("dtype", dtype.name());
      ArrayNode shape = node.putArray("shape");
      for (long size : Tensors.shape(tensor)) {
        shape.add(size);
      }
      ArrayNode place = node.putArray("data_offsets");
      place.add(offset);
      offset += tensor.numel() * dtype.bytes;
      place.add(offset);
    }
    StringBuilder text = new StringBuilder(root.toString());
    while (text.toString().getBytes(StandardCharsets.UTF_8).length % 8 != 0) {
      text.append(' ');
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void writeElements(AtomicFiles.Sink sink, Tensor tensor) throws IOException {
    try (Scope scope = Scope.open()) {
      Tensor host = tensor.detach().to(new Device("cpu"), tensor.scalar_type()).contiguous();
      long bytes = host.numel() * Dtype.of(host.scalar_type()).bytes;
      for (long from = 0; from < bytes; from += CHUNK) {
        long length = Math.min(CHUNK, bytes - from);
        BytePointer elements = new BytePointer(host.data_ptr());
        elements.position(from).limit(from + length);
        sink.write(elements.asByteBuffer());
      }
    }
  }
}
