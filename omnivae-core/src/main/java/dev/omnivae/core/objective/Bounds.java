package dev.omnivae.core.objective;

/** Mathematics that several objectives share, as pure functions. */
public final class Bounds {
  private Bounds() {}
}
