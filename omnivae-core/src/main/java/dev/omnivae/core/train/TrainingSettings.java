package dev.omnivae.core.train;

import com.fasterxml.jackson.databind.JsonNode;
import dev.omnivae.core.config.InputException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The keys of {@code training}, and of each of its phases.
 *
 * @param name of the phase, in logs
 * @param epochs may be a fraction
 * @param batchSize samples per step; the last incomplete batch of an epoch is dropped
 * @param checkpointEvery steps between checkpoints; whole run
 * @param log {@code plain}, or {@code full}: lines of metrics.jsonl tell of every layer
 * @param logEvery steps between lines of metrics.jsonl
 * @param validateEvery epochs between validations; 0 for only at the end of the phase
 * @param clip largest norm of the gradient; 0 for no clipping
 * @param parameters globs of the parameters to train; all others are frozen
 * @param earlyStopping null for none
 * @param ema moving average of the weights, which then is what is evaluated; null for none; whole
 *     run
 * @param maxMinutes ends the run in time, wherever it stands; 0 for no limit; whole run
 * @param optimizer one mapping, or a mapping from glob to mapping
 * @param objective one mapping, or a list of an objective and terms added to it
 * @param turns in place of objective: several objectives with parameters of their own
 * @param phases stretches that follow each other, each with any of these keys
 */
public record TrainingSettings(
    String name,
    double epochs,
    long batchSize,
    long checkpointEvery,
    String log,
    long logEvery,
    double validateEvery,
    double clip,
    List<String> parameters,
    @Nullable EarlyStopping earlyStopping,
    @Nullable Ema ema,
    double maxMinutes,
    @Nullable JsonNode optimizer,
    @Nullable JsonNode objective,
    @Nullable JsonNode turns,
    @Nullable JsonNode phases) {

  /** What a recipe gets that says nothing. */
  public static final TrainingSettings DEFAULT =
      new TrainingSettings(
          "train",
          10,
          128,
          500,
          "plain",
          50,
          1,
          0,
          List.of("*"),
          null,
          null,
          0,
          null,
          null,
          null,
          null);

  /**
   * Stops a phase whose validation bound no longer improves.
   *
   * @param patience validations without improvement
   * @param minDelta nats that count as improvement
   */
  public record EarlyStopping(int patience, double minDelta) {
    static final EarlyStopping DEFAULT = new EarlyStopping(5, 0);

    public EarlyStopping {
      if (patience < 1) {
        throw InputException.of("patience", "at least 1", patience, "5 is usual");
      }
      if (!(minDelta >= 0)) {
        throw InputException.of("min_delta", "0 or more nats", minDelta, "0 is the default");
      }
    }
  }

  /**
   * An exponential moving average of the weights.
   *
   * <pre>{@code a ← d·a + (1-d)·θ,   d = min(decay, (1+t)/(10+t))}</pre>
   */
  public record Ema(double decay) {
    static final Ema DEFAULT = new Ema(0.999);

    public Ema {
      if (!(decay > 0 && decay < 1)) {
        throw InputException.of("decay", "between 0 and 1", decay, "0.999 is usual");
      }
    }

    /** The decay of a step: lower while the average is young. */
    double at(long step) {
      return Math.min(decay, (1.0 + step) / (10.0 + step));
    }
  }

  public TrainingSettings {
    parameters = List.copyOf(parameters);
    if (!(epochs > 0) || Double.isInfinite(epochs)) {
      throw InputException.of("epochs", "above 0", epochs, "use -s training.epochs=1 to try");
    }
    if (batchSize < 1) {
      throw InputException.of("batch_size", "at least 1", batchSize, "128 is usual");
    }
    if (checkpointEvery < 1) {
      throw InputException.of(
          "checkpoint_every", "at least 1 step", checkpointEvery, "500 is usual");
    }
    if (!log.equals("plain") && !log.equals("full")) {
      throw InputException.of("log", "plain or full", "'" + log + "'", "write log: full");
    }
    if (logEvery < 1) {
      throw InputException.of("log_every", "at least 1 step", logEvery, "50 is usual");
    }
    notNegative("validate_every", validateEvery, "1 is once an epoch");
    notNegative("clip", clip, "0 is no clipping");
    notNegative("max_minutes", maxMinutes, "0 is no limit");
  }

  /** Whether lines of metrics.jsonl tell of every layer. */
  boolean looksClosely() {
    return log.equals("full");
  }

  private static void notNegative(String key, double got, String fix) {
    if (!(got >= 0) || Double.isInfinite(got)) {
      throw InputException.of(key, "0 or more", got, fix);
    }
  }
}
