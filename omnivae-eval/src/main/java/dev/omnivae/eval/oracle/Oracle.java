package dev.omnivae.eval.oracle;

/**
 * A classifier that judges generated data.
 *
 * @param accuracy its own accuracy on the single images or captions of the test split, as a
 *     fraction
 */
public record Oracle(Classifier classifier, double accuracy) {}
