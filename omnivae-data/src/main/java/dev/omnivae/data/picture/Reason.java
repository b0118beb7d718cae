package dev.omnivae.data.picture;

/** Why a file of a folder of pictures is left out. */
public enum Reason {
  EMPTY("empty"),
  BROKEN("broken"),
  UNREADABLE("unreadable"),
  HUGE("huge"),
  ANIMATED("animated"),
  FORMAT("of a format that is not read"),
  OUTSIDE("linked from elsewhere"),
  ASIDE("beside train and test");

  private final String word;

  Reason(String word) {
    this.word = word;
  }

  /** As it stands in a count: "3 broken". */
  public String word() {
    return word;
  }
}
