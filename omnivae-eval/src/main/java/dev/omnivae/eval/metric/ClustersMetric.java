package dev.omnivae.eval.metric;

import dev.omnivae.core.batch.Samples;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.model.Clusters;
import dev.omnivae.core.model.MultimodalVae;
import dev.omnivae.data.Split;
import dev.omnivae.eval.Batches;
import dev.omnivae.eval.Evaluation;
import dev.omnivae.eval.Metric;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What the clusters of a mixture prior have to do with the classes of the data, all modalities
 * given, one draw of each component of the posterior.
 *
 * <pre>{@code
 * used      exp H(mean over samples of q(c | X))
 * entropy   mean over samples of H(q(c | X))
 * accuracy  every cluster named by the class most of its training samples have
 * nmi       2 I(cluster; class) / (H(cluster) + H(class))
 * }</pre>
 */
public final class ClustersMetric implements Metric {
  /** Samples looked at, at most, of either split. */
  public static final long MOST = 10_000;

  @Override
  public String name() {
    return "clusters";
  }

  @Override
  public Map<String, Double> measure(Evaluation evaluation) {
    Optional<MultimodalVae> vae = evaluation.model().multimodal();
    Optional<Seen> found = vae.flatMap(m -> look(evaluation, m, evaluation.split(), ""));
    if (vae.isEmpty() || found.isEmpty()) {
      evaluation.say("clusters: none, the prior of this model is no mixture");
      return Map.of();
    }
    Seen seen = found.get();
    Map<String, Double> values = new TreeMap<>();
    values.put("clusters.used", seen.used());
    values.put("clusters.entropy", seen.entropy / seen.samples);
    if (seen.table.total() == 0) {
      evaluation.say("clusters: no accuracy, the data set has no labels");
      return values;
    }
    Seen train = look(evaluation, vae.get(), Split.TRAIN, "train").orElseThrow();
    values.put("clusters.accuracy", seen.table.accuracy(train.table));
    values.put("clusters.nmi", seen.table.mutualInformation());
    return values;
  }

  /** Empty when the prior is no mixture. */
  private static Optional<Seen> look(
      Evaluation evaluation, MultimodalVae model, Split split, String stream) {
    Samples samples = evaluation.dataset().samples(split);
    long[] positions = Batches.positions(samples.size(), MOST, evaluation.seed());
    Noise noise = evaluation.noise("clusters" + stream);
    Seen seen = new Seen();
    Batches.forEach(
        samples,
        positions,
        (batch, from) ->
            Clusters.of(model, batch, 1, noise.stream("@" + from))
                .ifPresent(clusters -> seen.add(clusters, batch.labels())));
    return seen.samples == 0 ? Optional.empty() : Optional.of(seen);
  }

  /** Sums over batches. */
  private static final class Seen {
    private final Contingency table = new Contingency();
    private double[] responsibility = new double[0];
    private double entropy;
    private long samples;

    void add(Clusters clusters, @Nullable Tensor labels) {
      double[] sums = Tensors.doubles(clusters.responsibilities().sum(1));
      if (responsibility.length == 0) {
        responsibility = new double[sums.length];
      }
      for (int c = 0; c < sums.length; c++) {
        responsibility[c] += sums[c];
      }
      entropy += Tensors.item(clusters.entropy().sum());
      samples += clusters.responsibilities().size(1);
      if (labels != null) {
        table.add(Tensors.longs(clusters.assigned()), Tensors.longs(labels));
      }
    }

    double used() {
      double nats = 0;
      for (double sum : responsibility) {
        double p = sum / samples;
        nats -= p > 0 ? p * Math.log(p) : 0;
      }
      return Math.exp(nats);
    }
  }
}
