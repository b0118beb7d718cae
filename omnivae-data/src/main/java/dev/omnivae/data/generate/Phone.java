package dev.omnivae.data.generate;

import java.util.List;

/**
 * A stretch of a spoken word: where its formants are, how much voice and how much hiss it has.
 *
 * @param first formant, hertz, of a man's voice
 * @param second formant
 * @param voice 0 to 1
 * @param hiss 0 to 1
 * @param centre of the hiss, hertz
 * @param share of the word's time
 */
record Phone(double first, double second, double voice, double hiss, double centre, double share) {
  /** The English digits, as a few phones each. */
  static final List<List<Phone>> DIGITS =
      List.of(
          List.of(buzz(0.2), vowel(390, 1990, 0.2), vowel(450, 1300, 0.15), vowel(500, 880, 0.45)),
          List.of(vowel(310, 700, 0.25), vowel(650, 1190, 0.4), nasal(0.35)),
          List.of(burst(3200, 0.12), vowel(320, 1500, 0.28), vowel(310, 870, 0.6)),
          List.of(hiss(2900, 0.1, 0.2), vowel(420, 1250, 0.2), vowel(280, 2250, 0.6)),
          List.of(hiss(2500, 0.15, 0.25), vowel(500, 850, 0.5), vowel(450, 1300, 0.25)),
          List.of(hiss(2500, 0.15, 0.2), vowel(730, 1100, 0.35), vowel(390, 1990, 0.25), hum(0.2)),
          List.of(
              hiss(3600, 0.6, 0.28),
              vowel(390, 1990, 0.26),
              silence(0.1),
              burst(1800, 0.08),
              hiss(3600, 0.6, 0.28)),
          List.of(
              hiss(3600, 0.6, 0.22),
              vowel(530, 1840, 0.24),
              hum(0.12),
              vowel(620, 1200, 0.2),
              nasal(0.22)),
          List.of(vowel(530, 1840, 0.3), vowel(280, 2250, 0.35), silence(0.2), burst(3200, 0.15)),
          List.of(nasal(0.2), vowel(730, 1100, 0.35), vowel(390, 1990, 0.25), nasal(0.2)));

  private static Phone vowel(double first, double second, double share) {
    return new Phone(first, second, 1, 0, 3000, share);
  }

  private static Phone nasal(double share) {
    return new Phone(280, 1500, 0.4, 0, 3000, share);
  }

  private static Phone hum(double share) {
    return new Phone(300, 1100, 0.35, 0.06, 2500, share);
  }

  private static Phone buzz(double share) {
    return new Phone(280, 1600, 0.35, 0.3, 3500, share);
  }

  private static Phone hiss(double centre, double hiss, double share) {
    return new Phone(400, 1500, 0, hiss, centre, share);
  }

  private static Phone burst(double centre, double share) {
    return new Phone(400, 1600, 0, 0.5, centre, share);
  }

  private static Phone silence(double share) {
    return new Phone(400, 1600, 0, 0, 3000, share);
  }

  /** Part of the way to another phone, its share aside. */
  Phone towards(Phone other, double part) {
    return new Phone(
        first + part * (other.first - first),
        second + part * (other.second - second),
        voice + part * (other.voice - voice),
        hiss + part * (other.hiss - hiss),
        centre + part * (other.centre - centre),
        share);
  }
}
