package dev.omnivae.core.batch;

import java.util.BitSet;

/**
 * Vectors learned elsewhere for the tokens of a vocabulary, which embeddings begin with.
 *
 * @param values {@code (vocabulary, width)}, row-major; zeros where a token has none
 * @param covered ids that have one
 * @param frozen whether they stay as they are; else training goes on from them
 */
@SuppressWarnings("ArrayRecordComponent") // bulk data; never compared
public record TokenVectors(float[] values, int width, BitSet covered, boolean frozen) {
  public TokenVectors {
    covered = (BitSet) covered.clone();
  }

  /** A copy: a set of ids can be changed. */
  @Override
  public BitSet covered() {
    return (BitSet) covered.clone();
  }
}
