package dev.omnivae.core.train;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.state.AtomicFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code metrics.jsonl}: one object per logged point, appended. Cut back to its length at the
 * checkpoint when a run is resumed.
 */
final class MetricsLog implements AutoCloseable {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final AtomicFiles files;
  private final Path path;
  private final FileChannel channel;

  /**
   * Opens the log.
   *
   * @param bytes what of it to keep; 0 for a new run
   */
  MetricsLog(AtomicFiles files, Path path, long bytes) {
    this.files = files;
    this.path = path;
    try {
      channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (channel.size() < bytes) {
        long size = channel.size();
        channel.close();
        throw InputException.of(
            path.toString(),
            "at least the " + bytes + " bytes it had at the checkpoint",
            size,
            "put it back, or start a new run");
      }
      channel.truncate(bytes);
      channel.position(bytes);
    } catch (IOException e) {
      throw AtomicFiles.failed(path, e);
    }
  }

  /**
   * Appends a point.
   *
   * @param split {@code train} or {@code valid}
   * @param means by name; those of terms and of what objectives log become mappings of their own
   * @param extra further numbers
   * @param details further mappings; null for none
   */
  void append(
      long step,
      double epoch,
      String phase,
      String split,
      Map<String, Double> means,
      Map<String, Double> extra,
      @Nullable ObjectNode details) {
    ObjectNode line = MAPPER.createObjectNode();
    line.put("step", step).put("epoch", epoch).put("phase", phase).put("split", split);
    ObjectNode terms = MAPPER.createObjectNode();
    ObjectNode log = MAPPER.createObjectNode();
    for (String name : new String[] {"loss", "bound"}) {
      if (means.containsKey(name)) {
        put(line, name, means.get(name));
      }
    }
    means.forEach(
        (name, value) -> {
          if (name.startsWith(Updates.TERMS)) {
            put(terms, name.substring(Updates.TERMS.length()), value);
          } else if (name.startsWith(Updates.LOG)) {
            put(log, name.substring(Updates.LOG.length()), value);
          } else if (!line.has(name)) {
            put(line, name, value);
          }
        });
    line.set("terms", terms);
    if (!log.isEmpty()) {
      line.set("log", log);
    }
    extra.forEach((name, value) -> put(line, name, value));
    if (details != null) {
      line.setAll(details);
    }
    try {
      files.write(channel, ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw AtomicFiles.failed(path, e);
    }
  }

  /** Flushes to the disk; returns the length. */
  long flush() {
    try {
      channel.force(true);
      return channel.position();
    } catch (IOException e) {
      throw AtomicFiles.failed(path, e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw AtomicFiles.failed(path, e);
    }
  }

  static void put(ObjectNode node, String name, double value) {
    if (Double.isFinite(value)) {
      node.put(name, value);
    } else {
      node.putNull(name); // JSON has no NaN
    }
  }
}
