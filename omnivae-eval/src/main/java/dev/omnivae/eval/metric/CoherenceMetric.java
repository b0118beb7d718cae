package dev.omnivae.eval.metric;

import dev.omnivae.core.engine.Tensors;
import dev.omnivae.eval.Bootstrap;
import dev.omnivae.eval.Evaluation;
import dev.omnivae.eval.Metric;
import dev.omnivae.eval.PriorDraws;
import dev.omnivae.eval.oracle.Classifier;
import dev.omnivae.eval.oracle.OracleSource;
import dev.omnivae.eval.oracle.Oracles;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Whether generated modalities show the class they should, as judged by oracles.
 *
 * <pre>{@code
 * cross S->t = mean over test samples of [oracle_t(E[p(x_t | z)]) = label],  z ~ q(z | x_S)
 * given N    = mean over subsets S of size N of the mean over t not in S of cross S->t
 * joint      = fraction of draws z ~ p(z) on which all oracles name one class
 * KEY.NAME   = the same of what a sampler draws, given a subset or nothing
 * }</pre>
 *
 * <p>Only what the model generates from what is given, and samples that have it: of images the
 * mean, of texts the greedy one. A text that names no class is wrong. One draw a sample, averaged
 * over samples (micro); {@code .macro} averages over classes first. Each with its {@link Bootstrap}
 * interval, {@code .low} and {@code .high}; samples are drawn again with all that was generated
 * from them, so that means over subsets keep what their parts have in common. Shi et al. 2019,
 * section 4.2.
 */
public final class CoherenceMetric implements Metric {
  /** Pairs looked at: more are sampled down to this many, a standard error below 0.004. */
  public static final long MOST_PAIRS = 20_000;

  /** As above of a sampler that integrates a flow for every sample and subset: below 0.007. */
  static final long MOST_DRAWN = 5_000;

  /** Draws from the prior for joint coherence. */
  public static final int JOINT_DRAWS = 10_000;

  private final OracleSource oracles;

  public CoherenceMetric() {
    this(new Oracles());
  }

  /** With other judges, for tests and for modalities ours cannot classify. */
  public CoherenceMetric(OracleSource oracles) {
    this.oracles = oracles;
  }

  @Override
  public String name() {
    return "coherence";
  }

  @Override
  public Map<String, Double> measure(Evaluation evaluation) {
    Map<String, Double> values = new TreeMap<>();
    if (evaluation.model().modalities().size() < 2) {
      evaluation.say("coherence: skipped, it compares modalities and the model has only one");
      return values;
    }
    Jury jury = Jury.of(evaluation, oracles, values);
    if (jury.names().isEmpty()) {
      evaluation.say(
          "coherence: skipped, the data set has no labels or no modality that shows its classes");
      return values;
    }
    List<String> samplers = evaluation.samplers().names();
    new CrossCoherence(evaluation, jury, MOST_PAIRS, "").measure(values);
    for (String sampler : samplers) {
      if (evaluation.samplers().of(evaluation, sampler).conditional()) {
        Evaluation drawn = evaluation.drawnBy(sampler);
        new CrossCoherence(drawn, jury, MOST_DRAWN, "." + sampler).measure(values);
      }
    }
    Jury all = jury.only(name -> evaluation.model().generates(name, Set.of()));
    if (all.names().size() > 1) {
      joint(evaluation, all, "the prior", "coherence.joint", values);
      for (String sampler : samplers) {
        joint(evaluation.drawnBy(sampler), all, sampler, "coherence.joint." + sampler, values);
      }
    }
    return values;
  }

  private static void joint(
      Evaluation evaluation, Jury jury, String source, String key, Map<String, Double> values) {
    evaluation.say("coherence: %,d draws from %s".formatted(JOINT_DRAWS, source));
    double[] agreed = new double[JOINT_DRAWS];
    int[] drawn = new int[1];
    PriorDraws.forEach(
        evaluation,
        JOINT_DRAWS,
        evaluation.noise("coherence.joint"),
        (z, conditions, noise) -> {
          List<long[]> shown = new ArrayList<>();
          for (String target : jury.names()) {
            shown.add(jury.classes(evaluation, target, z, conditions, noise));
          }
          long[] first = shown.get(0);
          for (int i = 0; i < first.length; i++) {
            int draw = i;
            boolean same = shown.stream().allMatch(classes -> classes[draw] == first[draw]);
            agreed[drawn[0]++] = same && first[i] != Classifier.NONE ? 1 : 0;
          }
        });
    Bootstrap.of(
            JOINT_DRAWS,
            evaluation.seed(),
            weights ->
                weights
                    .to(ScalarType.Double)
                    .mm(Tensors.of(agreed, JOINT_DRAWS, 1))
                    .div(new Scalar((double) JOINT_DRAWS)))
        .put(List.of(key), values);
  }
}
