package dev.omnivae.core.batch;

import dev.omnivae.core.config.InputException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One modality as a data set gives it.
 *
 * @param name no dot, no plus, no arrow: it stands in metric keys and folder names
 * @param shape of one observation: (channel, height, width) for images, (width) for vectors,
 *     (token) for text, the most tokens of a caption, the closing one included
 * @param vocabulary what token ids mean; null for what is not text
 */
public record Modality(String name, Kind kind, List<Long> shape, @Nullable Vocabulary vocabulary) {
  /**
   * What the numbers are. Networks and likelihoods check that they can take it; figures choose how
   * to draw it.
   */
  public enum Kind {
    /** Pixels in [0, 1], (channel, height, width). */
    IMAGE,
    /** Real numbers. */
    VECTOR,
    /** Zeros and ones, possibly with holes. */
    ATTRIBUTES,
    /** Token ids with padding. */
    TOKENS,
    /**
     * Spectrogram in [0, 1], (channel, band, frame), the highest band first: as a picture of it
     * lies, low tones at the bottom.
     */
    AUDIO
  }

  public Modality {
    if (!name.matches("[A-Za-z0-9_-]+")) {
      throw InputException.of(
          "modality name", "letters, digits, _ or -", "'" + name + "'", "rename it");
    }
    shape = List.copyOf(shape);
    if ((kind == Kind.TOKENS) != (vocabulary != null)) {
      throw new IllegalArgumentException(
          "vocabulary must be given for tokens alone, got " + vocabulary + " for " + kind);
    }
  }

  /** A modality whose numbers are no token ids. */
  public Modality(String name, Kind kind, List<Long> shape) {
    this(name, kind, shape, null);
  }

  /** Text as token ids: int64 {@code (token)}, known up to the closing token. */
  public static Modality tokens(String name, long length, Vocabulary vocabulary) {
    return new Modality(name, Kind.TOKENS, List.of(length), vocabulary);
  }

  public static Modality image(String name, long channels, long height, long width) {
    return new Modality(name, Kind.IMAGE, List.of(channels, height, width));
  }

  /** Sound as a spectrogram of one channel, the highest band first. */
  public static Modality spectrogram(String name, long bands, long frames) {
    return new Modality(name, Kind.AUDIO, List.of(1L, bands, frames));
  }

  /** Whether an observation is a picture, (channel, height, width) in [0, 1]: also of sound. */
  public boolean drawable() {
    return kind == Kind.IMAGE || kind == Kind.AUDIO;
  }

  /** Number of elements of one observation: 3072 for 3x32x32. */
  public long elements() {
    return shape.stream().reduce(1L, (a, b) -> a * b);
  }

  /** The shape as an array. */
  public long[] sizes() {
    return shape.stream().mapToLong(Long::longValue).toArray();
  }

  @Override
  public String toString() {
    return name + " " + kind.name().toLowerCase(java.util.Locale.ROOT) + Arrays.toString(sizes());
  }
}
