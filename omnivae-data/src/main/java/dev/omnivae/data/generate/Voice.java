package dev.omnivae.data.generate;

import dev.omnivae.data.sound.Sound;
import dev.omnivae.data.sound.Spectrogram;
import java.util.List;

/**
 * Says one digit: pulses of the pitch through three formants in a row, noise through one, both
 * moving from phone to phone.
 *
 * @param speaker number of the voice
 * @param pitch hertz at the beginning; it falls
 * @param tract factor of all formants: shorter than a man's, above 1
 * @param seconds of the word
 * @param noise behind it, decibels below full scale
 */
record Voice(int speaker, double pitch, double tract, double seconds, double noise) {
  private static final double[] PITCHES = {95, 112, 130, 175, 205, 235};
  private static final double[] TRACTS = {0.94, 1, 1.04, 1.12, 1.17, 1.22};
  private static final double BLEND = 0.03; // seconds from phone to phone
  private static final int HELD = 16; // samples between two tunings
  private static final double THIRD = 2600;

  static final int SPEAKERS = PITCHES.length;

  /** One of the speakers, in a mood of the moment. */
  static Voice of(Dice dice) {
    int speaker = dice.below(SPEAKERS);
    return new Voice(
        speaker,
        PITCHES[speaker] * Math.exp(dice.normal(0, 0.06)),
        TRACTS[speaker] * Math.exp(dice.normal(0, 0.02)),
        dice.uniform(0.32, 0.56),
        -dice.uniform(45, 65));
  }

  Sound say(int digit, Dice dice) {
    List<Phone> word = Phone.DIGITS.get(digit);
    double rate = Spectrogram.RATE;
    float[] samples = new float[(int) Math.round(seconds * rate)];
    Resonator first = new Resonator(80, rate);
    Resonator second = new Resonator(110, rate);
    Resonator third = new Resonator(180, rate);
    Resonator hiss = new Resonator(900, rate);
    double background = Math.pow(10, noise / 20);
    Phone now = word.get(0);
    double phase = 1;
    for (int n = 0; n < samples.length; n++) {
      if (n % HELD == 0) {
        now = at(word, n / rate);
        first.tune(tract * now.first());
        second.tune(Math.min(0.48 * rate, tract * now.second()));
        third.tune(Math.min(0.48 * rate, tract * THIRD));
        hiss.tune(Math.min(0.48 * rate, now.centre()));
      }
      phase += pitch * (1.1 - 0.25 * n / samples.length) / rate;
      double pulse = phase >= 1 ? 4 : 0;
      phase -= Math.floor(phase);
      double voiced = third.next(second.next(first.next(now.voice() * pulse)));
      double hissed = hiss.next(now.hiss() * dice.uniform(-1, 1));
      samples[n] =
          (float) (fade(n, samples.length) * (voiced + hissed) + background * dice.normal(0, 1));
    }
    return new Sound(loud(samples), Spectrogram.RATE);
  }

  /** The phone of a moment, near its ends on the way from or to its neighbour. */
  private Phone at(List<Phone> word, double time) {
    double end = 0;
    for (int i = 0; i < word.size(); i++) {
      end += word.get(i).share() * seconds;
      if (i == word.size() - 1 || time < end - BLEND / 2) {
        return word.get(i);
      }
      if (time < end + BLEND / 2) {
        return word.get(i).towards(word.get(i + 1), 0.5 + (time - end) / BLEND);
      }
    }
    throw new IllegalStateException("a word must have phones");
  }

  /** In and out within 10 ms. */
  private static double fade(int n, int length) {
    return Math.min(1, Math.min(n, length - 1 - n) / (0.01 * Spectrogram.RATE));
  }

  private static float[] loud(float[] samples) {
    float peak = 0;
    for (float sample : samples) {
      peak = Math.max(peak, Math.abs(sample));
    }
    float[] scaled = samples.clone();
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] *= 0.5f / peak;
    }
    return scaled;
  }
}
