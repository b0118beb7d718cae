package dev.omnivae.data.sound;

/**
 * Sound of one channel.
 *
 * @param samples the loudest a file can hold is 1
 * @param rate samples a second
 */
@SuppressWarnings("ArrayRecordComponent") // bulk data; never compared
public record Sound(float[] samples, int rate) {
  public double seconds() {
    return samples.length / (double) rate;
  }
}
