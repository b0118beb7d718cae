package dev.omnivae.data;

/** A part of a data set. The test split is touched by evaluation only. */
public enum Split {
  TRAIN,
  VALID,
  TEST;

  /** As it stands in files and on the command line. */
  public String key() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
