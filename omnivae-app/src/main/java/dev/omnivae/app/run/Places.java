package dev.omnivae.app.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Folders outside of runs: where data sets are and where what can be computed again is kept. */
public final class Places {
  private Places() {}

  /** {@code OMNIVAE_DATA}, then {@code ./data}. */
  public static List<Path> dataRoots() {
    List<Path> roots = new ArrayList<>();
    String named = System.getenv("OMNIVAE_DATA");
    if (named != null && !named.isBlank()) {
      roots.add(Path.of(named));
    }
    roots.add(Path.of("data"));
    return roots;
  }

  /** {@code OMNIVAE_CACHE}, or {@code ~/.cache/omnivae}. */
  public static Path cache() {
    String named = System.getProperty("omnivae.cache", System.getenv("OMNIVAE_CACHE"));
    return named != null && !named.isBlank()
        ? Path.of(named)
        : Path.of(System.getProperty("user.home"), ".cache", "omnivae");
  }
}
