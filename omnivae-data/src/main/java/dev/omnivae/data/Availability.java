package dev.omnivae.data;

/**
 * Whether a data set can be read now.
 *
 * @param ready all its files were found, or it needs none
 * @param note where it was found, or how to get it: a phrase for {@code omnivae data list}
 */
public record Availability(boolean ready, String note) {
  /** A data set that is drawn when asked for. */
  public static Availability drawn() {
    return new Availability(true, "drawn when first used");
  }

  public static Availability found(String where) {
    return new Availability(true, where);
  }

  public static Availability missing(String howToGet) {
    return new Availability(false, howToGet);
  }

  /** Of a data set that needs both: what is missing is what is told. */
  public Availability and(Availability other) {
    if (ready != other.ready) {
      return ready ? other : this;
    }
    return new Availability(ready, note.equals(other.note) ? note : note + "; " + other.note);
  }
}
