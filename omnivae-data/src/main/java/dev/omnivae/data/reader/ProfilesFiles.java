package dev.omnivae.data.reader;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Nearest;
import dev.omnivae.data.format.Table;
import dev.omnivae.data.format.TableFile;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The published layout of a folder of parts: {@code dimensions.csv} and {@code
 * {train,test}/{component}/matching_{id}_{component}.png}. Whatever does not fit is noted by id.
 */
final class ProfilesFiles {
  static final String DIMENSIONS = "dimensions.csv";
  private static final String PREFIX = "matching_";

  private static final Set<String> YES = Set.of("true", "1", "1.0", "yes", "t");
  private static final Set<String> NO = Set.of("false", "0", "0.0", "no", "f");

  private final Path folder;
  private final List<String> components;
  private final boolean partial;
  private final Problems problems;

  /**
   * One part.
   *
   * @param width in pixels
   * @param height in pixels
   * @param files by component, empty where missing
   */
  record Part(String id, boolean train, double width, double height, List<Optional<Path>> files) {}

  /** A folder to look through; components that lack files are noted unless partial. */
  ProfilesFiles(Path folder, List<String> components, boolean partial, Problems problems) {
    this.folder = folder;
    this.components = components;
    this.partial = partial;
    this.problems = problems;
  }

  /** The parts in the order of {@code dimensions.csv}. */
  List<Part> parts() {
    Map<String, Map<String, Path>> train = files("train"); // by component, then id
    Map<String, Map<String, Path>> test = files("test");
    List<Part> parts = new ArrayList<>();
    Set<String> seen = new TreeSet<>();
    Table table = table();
    List<@Nullable String> ids = table.texts("matching");
    for (int row = 0; row < table.rows(); row++) {
      String id = id(String.valueOf(ids.get(row)));
      if (!seen.add(id)) {
        problems.add("two rows of dimensions.csv for", id);
        continue;
      }
      Optional<Boolean> flag = flag(id, table.texts("train").get(row));
      boolean inTrain = holds(train, id);
      boolean inTest = holds(test, id);
      boolean of = flag.orElse(inTrain);
      if (!inTrain && !inTest) {
        problems.add("no file at all for", id);
        continue;
      }
      if (of ? inTest : inTrain) {
        problems.add("files in %s/ against the train flag of".formatted(of ? "test" : "train"), id);
      }
      parts.add(
          new Part(
              id,
              of,
              size(id, "width_px", table.texts("width_px").get(row)),
              size(id, "height_px", table.texts("height_px").get(row)),
              filesOf(id, of ? inTrain ? train : test : inTest ? test : train)));
    }
    for (Map<String, Map<String, Path>> split : List.of(train, test)) {
      Set<String> strangers = new TreeSet<>();
      split.values().forEach(of -> strangers.addAll(of.keySet()));
      strangers.removeAll(seen);
      strangers.forEach(id -> problems.add("no row of dimensions.csv for", id));
    }
    return parts;
  }

  private Table table() {
    Path file = folder.resolve(DIMENSIONS);
    Set<String> wanted = Set.of("matching", "width_px", "height_px", "train");
    Table table = new TableFile(TableFile.Header.TRUE, List.of()).read(file, wanted);
    for (String column : new TreeSet<>(wanted)) {
      if (!table.columns().contains(column)) {
        throw InputException.of(
            file.toString(),
            "a table with columns matching, width_px, height_px and train",
            "no column " + column,
            Nearest.hint(column, table.columns()));
      }
    }
    return table;
  }

  /** The id alone: the whole prefix counts too. */
  static String id(String matching) {
    return matching.startsWith(PREFIX) ? matching.substring(PREFIX.length()) : matching;
  }

  private Optional<Boolean> flag(String id, @Nullable String text) {
    String lower = String.valueOf(text).toLowerCase(Locale.ROOT);
    if (YES.contains(lower)) {
      return Optional.of(true);
    }
    if (!NO.contains(lower)) {
      problems.add("train that is neither true nor false for", "%s ('%s')".formatted(id, text));
      return Optional.empty();
    }
    return Optional.of(false);
  }

  private double size(String id, String column, @Nullable String text) {
    try {
      double size = Double.parseDouble(String.valueOf(text));
      if (Double.isFinite(size)) {
        return size;
      }
    } catch (NumberFormatException e) {
      // noted below, like infinity
    }
    problems.add(column + " that is no number for", "%s ('%s')".formatted(id, text));
    return 0;
  }

  private List<Optional<Path>> filesOf(String id, Map<String, Map<String, Path>> split) {
    List<Optional<Path>> files = new ArrayList<>();
    for (String component : components) {
      Optional<Path> file = Optional.ofNullable(split.getOrDefault(component, Map.of()).get(id));
      if (file.isEmpty() && !partial) {
        problems.add("no file of component %s for".formatted(component), id);
      }
      files.add(file);
    }
    return files;
  }

  private static boolean holds(Map<String, Map<String, Path>> split, String id) {
    return split.values().stream().anyMatch(of -> of.containsKey(id));
  }

  private Map<String, Map<String, Path>> files(String split) {
    Map<String, Map<String, Path>> files = new LinkedHashMap<>();
    for (String component : components) {
      files.put(component, files(split, component));
    }
    return files;
  }

  private Map<String, Path> files(String split, String component) {
    Path inside = folder.resolve(split).resolve(component);
    if (!Files.isDirectory(inside)) {
      throw InputException.of(
          "component " + component,
          "a folder of " + folder.resolve(split),
          "no such folder",
          Nearest.hint(component, folders(folder.resolve(split))));
    }
    Pattern named = Pattern.compile(PREFIX + "(.+)_" + Pattern.quote(component) + "\\.png");
    Map<String, Path> files = new TreeMap<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(inside, "*.png")) {
      for (Path file : stream) {
        String name = String.valueOf(file.getFileName());
        Matcher matcher = named.matcher(name);
        if (matcher.matches()) {
          files.put(matcher.group(1), file);
        } else {
          problems.add(
              "a name other than matching_{id}_%s.png in %s/%s:"
                  .formatted(component, split, component),
              name);
        }
      }
    } catch (IOException e) {
      throw new InputException("%s must be readable, got %s".formatted(inside, e), e);
    }
    return files;
  }

  private static List<String> folders(Path parent) {
    try (Stream<Path> children = Files.list(parent)) {
      return children
          .filter(Files::isDirectory)
          .map(child -> String.valueOf(child.getFileName()))
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }
}
