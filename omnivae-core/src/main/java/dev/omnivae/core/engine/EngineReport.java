package dev.omnivae.core.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * What this machine offers and what was chosen of it: the engine's part of {@code omnivae doctor}
 * and of a run's manifest.
 */
public record EngineReport(List<Row> rows) {
  /**
   * One finding.
   *
   * @param key dotted, such as {@code threads.blas}
   * @param note why, where it was a choice or a fallback; else empty
   */
  public record Row(String key, String value, String note) {}

  public EngineReport {
    rows = List.copyOf(rows);
  }

  static EngineReport of(Blas blas, @Nullable Path cache, Device device) {
    List<Row> rows = new ArrayList<>();
    rows.add(new Row("platform", NativeLibraries.platform(), System.getProperty("os.version", "")));
    rows.add(new Row("jdk", Runtime.version().toString(), System.getProperty("java.vendor", "")));
    rows.add(
        new Row("cpu", cpuModel(), Runtime.getRuntime().availableProcessors() + " cores to use"));
    rows.add(new Row("cpu.capability", text(torch.get_cpu_capability()), "vector instructions"));
    rows.add(new Row("libtorch", version("pytorch", torch.class), "org.bytedeco:pytorch"));
    rows.add(new Row("natives.cache", String.valueOf(cache), "unpacked on the first run"));
    rows.add(new Row("blas", blas.kind().name().toLowerCase(Locale.ROOT), blas.reason()));
    rows.add(new Row("threads.aten", Integer.toString(torch.get_num_threads()), ""));
    rows.add(
        new Row("threads.openmp", parallelInfo("omp_get_max_threads\\(\\) : (\\d+)"), openMp()));
    rows.add(
        new Row(
            "threads.blas",
            Integer.toString(blas.threads()),
            blas.kind() == Blas.Kind.OPENBLAS ? "one: its own threads fight OpenMP's" : ""));
    rows.add(new Row("onednn", Boolean.toString(torch.hasMKLDNN()), "convolutions"));
    rows.add(new Row("device", text(device.str()), ""));
    rows.add(new Row("cuda", torch.hasCUDA() ? "yes" : "no", torch.hasCUDA() ? "" : whyNoCuda()));
    rows.add(malloc(System.getenv()));
    rows.add(
        new Row(
            "memory.rss_mib", String.format(Locale.ROOT, "%.0f", Memory.rssMib()), "this process"));
    return new EngineReport(rows);
  }

  /** The value under a key. */
  public String get(String key) {
    return rows.stream()
        .filter(row -> row.key.equals(key))
        .map(Row::value)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no row " + key));
  }

  /** Keys to values and, where there is one, {@code KEY.note} to the note: for {@code --json}. */
  public Map<String, String> toMap() {
    Map<String, String> map = new LinkedHashMap<>();
    for (Row row : rows) {
      map.put(row.key, row.value);
      if (!row.note.isEmpty()) {
        map.put(row.key + ".note", row.note);
      }
    }
    return map;
  }

  /** One aligned line a row. */
  @Override
  public String toString() {
    int keys = rows.stream().mapToInt(row -> row.key.length()).max().orElse(0);
    StringBuilder text = new StringBuilder();
    for (Row row : rows) {
      text.append(String.format(Locale.ROOT, "%-" + (keys + 2) + "s%s", row.key, row.value));
      if (!row.note.isEmpty()) {
        text.append(" (").append(row.note).append(')');
      }
      text.append('\n');
    }
    return text.toString();
  }

  /** Whether malloc was told, before the process began, to keep what a step frees. */
  static Row malloc(Map<String, String> environment) {
    String trim = environment.get("MALLOC_TRIM_THRESHOLD_");
    return trim == null
        ? new Row("malloc", "default", "steps are slower; the launcher's native.env sets it")
        : new Row("malloc", "keeps " + trim + " bytes", "MALLOC_TRIM_THRESHOLD_ of native.env");
  }

  static String whyNoCuda() {
    return text(torch.show_config()).contains("USE_CUDA=0")
        ? "the libtorch on the class path is built without CUDA"
        : "libtorch finds no CUDA device or driver";
  }

  private static String openMp() {
    return torch.hasOpenMP() ? "libtorch's own" : "libtorch is built without OpenMP";
  }

  private static String parallelInfo(String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(text(torch.get_parallel_info()));
    return matcher.find() ? matcher.group(1) : "unknown";
  }

  private static String text(org.bytedeco.javacpp.BytePointer pointer) {
    try (pointer) {
      return pointer.getString();
    }
  }

  private static String version(String artifact, Class<?> of) {
    try {
      return Loader.getVersion("org.bytedeco", artifact, of);
    } catch (IOException e) {
      return "unknown";
    }
  }

  private static String cpuModel() {
    Path info = Path.of("/proc/cpuinfo");
    if (Files.isReadable(info)) {
      try {
        for (String line : Files.readAllLines(info)) {
          if (line.startsWith("model name")) {
            return line.substring(line.indexOf(':') + 1).strip();
          }
        }
      } catch (IOException e) {
        return System.getProperty("os.arch", "unknown");
      }
    }
    return System.getProperty("os.arch", "unknown");
  }
}
