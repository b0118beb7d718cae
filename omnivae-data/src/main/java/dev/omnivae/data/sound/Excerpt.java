package dev.omnivae.data.sound;

import java.util.Arrays;

/**
 * The part of a sound that is looked at, always equally long: what is more than {@link #QUIET}
 * decibels below the loudest {@link #BLOCK} samples is cut off at both ends, but for a block each;
 * of what is still too long the stretch with most energy is taken; after what is too short comes
 * silence.
 */
final class Excerpt {
  /** 10 ms at 8 kHz. */
  static final int BLOCK = 80;

  static final double QUIET = 30;

  private Excerpt() {}

  /**
   * The excerpt.
   *
   * @param length in samples
   */
  static float[] of(float[] sound, int length) {
    double[] energies = energies(sound);
    double audible = Arrays.stream(energies).max().orElse(0) * Math.pow(10, -QUIET / 10);
    int first = 0;
    while (energies[first] < audible) {
      first++;
    }
    int last = energies.length - 1;
    while (energies[last] < audible) {
      last--;
    }
    int from = Math.max(0, (first - 1) * BLOCK);
    int to = Math.min(sound.length, (last + 2) * BLOCK);
    int start = to - from <= length ? from : loudest(energies, from, to, length);
    return Arrays.copyOf(Arrays.copyOfRange(sound, start, Math.min(to, start + length)), length);
  }

  /** Of each block; the last one may be shorter. */
  private static double[] energies(float[] sound) {
    double[] energies = new double[(sound.length + BLOCK - 1) / BLOCK];
    for (int i = 0; i < sound.length; i++) {
      energies[i / BLOCK] += sound[i] * sound[i];
    }
    return energies;
  }

  /** Where the stretch with most energy begins, the first of equal ones. */
  private static int loudest(double[] energies, int from, int to, int length) {
    int best = from;
    double most = -1;
    for (int start = from; start + length <= to; start += BLOCK) {
      double energy = 0;
      for (int block = start / BLOCK; block < (start + length) / BLOCK; block++) {
        energy += energies[block];
      }
      if (energy > most) {
        most = energy;
        best = start;
      }
    }
    return best;
  }
}
