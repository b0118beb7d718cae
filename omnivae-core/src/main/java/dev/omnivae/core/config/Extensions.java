package dev.omnivae.core.config;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;

/**
 * The named implementations of one extension point, ours and those of the user's jars, found
 * through {@link ServiceLoader}.
 *
 * @param <T> the extension point
 */
public final class Extensions<T extends Named> {
  private static volatile ClassLoader loader = Extensions.class.getClassLoader();

  private final String kind;
  private final Map<String, T> byName = new TreeMap<>();

  private Extensions(String kind, Iterable<T> found) {
    this.kind = kind;
    for (T extension : found) {
      T earlier = byName.putIfAbsent(extension.name(), extension);
      if (earlier != null && !earlier.getClass().equals(extension.getClass())) {
        throw new InputException(
            "%s names must be unique, got '%s' from both %s and %s; rename one"
                .formatted(
                    kind,
                    extension.name(),
                    earlier.getClass().getName(),
                    extension.getClass().getName()));
      }
    }
  }

  /**
   * Where extensions are looked for; the command line sets a loader over the jars of {@code
   * --plugins}.
   */
  public static void lookIn(ClassLoader classLoader) {
    loader = classLoader;
  }

  /**
   * All implementations of an extension point.
   *
   * @param type the extension point
   * @param kind what a recipe calls it, for errors: "network", "objective"
   */
  public static <T extends Named> Extensions<T> of(Class<T> type, String kind) {
    return new Extensions<>(kind, ServiceLoader.load(type, loader));
  }

  /** As {@link #of(Class, String)} over given implementations, for tests. */
  public static <T extends Named> Extensions<T> of(String kind, List<T> extensions) {
    return new Extensions<>(kind, extensions);
  }

  /**
   * The implementation of that name.
   *
   * @throws InputException naming the nearest choice when there is none
   */
  public T get(String name) {
    T found = byName.get(name);
    if (found == null) {
      throw new InputException(
          "%s must be a known name, got '%s'; %s"
              .formatted(kind, name, Nearest.hint(name, byName.keySet())));
    }
    return found;
  }

  public Collection<T> all() {
    return List.copyOf(byName.values());
  }
}
