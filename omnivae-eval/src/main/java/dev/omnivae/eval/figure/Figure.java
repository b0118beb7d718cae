package dev.omnivae.eval.figure;

/**
 * One picture of a run.
 *
 * @param file its name in {@code figures/}
 * @param section where the report shows it
 * @param title a few words
 * @param caption what is seen, in a sentence or two
 */
public record Figure(String file, Section section, String title, String caption) {
  /** Parts of the report that hold pictures. */
  public enum Section {
    DATA,
    CURVES,
    SAMPLES,
    LATENT
  }
}
