package dev.omnivae.eval.latent;

import java.util.List;

/** What is known of each code, to be seen as its colour. */
public sealed interface Colouring {
  /** What the colours tell. */
  String title();

  /**
   * One of several classes.
   *
   * @param of an index into the names a code; -1 where it is not known
   */
  @SuppressWarnings("ArrayRecordComponent") // bulk data; never compared
  record Classes(String title, List<String> names, int[] of) implements Colouring {
    public Classes {
      names = List.copyOf(names);
    }
  }

  /**
   * A number.
   *
   * @param values one a code; NaN where it is not known
   */
  @SuppressWarnings("ArrayRecordComponent") // bulk data; never compared
  record Scale(String title, float[] values) implements Colouring {}
}
