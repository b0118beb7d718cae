package dev.omnivae.core.train;

import java.util.function.IntToDoubleFunction;

/** The update rules for one number, written down as their papers have them. */
final class ScalarRules {
  private ScalarRules() {}

  /** The number after so many steps, counted from 1. */
  static double after(int steps, OptimizerSettings s, double start, IntToDoubleFunction gradient) {
    double b1 = s.betas().get(0);
    double b2 = s.betas().get(1);
    double lr = s.learningRate();
    double x = start;
    double m = 0;
    double v = 0;
    double u = 0;
    for (int t = 1; t <= steps; t++) {
      double raw = gradient.applyAsDouble(t);
      double g = raw + s.weightDecay() * x;
      switch (s.name()) {
        case "rmsprop" -> {
          v = b2 * v + (1 - b2) * g * g;
          m = s.momentum() * m + g / (Math.sqrt(v) + s.eps());
          x -= lr * m;
        }
        case "adagrad" -> {
          v += g * g;
          x -= lr * g / (Math.sqrt(v) + s.eps());
        }
        case "adadelta" -> {
          v = b2 * v + (1 - b2) * g * g;
          double d = Math.sqrt(u + s.eps()) / Math.sqrt(v + s.eps()) * g;
          u = b2 * u + (1 - b2) * d * d;
          x -= lr * d;
        }
        case "nadam" -> {
          m = b1 * m + (1 - b1) * g;
          v = b2 * v + (1 - b2) * g * g;
          double product = 1;
          for (int i = 1; i <= t; i++) {
            product *= mu(b1, i);
          }
          double ahead =
              (1 - mu(b1, t)) / (1 - product) * g
                  + mu(b1, t + 1) / (1 - product * mu(b1, t + 1)) * m;
          x -= lr * ahead / (Math.sqrt(v / (1 - Math.pow(b2, t))) + s.eps());
        }
        case "lion" -> {
          double d = Math.signum(b1 * m + (1 - b1) * raw);
          m = b2 * m + (1 - b2) * raw;
          x -= lr * (d + s.weightDecay() * x);
        }
        default -> throw new IllegalArgumentException(s.name());
      }
    }
    return x;
  }

  private static double mu(double b1, int t) {
    return b1 * (1 - 0.5 * Math.pow(0.96, t / 250.0));
  }
}
