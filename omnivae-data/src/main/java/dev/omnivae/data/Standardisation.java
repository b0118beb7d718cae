package dev.omnivae.data;

/**
 * How a condition was standardised: {@code (raw - mean) / deviation}, both of the training split.
 *
 * @param name of the condition
 * @param deviation above 0; 1 where the condition never varies
 */
public record Standardisation(String name, double mean, double deviation) {
  /** Of some values: their mean and (population) standard deviation. */
  public static Standardisation of(String name, double[] values) {
    double mean = 0;
    for (double value : values) {
      mean += value / values.length;
    }
    double variance = 0;
    for (double value : values) {
      variance += (value - mean) * (value - mean) / values.length;
    }
    double deviation = Math.sqrt(variance);
    boolean varies = deviation > 1e-12 * Math.max(1, Math.abs(mean));
    return new Standardisation(name, mean, varies ? deviation : 1);
  }

  /** What a model is given for a value in the data's own unit. */
  public double standardise(double raw) {
    return (raw - mean) / deviation;
  }

  /** Back into the data's own unit. */
  public double raw(double standardised) {
    return mean + deviation * standardised;
  }
}
