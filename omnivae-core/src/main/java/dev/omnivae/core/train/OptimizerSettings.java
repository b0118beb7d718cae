package dev.omnivae.core.train;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Nearest;
import dev.omnivae.core.config.Settings;
import java.util.List;

/**
 * One optimiser of a recipe.
 *
 * @param name {@code adam}, {@code adamw} (decoupled weight decay), {@code nadam}, {@code sgd},
 *     {@code rmsprop}, {@code adagrad}, {@code adadelta} or {@code lion}
 * @param learningRate at its highest
 * @param betas decay of the first and the second moment; rmsprop and adadelta have the second
 *     alone, lion interpolates with the first and keeps its momentum with the second
 * @param eps added to the root of the second moment; inside both roots of adadelta
 * @param weightDecay decoupled for adamw and lion, L2 for all others
 * @param amsgrad whether Adam divides by the largest second moment so far (Reddi et al. 2018)
 * @param momentum of sgd and rmsprop
 * @param nesterov whether sgd's momentum looks ahead
 * @param schedule of the learning rate over the phase: {@code constant}, {@code cosine} or {@code
 *     linear}, both down to {@code finalFraction}
 * @param warmupSteps steps over which the learning rate rises linearly from 0
 * @param finalFraction of the learning rate at the end of the phase
 */
public record OptimizerSettings(
    String name,
    double learningRate,
    List<Double> betas,
    double eps,
    double weightDecay,
    boolean amsgrad,
    double momentum,
    boolean nesterov,
    String schedule,
    long warmupSteps,
    double finalFraction) {
  private static final List<String> NAMES =
      List.of("adam", "adamw", "nadam", "sgd", "rmsprop", "adagrad", "adadelta", "lion");
  private static final List<String> SCHEDULES = List.of("constant", "cosine", "linear");

  /** What a recipe gets that says nothing. */
  public static final OptimizerSettings DEFAULT =
      new OptimizerSettings(
          "adam", 1e-3, List.of(0.9, 0.999), 1e-8, 0, false, 0, false, "constant", 0, 0);

  /** What a recipe gets that says no more than a name: what its paper or PyTorch has. */
  static OptimizerSettings defaults(String name) {
    return switch (name) {
      case "sgd" -> DEFAULT.with(name, 1e-2, 0, 0, 1e-8);
      case "rmsprop" -> DEFAULT.with(name, 1e-3, 0, 0.99, 1e-8);
      case "adagrad" -> DEFAULT.with(name, 1e-2, 0, 0, 1e-10);
      case "adadelta" -> DEFAULT.with(name, 1, 0, 0.9, 1e-6);
      case "nadam" -> DEFAULT.with(name, 2e-3, 0.9, 0.999, 1e-8);
      case "lion" -> DEFAULT.with(name, 1e-4, 0.9, 0.99, 1e-8);
      default -> DEFAULT;
    };
  }

  private OptimizerSettings with(
      String called, double rate, double first, double second, double small) {
    List<Double> decays = List.of(first, second);
    return new OptimizerSettings(
        called, rate, decays, small, 0, false, 0, false, schedule, warmupSteps, finalFraction);
  }

  /** Reads one, absent keys as its name has them. */
  static OptimizerSettings read(Settings optimizer) {
    return optimizer.read(
        OptimizerSettings.class, defaults(optimizer.text("name", DEFAULT.name())));
  }

  public OptimizerSettings {
    betas = List.copyOf(betas);
    choice("name", name, NAMES);
    choice("schedule", schedule, SCHEDULES);
    positive("learning_rate", learningRate, "1e-3 is a good start");
    positive("eps", eps, "1e-8 is usual");
    if (betas.size() != 2 || betas.stream().anyMatch(beta -> !(beta >= 0 && beta < 1))) {
      throw InputException.of("betas", "two numbers in [0, 1)", betas, "[0.9, 0.999] is usual");
    }
    fraction("momentum", momentum);
    fraction("final_fraction", finalFraction);
    if (!(weightDecay >= 0)) {
      throw InputException.of("weight_decay", "0 or more", weightDecay, "0 is none");
    }
    if (warmupSteps < 0) {
      throw InputException.of("warmup_steps", "0 or more", warmupSteps, "0 is none");
    }
    if (amsgrad && !name.startsWith("adam")) {
      throw InputException.of("amsgrad", "false with " + name, true, "it is of adam and adamw");
    }
    if (momentum > 0 && !name.equals("sgd") && !name.equals("rmsprop")) {
      throw InputException.of("momentum", "0 with " + name, momentum, "it is of sgd and rmsprop");
    }
    if (nesterov && !name.equals("sgd")) {
      throw InputException.of("nesterov", "false with " + name, true, "write name: sgd, or nadam");
    }
    if (nesterov && momentum == 0) {
      throw InputException.of("momentum", "above 0 with nesterov", momentum, "0.9 is usual");
    }
  }

  /**
   * The learning rate of a step.
   *
   * <pre>{@code lr(t) = lr · min(1, (t+1)/w) · (f + (1-f) · s(t/T))
   * s(u) = 1 constant, 1-u linear, (1 + cos πu)/2 cosine}</pre>
   *
   * @param step steps done in the phase, t
   * @param total steps of the phase, T
   */
  public double learningRate(long step, long total) {
    double warm = warmupSteps == 0 ? 1 : Math.min(1, (step + 1) / (double) warmupSteps);
    double done = total <= 0 ? 0 : Math.min(1, step / (double) total);
    double left =
        switch (schedule) {
          case "cosine" -> (1 + Math.cos(Math.PI * done)) / 2;
          case "linear" -> 1 - done;
          default -> 1;
        };
    return learningRate * warm * (finalFraction + (1 - finalFraction) * left);
  }

  private static void choice(String key, String got, List<String> choices) {
    if (!choices.contains(got)) {
      throw InputException.of(key, "a known " + key, "'" + got + "'", Nearest.hint(got, choices));
    }
  }

  private static void positive(String key, double got, String fix) {
    if (!(got > 0) || Double.isInfinite(got)) {
      throw InputException.of(key, "above 0", got, fix);
    }
  }

  private static void fraction(String key, double got) {
    if (!(got >= 0 && got <= 1)) {
      throw InputException.of(key, "between 0 and 1", got, "0 is the default");
    }
  }
}
