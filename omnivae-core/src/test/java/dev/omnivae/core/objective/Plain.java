package dev.omnivae.core.objective;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.testing.Toy;

/** What the encoders and decoders of a toy model say, computed in plain numbers. */
record Plain(Run run, Batch batch) {
  /** Locations of the shared expert, then its log variances. */
  double[] shared(String modality, int sample) {
    return affine(modality + ".shared", value(modality, sample));
  }

  /** As {@link #shared} of the private posterior. */
  double[] own(String modality, int sample) {
    return affine(modality + ".own", value(modality, sample));
  }

  /** log p(x | code) of a Laplace likelihood of scale 0.75. */
  double logLikelihood(String modality, int sample, double... code) {
    double[] x = value(modality, sample);
    double[] mean = affine(modality + ".decoder", code);
    double log = 0;
    for (int i = 0; i < x.length; i++) {
      log += -Math.abs(x[i] - mean[i]) / 0.75 - Math.log(1.5);
    }
    return log;
  }

  private double[] value(String modality, int sample) {
    return Tensors.doubles(batch.of(modality).value().select(0, sample));
  }

  private double[] affine(String path, double... in) {
    double[] weight = values(path + ".weight");
    double[] out = values(path + ".bias");
    for (int i = 0; i < out.length; i++) {
      for (int j = 0; j < in.length; j++) {
        out[i] += weight[i * in.length + j] * in[j];
      }
    }
    return out;
  }

  private double[] values(String path) {
    return Tensors.doubles(Toy.parameter(run.store(), "modality." + path).tensor());
  }

  /** log N(v; mean, exp(logVariance)). */
  static double normal(double v, double mean, double logVariance) {
    double d = v - mean;
    return -0.5 * (d * d / Math.exp(logVariance) + logVariance + Math.log(2 * Math.PI));
  }

  /** KL between normal distributions over one number. */
  static double kl(double mean, double logVariance, double otherMean, double otherLogVariance) {
    double d = mean - otherMean;
    double ratio = (Math.exp(logVariance) + d * d) / Math.exp(otherLogVariance);
    return 0.5 * (ratio - 1 + otherLogVariance - logVariance);
  }

  /** KL to N(0, I) of what {@link #shared} and {@link #own} give. */
  static double klToStandard(double... raw) {
    double total = 0;
    for (int i = 0; i < raw.length / 2; i++) {
      total += kl(raw[i], raw[raw.length / 2 + i], 0, 0);
    }
    return total;
  }
}
