package dev.omnivae.data.reader;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Nearest;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which recordings of spoken digits test.
 *
 * @param by {@code index}: the first of every speaker and digit, as published; {@code speaker}: all
 *     of some speakers, so that no voice of the test was heard in training
 * @param testIndices recordings below this index test, by index
 * @param testSpeakers who tests, by speaker
 */
public record SpokenSplit(String by, int testIndices, List<String> testSpeakers) {
  private static final List<String> CHOICES = List.of("index", "speaker");

  static final SpokenSplit PUBLISHED = new SpokenSplit("index", 5, List.of("jackson"));

  public SpokenSplit {
    testSpeakers = List.copyOf(testSpeakers);
    if (!CHOICES.contains(by)) {
      throw new InputException(
          "split.by must be a known choice, got '%s'; %s".formatted(by, Nearest.hint(by, CHOICES)));
    }
    SingleSettings.atLeast("split.test_indices", testIndices, 1);
    if (by.equals("speaker") && testSpeakers.isEmpty()) {
      throw InputException.of(
          "split.test_speakers", "at least one", "none", "write test_speakers: [jackson]");
    }
  }

  /** Whether a recording tests. */
  boolean tests(SpokenFiles.Recording recording) {
    return by.equals("index")
        ? recording.index() < testIndices
        : testSpeakers.contains(recording.speaker());
  }

  /** Every speaker that tests is there. */
  void check(List<SpokenFiles.Recording> recordings) {
    Set<String> speakers = new TreeSet<>();
    recordings.forEach(recording -> speakers.add(recording.speaker()));
    for (String speaker : testSpeakers) {
      if (by.equals("speaker") && !speakers.contains(speaker)) {
        throw new InputException(
            "split.test_speakers must name speakers of the recordings, got '%s'; %s"
                .formatted(speaker, Nearest.hint(speaker, speakers)));
      }
    }
  }
}
