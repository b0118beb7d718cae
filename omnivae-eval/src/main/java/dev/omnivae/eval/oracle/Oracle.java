package dev.omnivae.eval.oracle;

/**
 * A classifier trained on real data that judges generated data.
 *
 * @param accuracy its own accuracy on the single images of the test split, as a fraction
 */
public record Oracle(Classifier classifier, double accuracy) {}
