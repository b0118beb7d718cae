package dev.omnivae.app.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.omnivae.app.recipe.Recipe;
import dev.omnivae.app.recipe.Recipes;
import dev.omnivae.app.recipe.Yaml;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.state.AtomicFiles;
import dev.omnivae.data.format.Checksums;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folder a run writes and every other command takes: what is in it and where.
 *
 * <p>{@code config.yaml} makes a folder a run; {@code finished} in {@code manifest.json} makes the
 * run finished: training, evaluation, figures and report are done.
 */
public final class RunFolder {
  private static final String CONFIG = "config.yaml";
  private static final String MANIFEST = "manifest.json";
  private static final String KEPT = "kept";

  private final Path path;

  private RunFolder(Path path) {
    this.path = path;
  }

  /** Where a run goes when nothing is said: {@code runs/RECIPE/TIMESTAMP}. */
  public static Path defaultPath(Path base, String recipe) {
    Path parent = base.resolve("runs").resolve(recipe);
    String stamp =
        LocalDateTime.now(ZoneId.systemDefault())
            .format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss"));
    Path path = parent.resolve(stamp);
    for (int i = 2; Files.exists(path); i++) {
      path = parent.resolve(stamp + "-" + i);
    }
    return path;
  }

  /**
   * A folder for a new run; nothing is written yet.
   *
   * @throws InputException when something is there already
   */
  public static RunFolder create(Path path) {
    if (Files.exists(path) && !Files.isDirectory(path)) {
      throw InputException.of("--out", "a folder", "the file " + path, "name another folder");
    }
    RunFolder folder = new RunFolder(path);
    if (folder.isRun()) {
      throw InputException.of(
          "--out",
          "a new folder",
          "the %s run %s".formatted(folder.finished() ? "finished" : "unfinished", path),
          folder.finished()
              ? "name another folder, or delete this one"
              : "add --resume to continue it, or name another folder");
    }
    if (!isVacant(path)) {
      throw InputException.of(
          "--out", "a new or empty folder", path + ", which holds other files", "name another");
    }
    return folder;
  }

  /**
   * The run in a folder.
   *
   * @throws InputException when there is none
   */
  public static RunFolder open(Path path) {
    RunFolder folder = new RunFolder(path);
    if (!folder.isRun()) {
      throw notRun("DIR", path, "name a folder that 'omnivae train' wrote");
    }
    return folder;
  }

  /**
   * The run to resume, or null when the folder is missing or empty: a run killed before it wrote
   * anything starts afresh.
   *
   * @throws InputException when something else is there
   */
  public static @Nullable RunFolder resume(Path path) {
    RunFolder folder = new RunFolder(path);
    if (folder.isRun()) {
      return folder;
    }
    if (Files.exists(path) && (!Files.isDirectory(path) || !isVacant(path))) {
      throw notRun("--resume", path, "leave out --resume and name another --out");
    }
    return null;
  }

  private static InputException notRun(String what, Path path, String fix) {
    return InputException.of(
        what,
        "the folder of a run (with its %s)".formatted(CONFIG),
        path + (Files.exists(path) ? ", which is none" : ", which does not exist"),
        fix);
  }

  /** Missing, or holding nothing but what an interrupted write left. */
  private static boolean isVacant(Path path) {
    if (!Files.exists(path)) {
      return true;
    }
    try (Stream<Path> entries = Files.list(path)) {
      return entries.allMatch(
          entry -> {
            String name = String.valueOf(entry.getFileName());
            return name.startsWith(".") || name.equals(MANIFEST);
          });
    } catch (IOException e) {
      throw new InputException(
          "--out must be a readable folder, got %s (%s); name another"
              .formatted(path, e.getMessage()),
          e);
    }
  }

  public Path path() {
    return path;
  }

  private boolean isRun() {
    return Files.isRegularFile(path.resolve(CONFIG)) && Files.isRegularFile(path.resolve(MANIFEST));
  }

  // ---- one writer at a time ----

  /**
   * Keeps other processes from training into the same folder until closed.
   *
   * @throws InputException when another one does
   */
  public Lock lock() {
    Path file = path.resolve(".lock");
    try {
      Files.createDirectories(path);
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock;
      try {
        lock = channel.tryLock();
      } catch (OverlappingFileLockException e) {
        lock = null;
      }
      if (lock == null) {
        channel.close();
        throw InputException.of(
            "--out",
            "a folder no other process writes to",
            path + ", which one does",
            "wait for it, or name another folder");
      }
      return () -> {
        try {
          channel.close();
        } catch (IOException e) {
          throw AtomicFiles.failed(file, e);
        }
      };
    } catch (IOException e) {
      throw AtomicFiles.failed(file, e);
    }
  }

  /** Held until closed. */
  public interface Lock extends AutoCloseable {
    @Override
    void close();
  }

  // ---- what is in it ----

  /** The recipe as resolved when the run began. */
  public Recipe recipe() {
    return Recipes.file(path.resolve(CONFIG));
  }

  public void writeConfig(ObjectNode resolved) {
    RunFiles.write(path.resolve(CONFIG), Yaml.text(resolved));
  }

  public ObjectNode manifest() {
    return Json.read(path.resolve(MANIFEST));
  }

  public void writeManifest(ObjectNode manifest) {
    RunFiles.write(path.resolve(MANIFEST), Json.text(manifest));
  }

  /**
   * Writes what the run keeps of its data and, in the manifest, the SHA-256 of each file.
   *
   * @param files content by name, see {@link dev.omnivae.data.Dataset#kept}
   * @param manifest changed in place
   */
  public void keep(Map<String, String> files, ObjectNode manifest) {
    ObjectNode sums = manifest.putObject(KEPT);
    files.forEach(
        (name, content) -> {
          RunFiles.write(path.resolve(name), content);
          sums.put(name, Checksums.of(path.resolve(name)));
        });
  }

  /**
   * What {@link #keep} wrote, content by name.
   *
   * @throws InputException when a file is missing or has changed since the run began
   */
  public Map<String, String> kept() {
    Map<String, String> files = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : manifest().path(KEPT).properties()) {
      Path file = path.resolve(entry.getKey());
      boolean there = Files.isRegularFile(file);
      if (!there || !Checksums.of(file).equals(entry.getValue().asText())) {
        throw InputException.of(
            file.toString(),
            "as the run wrote it, which its model depends on",
            there ? "a changed file" : "none",
            "restore it, or train anew");
      }
      files.put(entry.getKey(), read(file));
    }
    return files;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new InputException(
          "%s must be readable, got an error (%s); restore the file"
              .formatted(file, e.getMessage()),
          e);
    }
  }

  /** Training, evaluation, figures and report are done. */
  public boolean finished() {
    return isRun() && manifest().hasNonNull("finished");
  }

  public void markFinished() {
    ObjectNode manifest = manifest();
    manifest.put("finished", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    writeManifest(manifest);
  }

  /** {@code metrics.jsonl}: one object per logged point. */
  public Path log() {
    return path.resolve("metrics.jsonl");
  }

  public Path checkpoints() {
    return path.resolve("checkpoints");
  }

  public Path figures() {
    return path.resolve("figures");
  }

  public Path samples() {
    return path.resolve("samples");
  }

  /** Where fitted samplers are kept. */
  public Path samplers() {
    return path.resolve("samplers");
  }

  public Path report() {
    return path.resolve("report.html");
  }

  /** Numbers of a split's last evaluation; empty when it was never evaluated. */
  public SortedMap<String, Double> metrics(String split) {
    SortedMap<String, Double> values = new TreeMap<>();
    Path file = metricsFile(split);
    if (Files.exists(file)) {
      Json.read(file)
          .properties()
          .forEach(
              e ->
                  values.put(
                      e.getKey(), e.getValue().isNull() ? Double.NaN : e.getValue().asDouble()));
    }
    return values;
  }

  /** Lays numbers over those of the split's last evaluation. */
  public void mergeMetrics(String split, Map<String, Double> numbers) {
    SortedMap<String, Double> merged = metrics(split);
    merged.putAll(numbers);
    RunFiles.write(metricsFile(split), Json.text(Json.numbers(merged)));
  }

  private Path metricsFile(String split) {
    return path.resolve(split.equals("test") ? "metrics.json" : "metrics-" + split + ".json");
  }
}
