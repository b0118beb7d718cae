package dev.omnivae.eval.metric;

import dev.omnivae.core.batch.Samples;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.objective.Kernel;
import dev.omnivae.core.objective.Mmd;
import dev.omnivae.eval.Batches;
import dev.omnivae.eval.Evaluation;
import dev.omnivae.eval.Metric;
import dev.omnivae.eval.latent.CodeSet;
import dev.omnivae.eval.probe.CodeSources;
import dev.omnivae.eval.probe.Codes;
import dev.omnivae.eval.projection.Points;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How far the codes of the data, taken together, are from draws of the prior: what decoders see
 * when something is drawn and never saw in training.
 *
 * <pre>{@code prior_gap.A = MMD²(1/n Σ_i q(z | x_A,i), p(z))}</pre>
 *
 * <p>Unbiased, one draw a sample; the kernel is the inverse multiquadratic one over seven scales,
 * as WAE takes it. See {@link Mmd}. Of the shared code; of a model without one all codes side by
 * side.
 */
public final class PriorGapMetric implements Metric {
  /** Codes and draws, at most: pairs of them come to 32 MB. */
  public static final int MOST = 2_000;

  private static final Mmd MMD =
      new Mmd(Kernel.IMQ, List.of(0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0), true);

  @Override
  public String name() {
    return "prior_gap";
  }

  @Override
  public Map<String, Double> measure(Evaluation evaluation) {
    Map<String, Double> values = new TreeMap<>();
    Optional<Points> prior = CodeSet.prior(evaluation, MOST);
    if (prior.isEmpty()) {
      evaluation.say("prior_gap: skipped, the model draws nothing from a prior alone");
      return values;
    }
    Map<String, Codes.Source> sources = new LinkedHashMap<>(CodeSources.alone(evaluation.model()));
    sources.putAll(CodeSources.joint(evaluation.model()));
    sources.forEach(
        (name, source) -> {
          List<Points> codes = codes(evaluation, name, source);
          if (!codes.isEmpty()) { // some sample has it
            values.put("prior_gap." + name, gap(Points.joined(codes), prior.get()));
          }
        });
    return values;
  }

  private static List<Points> codes(Evaluation evaluation, String name, Codes.Source source) {
    Samples samples = evaluation.dataset().samples(evaluation.split());
    Noise noise = evaluation.noise("prior_gap." + name);
    List<Points> codes = new ArrayList<>();
    Batches.forEach(
        samples,
        Batches.positions(samples.size(), MOST, evaluation.seed()),
        (batch, from) -> {
          int[] rows = Batches.rowsHavingAll(batch, source.modalities());
          if (rows.length > 0) {
            Noise own = noise.stream("@" + from);
            codes.add(
                Points.of(
                    CodeSet.shared(source.encoding().of(Batches.rows(batch, rows), own))
                        .squeeze(0)));
          }
        });
    return codes;
  }

  private static double gap(Points codes, Points prior) {
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.open()) {
      return Tensors.item(MMD.of(codes.tensor(), prior.tensor()));
    }
  }
}
