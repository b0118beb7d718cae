package dev.omnivae.eval.metric;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Samples;
import dev.omnivae.core.distribution.Distribution;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.model.Latents;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.network.text.TextDistribution;
import dev.omnivae.eval.Batches;
import dev.omnivae.eval.Evaluation;
import dev.omnivae.eval.Metric;
import dev.omnivae.eval.likelihood.ImportanceSampler;
import dev.omnivae.eval.likelihood.LogWeights;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * How well texts are known, read and written back.
 *
 * <pre>{@code
 * perplexity          = exp(-Σ_x log p̂(x) / Σ_x tokens of x), see ImportanceSampler
 * token_accuracy      = fraction of tokens with argmax_v p(x_t = v | x_<t, z) = x_t
 * token_accuracy.free = fraction of tokens x_t that the text written greedily from z has at t
 * exact               = fraction of texts that are written back word for word
 * }</pre>
 *
 * <p>Over each modality of tokens; z is one draw from q(z given the text), for {@code A->B.exact}
 * from q(z given x_A). The closing token counts as a token, padding does not.
 */
public final class TextMetric implements Metric {
  /** Texts whose tokens are compared, at most. */
  public static final long MOST = 10_000;

  /** Texts whose likelihood is estimated, at most. */
  public static final long MOST_EVIDENCE = 1_000;

  /** Importance weights per text. */
  public static final long DRAWS = 50;

  private final long draws;

  public TextMetric() {
    this(DRAWS);
  }

  /** With another number of importance weights per text. */
  public TextMetric(long draws) {
    this.draws = draws;
  }

  @Override
  public String name() {
    return "text";
  }

  @Override
  public Map<String, Double> measure(Evaluation evaluation) {
    Map<String, Double> values = new TreeMap<>();
    List<Modality> texts =
        evaluation.model().modalities().stream()
            .filter(modality -> modality.kind() == Modality.Kind.TOKENS)
            .toList();
    if (texts.isEmpty()) {
      evaluation.say("text: skipped, the model has no modality of tokens");
    }
    for (Modality text : texts) {
      for (Modality given : evaluation.model().modalities()) {
        if (evaluation.model().generates(text.name(), Set.of(given.name()))) {
          write(evaluation, text.name(), given.name(), values);
        }
      }
      if (evaluation.model().generates(text.name(), Set.of(text.name()))) {
        perplexity(evaluation, text, values);
      }
    }
    return values;
  }

  private void perplexity(Evaluation evaluation, Modality text, Map<String, Double> values) {
    String name = text.name();
    Samples samples = evaluation.dataset().samples(evaluation.split());
    long[] positions = Batches.positions(samples.size(), MOST_EVIDENCE, evaluation.seed());
    Noise noise = evaluation.noise("text.perplexity." + name);
    ImportanceSampler sampler =
        new ImportanceSampler(
            LogWeights.evidence(evaluation.model(), Set.of(name)),
            draws,
            evaluation.likelihood().memory());
    double[] sums = new double[2];
    Batches.forEach(
        samples,
        positions,
        (batch, from) -> {
          Batch having = Batches.having(batch, Set.of(name));
          if (having.size() > 0) {
            double[] log = sampler.of(having, noise.stream("@" + from)).logMean();
            sums[0] += Arrays.stream(log).sum();
            sums[1] += Tensors.item(counted(having, name).sum());
          }
        });
    if (sums[1] > 0) {
      values.put("text." + name + ".perplexity", Math.exp(-sums[0] / sums[1]));
    }
  }

  private static void write(
      Evaluation evaluation, String text, String given, Map<String, Double> values) {
    Samples samples = evaluation.dataset().samples(evaluation.split());
    long[] positions = Batches.positions(samples.size(), MOST, evaluation.seed());
    boolean own = text.equals(given);
    String key = "text." + (own ? text : given + "->" + text);
    Noise noise = evaluation.noise(key);
    Share forced = new Share();
    Share free = new Share();
    Share exact = new Share();
    Batches.forEach(
        samples,
        positions,
        (batch, from) -> {
          Distribution p =
              decoded(evaluation.model(), batch, text, given, noise.stream("@" + from));
          Tensor real = batch.of(text).value();
          Tensor tokens = counted(batch, text);
          @Nullable Tensor has = batch.available(List.of(given));
          tokens = has == null ? tokens : tokens.logical_and(has.squeeze(0).unsqueeze(-1));
          Tensor written = p.mean().squeeze(0).eq(real); // (batch, token)
          exact.add(written.logical_or(tokens.logical_not()).all(1), tokens.any(1));
          if (own) {
            free.add(written, tokens);
          }
          if (own && p instanceof TextDistribution taught) {
            forced.add(taught.likeliest(real, batch.of(text).known()).squeeze(0).eq(real), tokens);
          }
        });
    exact.put(key + ".exact", values);
    free.put(key + ".token_accuracy.free", values);
    forced.put(key + ".token_accuracy", values);
  }

  private static Distribution decoded(
      Model model, Batch batch, String text, String given, Noise noise) {
    Latents z = model.infer(batch.given(Set.of(given)), 1, noise);
    return model.decode(text, z, batch.conditions(), noise);
  }

  /** Tokens of the texts that are there: {@code (batch, token)} boolean. */
  private static Tensor counted(Batch batch, String text) {
    Tensor known = batch.of(text).known();
    if (known == null) {
      throw new IllegalArgumentException("texts must say which tokens are known, got all");
    }
    Tensor available = batch.of(text).available();
    return available == null ? known : known.logical_and(available.unsqueeze(-1));
  }

  /** How many of how many. */
  private static final class Share {
    private double right;
    private double all;

    void add(Tensor hit, Tensor counted) {
      right += Tensors.item(hit.logical_and(counted).sum());
      all += Tensors.item(counted.sum());
    }

    void put(String key, Map<String, Double> values) {
      if (all > 0) {
        values.put(key, right / all);
      }
    }
  }
}
