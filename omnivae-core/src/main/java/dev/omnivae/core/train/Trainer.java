package dev.omnivae.core.train;

/** The training loop. */
public final class Trainer {
  private Trainer() {}
}
