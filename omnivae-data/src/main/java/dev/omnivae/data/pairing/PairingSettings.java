package dev.omnivae.data.pairing;

import dev.omnivae.core.config.InputException;

/**
 * How images of several modalities are paired by label.
 *
 * @param maxD at most so many images of a class on each side
 * @param dm random matchings an epoch of the training split
 * @param repair {@code never}: the same matchings every epoch, as published; {@code epoch}: fresh
 *     ones
 * @param testDm random matchings of the test split, where {@code max_d / 5} holds a class
 * @param fill whether the images of the smaller side return in a matching of the training split
 *     until every one of the larger side has a partner; else as many are left out there
 */
public record PairingSettings(int maxD, int dm, String repair, int testDm, boolean fill) {
  public static final PairingSettings PUBLISHED =
      new PairingSettings(10_000, 30, "never", 30, false);

  /** Every image once an epoch, with another partner each time: short epochs, no fewer pairs. */
  public static final PairingSettings ONCE = new PairingSettings(10_000, 1, "epoch", 1, false);

  /** As {@link #ONCE} where one side is much smaller than the other. */
  public static final PairingSettings FILLED = new PairingSettings(10_000, 1, "epoch", 1, true);

  public PairingSettings {
    positive("max_d", maxD);
    positive("dm", dm);
    positive("test_dm", testDm);
    if (!repair.equals("never") && !repair.equals("epoch")) {
      throw InputException.of("repair", "never or epoch", repair, "write repair: epoch");
    }
  }

  public boolean fresh() {
    return repair.equals("epoch");
  }

  private static void positive(String key, int value) {
    if (value < 1) {
      throw InputException.of(key, "at least 1", value, "write " + key + ": 1");
    }
  }
}
