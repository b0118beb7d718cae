package dev.omnivae.data.reader;

import dev.omnivae.core.config.InputException;
import dev.omnivae.data.Availability;
import dev.omnivae.data.format.Checksums;
import dev.omnivae.data.generate.SpokenDigits;
import dev.omnivae.data.sound.Sound;
import dev.omnivae.data.sound.SoundFile;
import dev.omnivae.data.sound.Spectrogram;
import dev.omnivae.data.store.ImageDataset;
import dev.omnivae.data.store.Images;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Recordings of spoken digits, named {@code DIGIT_SPEAKER_INDEX.wav} as in the Free Spoken Digit
 * Dataset, as spectrograms.
 *
 * @param checksums SHA-256 of spectrograms and labels by split
 * @param speakers in the order of the factor speaker
 */
record SpokenFiles(ImageDataset.Side side, Map<String, String> checksums, List<String> speakers) {
  static final String DATASET = "fsdd";
  static final String LICENCE = "CC-BY-SA-4.0";
  static final String CITATION =
      "Jackson et al.: Free Spoken Digit Dataset, 2018, doi:10.5281/zenodo.1342401";

  private static final String INSIDE = "recordings";
  private static final Pattern NAME = Pattern.compile("([0-9])_(.+)_([0-9]{1,6})\\.wav");
  private static final String HOW_TO_GET =
      "clone https://github.com/Jakobovski/free-spoken-digit-dataset as fsdd"
          + " and name the folder above it with --data";

  /** One file. */
  record Recording(Path file, int digit, String speaker, int index) {}

  /**
   * Reads all recordings and splits them.
   *
   * @param samples of training, 0 for all; the first ones by index are taken
   */
  static SpokenFiles read(List<Path> roots, SpokenSplit split, int samples, int testSamples) {
    List<Recording> all = list(folder(roots).orElseThrow(() -> none(roots)));
    split.check(all);
    List<String> speakers = all.stream().map(Recording::speaker).distinct().sorted().toList();
    Map<String, String> checksums = new LinkedHashMap<>();
    Images train = images(all, split, false, samples, speakers, checksums);
    Images test = images(all, split, true, testSamples, speakers, checksums);
    return new SpokenFiles(new ImageDataset.Side(train, test), checksums, speakers);
  }

  /** Whether recordings are there; looks at names alone. */
  static Availability availability(List<Path> roots) {
    return folder(roots)
        .map(folder -> Availability.found("in " + folder.toAbsolutePath().normalize()))
        .orElseGet(() -> Availability.missing(HOW_TO_GET));
  }

  private static Optional<Path> folder(List<Path> roots) {
    return roots.stream().flatMap(SpokenFiles::places).filter(SpokenFiles::holds).findFirst();
  }

  private static Stream<Path> places(Path root) {
    Path own = root.resolve(DATASET);
    return Stream.of(own.resolve(INSIDE), own, root.resolve(INSIDE), root);
  }

  private static boolean holds(Path folder) {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.anyMatch(file -> NAME.matcher(name(file)).matches());
    } catch (IOException e) {
      return false;
    }
  }

  private static InputException none(List<Path> roots) {
    return InputException.of(
        "recordings of data set " + DATASET,
        "in one of "
            + (roots.isEmpty()
                ? "the data folders (none given)"
                : String.join(
                    ", ",
                    roots.stream()
                        .flatMap(SpokenFiles::places)
                        .map(place -> place.toAbsolutePath().normalize().toString())
                        .toList())),
        "no DIGIT_SPEAKER_INDEX.wav",
        HOW_TO_GET);
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
  }

  /** By index, then speaker, then digit: the first ones hold all digits and speakers alike. */
  private static List<Recording> list(Path folder) {
    List<Recording> all = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      files
          .filter(file -> name(file).endsWith(".wav"))
          .map(SpokenFiles::recording)
          .forEach(all::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    all.sort(
        Comparator.comparingInt(Recording::index)
            .thenComparing(Recording::speaker)
            .thenComparingInt(Recording::digit));
    return all;
  }

  private static Recording recording(Path file) {
    Matcher matcher = NAME.matcher(name(file));
    if (!matcher.matches()) {
      throw InputException.of(
          "sound file " + file,
          "named DIGIT_SPEAKER_INDEX.wav, as 7_jackson_32.wav",
          String.valueOf(file.getFileName()),
          "rename it or take it away");
    }
    return new Recording(
        file,
        Integer.parseInt(matcher.group(1)),
        matcher.group(2),
        Integer.parseInt(matcher.group(3)));
  }

  private static Images images(
      List<Recording> all,
      SpokenSplit split,
      boolean test,
      int limit,
      List<String> speakers,
      Map<String, String> checksums) {
    List<Recording> some =
        all.stream()
            .filter(recording -> split.tests(recording) == test)
            .limit(limit == 0 ? Long.MAX_VALUE : limit)
            .toList();
    String name = test ? "test" : "training";
    if (some.isEmpty()) {
      throw InputException.of(
          "split",
          "one that leaves recordings on both sides",
          "none for " + name,
          "write split: {by: index, test_indices: 5}");
    }
    List<Sound> sounds = some.parallelStream().map(one -> SoundFile.read(one.file())).toList();
    Spectrogram seen = Spectrogram.WORD;
    byte[] cells = seen.bytes(sounds.parallelStream().map(seen::excerpt).toList());
    int[] digits = some.stream().mapToInt(Recording::digit).toArray();
    byte[] labels = new byte[digits.length];
    float[] speaker = new float[digits.length];
    float[] seconds = new float[digits.length];
    for (int i = 0; i < digits.length; i++) {
      labels[i] = (byte) digits[i];
      speaker[i] = speakers.indexOf(some.get(i).speaker());
      seconds[i] = (float) sounds.get(i).seconds();
    }
    checksums.put(DATASET + "-" + name, Checksums.of(cells, labels));
    Map<String, float[]> factors = new LinkedHashMap<>();
    factors.put("speaker", speaker);
    factors.put("seconds", seconds);
    return Images.of(seen.modality(SpokenDigits.NAME), cells, digits, factors);
  }
}
