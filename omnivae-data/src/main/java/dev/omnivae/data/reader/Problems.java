package dev.omnivae.data.reader;

import dev.omnivae.core.config.InputException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Everything that is wrong with a folder, told in one message: what, and with which samples. */
final class Problems {
  private static final int NAMED = 10;

  private final Map<String, List<String>> found = new LinkedHashMap<>();

  /**
   * Notes one.
   *
   * @param what the kind of problem, "no file of component bt for"
   * @param who the sample, with what was found where that differs
   */
  void add(String what, String who) {
    found.computeIfAbsent(what, kind -> new ArrayList<>()).add(who);
  }

  /** Fails where anything was noted. */
  void refuse(String folder, String fix) {
    if (found.isEmpty()) {
      return;
    }
    List<String> lines = new ArrayList<>();
    found.forEach((what, who) -> lines.add(what + " " + some(who)));
    throw InputException.of(folder, "consistent", String.join("; ", lines), fix);
  }

  private static String some(List<String> who) {
    String first = String.join(", ", who.subList(0, Math.min(NAMED, who.size())));
    return who.size() > NAMED ? first + " and %d more".formatted(who.size() - NAMED) : first;
  }
}
