package dev.omnivae.data.sound;

/** What frequency a sound has. */
public final class Tones {
  private Tones() {}

  /** The strongest frequency of a whole sound among whole hertz from 60 on, by definition. */
  public static double strongest(Sound sound) {
    double best = 0;
    double most = -1;
    for (int hertz = 60; hertz < sound.rate() / 2; hertz += 2) {
      double real = 0;
      double imaginary = 0;
      for (int n = 0; n < sound.samples().length; n++) {
        double angle = 2 * Math.PI * hertz * n / sound.rate();
        real += sound.samples()[n] * Math.cos(angle);
        imaginary += sound.samples()[n] * Math.sin(angle);
      }
      double power = real * real + imaginary * imaginary;
      if (power > most) {
        most = power;
        best = hertz;
      }
    }
    return best;
  }

  static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }
}
