package dev.omnivae.core.objective;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.fusion.Experts;
import dev.omnivae.core.fusion.Posterior;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a bound as scalars to log. They stay on the device: nothing here waits for a value.
 */
public final class Parts {
  private final Map<String, Tensor> log = new LinkedHashMap<>();

  /** Any scalar, or values to average. */
  public Parts put(String name, Tensor values) {
    log.put(name, values.detach().mean());
    return this;
  }

  /** Values to average over where {@code there} says so; null for everywhere. */
  public Parts put(String name, Tensor values, @Nullable Tensor there) {
    log.put(name, mean(values, there));
    return this;
  }

  /**
   * {@code kl.MODALITY}, or {@code kl.A+B} of a component that joins several: mean over the samples
   * that have the component.
   *
   * @param kl {@code (component, batch)}
   */
  public Parts kl(Experts x, Posterior q, Tensor kl) {
    return each("kl.", x, q, kl);
  }

  /** {@code weight.A+B}: weights of components, over the samples that have them. */
  Parts weights(Experts x, Posterior q) {
    return each("weight.", x, q, q.logWeights().exp());
  }

  private Parts each(String prefix, Experts x, Posterior q, Tensor values) {
    List<String> modalities = x.modalities();
    // where all samples are complete every component is there, and a plain mean does
    Tensor there = x.available() == null ? null : Bounds.present(q.logWeights());
    List<List<Integer>> members = q.subsets().members();
    for (int c = 0; c < members.size(); c++) {
      String names = members.get(c).stream().map(modalities::get).collect(Collectors.joining("+"));
      log.put(prefix + names, mean(values.select(0, c), there == null ? null : there.select(0, c)));
    }
    return this;
  }

  /**
   * {@code log_likelihood.MODALITY}: mean over the samples that have the modality.
   *
   * @param values per modality {@code (batch)}
   */
  public Parts logLikelihood(Batch batch, Map<String, Tensor> values) {
    values.forEach(
        (name, value) ->
            log.put("log_likelihood." + name, mean(value, batch.of(name).available())));
    return this;
  }

  /**
   * {@code effective_draws}: {@code 1 / Σ w̃²}, 1 when a single draw carries all weight.
   *
   * @param normalised {@code (draw, component, batch)}
   * @param all whether weights are normalised over components too
   */
  Parts effectiveDraws(Tensor normalised, boolean all) {
    Tensor squares = normalised.detach().square();
    return put("effective_draws", (all ? Tensors.sum(squares, 0, 1) : squares.sum(0)).reciprocal());
  }

  public Map<String, Tensor> map() {
    return log;
  }

  private static Tensor mean(Tensor values, @Nullable Tensor there) {
    Tensor v = values.detach();
    if (there == null) {
      return v.mean();
    }
    try (Scalar one = new Scalar(1.0)) {
      Tensor sum = Tensors.masked(v, there).sum();
      return sum.div(there.to(v.scalar_type()).sum().clamp_min(one));
    }
  }
}
