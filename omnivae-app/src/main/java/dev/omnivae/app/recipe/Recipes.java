package dev.omnivae.app.recipe;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Nearest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All recipes that can be named: ours and those of the user's jars, each a resource {@code
 * recipes/NAME.yaml}; and the user's files, named by path.
 */
public final class Recipes {
  private static final String FOLDER = "recipes/";
  private static final String ENDING = ".yaml";

  private final TreeMap<String, URL> byName = new TreeMap<>();

  private Recipes() {}

  /** The recipes a class loader sees. */
  public static Recipes of(ClassLoader loader) {
    Recipes recipes = new Recipes();
    try {
      for (URL folder : Collections.list(loader.getResources(FOLDER))) {
        recipes.list(folder);
      }
    } catch (IOException | URISyntaxException e) {
      throw new IllegalStateException("recipes cannot be listed", e);
    }
    return recipes;
  }

  /** Names in alphabetical order. */
  public List<String> names() {
    return List.copyOf(byName.keySet());
  }

  /**
   * The recipe of that name, or in that file, with everything it extends.
   *
   * @param nameOrFile a name, or a path that ends in .yaml or .yml or holds a separator
   * @throws InputException when there is none, naming the nearest; when the file is no recipe
   */
  public Recipe get(String nameOrFile) {
    return Recipe.of(merged(nameOrFile, null, new LinkedHashSet<>()), stem(nameOrFile));
  }

  /** The recipe in a file that extends nothing: a run's {@code config.yaml}. */
  public static Recipe file(Path file) {
    return Recipe.of(Yaml.mapping(text(file), file.toString()), stem(file.toString()));
  }

  private ObjectNode merged(String nameOrFile, @Nullable Path folder, Set<String> children) {
    if (!children.add(nameOrFile)) {
      throw InputException.of(
          "extends",
          "free of circles",
          String.join(" extends ", children) + " extends " + nameOrFile,
          "let one of them stand alone");
    }
    boolean file = isFile(nameOrFile);
    Path path = file && folder != null ? folder.resolve(nameOrFile) : Path.of(nameOrFile);
    ObjectNode tree = Yaml.mapping(file ? text(path) : text(nameOrFile), nameOrFile);
    var parent = tree.remove("extends");
    if (parent == null || parent.isNull()) {
      return tree;
    }
    if (!parent.isTextual()) {
      throw InputException.of(
          nameOrFile + ": extends", "one recipe's name", parent, "write extends: digits");
    }
    ObjectNode base =
        merged(parent.textValue(), file ? path.toAbsolutePath().getParent() : null, children);
    if (!tree.has("name")) {
      base.remove("name");
    }
    if (!tree.has("description")) {
      base.remove("description");
    }
    return Merge.over(base, tree);
  }

  private static boolean isFile(String nameOrFile) {
    return nameOrFile.endsWith(".yaml") || nameOrFile.endsWith(".yml") || nameOrFile.contains("/");
  }

  private static String stem(String nameOrFile) {
    Path last = Path.of(nameOrFile).getFileName();
    return (last == null ? nameOrFile : last.toString()).replaceFirst("\\.ya?ml$", "");
  }

  private static String text(Path file) {
    if (!Files.isRegularFile(file)) {
      throw InputException.of(
          "recipe file",
          "a file that is there",
          file,
          "check the path, or name a recipe of 'omnivae recipes'");
    }
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new InputException(
          "recipe file must be readable UTF-8 text, got %s (%s); check it"
              .formatted(file, e.getMessage()),
          e);
    }
  }

  private String text(String name) {
    URL url = byName.get(name);
    if (url == null) {
      throw new InputException(
          "recipe must be a known name or a .yaml file, got '%s'; %s"
              .formatted(name, Nearest.hint(name, byName.keySet())));
    }
    try (var in = open(url)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static java.io.InputStream open(URL url) throws IOException {
    var connection = url.openConnection();
    connection.setUseCaches(false); // a cached jar would stay open, and stale when it is rebuilt
    return connection.getInputStream();
  }

  private void list(URL folder) throws IOException, URISyntaxException {
    List<String> files = new ArrayList<>();
    if (folder.openConnection() instanceof JarURLConnection connection) {
      connection.setUseCaches(false);
      try (var jar = connection.getJarFile()) {
        jar.stream()
            .map(entry -> entry.getName())
            .filter(name -> name.startsWith(FOLDER))
            .map(name -> name.substring(FOLDER.length()))
            .forEach(files::add);
      }
    } else {
      try (Stream<Path> paths = Files.list(Path.of(folder.toURI()))) {
        paths.map(path -> String.valueOf(path.getFileName())).forEach(files::add);
      }
    }
    for (String file : files) {
      if (file.endsWith(ENDING) && !file.contains("/")) {
        URL url = URI.create(folder + (folder.toString().endsWith("/") ? "" : "/") + file).toURL();
        byName.putIfAbsent(file.substring(0, file.length() - ENDING.length()), url);
      }
    }
  }
}
