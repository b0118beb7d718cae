package dev.omnivae.eval.metric;

import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.eval.Evaluation;
import dev.omnivae.eval.Metric;
import dev.omnivae.eval.latent.KMeans;
import dev.omnivae.eval.probe.CodeSources;
import dev.omnivae.eval.probe.Codes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Whether codes fall into the classes by themselves: {@link KMeans} with as many clusters as
 * classes on shared codes given each modality alone and given all, one draw a sample, without
 * labels.
 *
 * <pre>{@code
 * accuracy  samples whose cluster stands for their class, clusters matched to classes one to one in
 *           the best way
 * nmi       2 I(cluster; class) / (H(cluster) + H(class))
 * }</pre>
 *
 * <p>Yang et al. 2010, "Image clustering using local discriminant models", eq. 19, for the first.
 */
public final class KMeansMetric implements Metric {
  /** Samples, at most. */
  public static final long MOST = 10_000;

  @Override
  public String name() {
    return "kmeans";
  }

  @Override
  public Map<String, Double> measure(Evaluation evaluation) {
    Map<String, Double> values = new TreeMap<>();
    int classes = evaluation.dataset().info().classes().size();
    if (classes == 0) {
      evaluation.say("kmeans: skipped, the data set has no labels");
      return values;
    }
    Map<String, Codes.Source> sources = new LinkedHashMap<>(CodeSources.alone(evaluation.model()));
    sources.putAll(CodeSources.joint(evaluation.model()));
    Codes.collect(
            sources,
            evaluation.dataset().samples(evaluation.split()),
            MOST,
            evaluation.seed(),
            evaluation.noise("kmeans"))
        .forEach(
            (name, codes) -> {
              if (codes.size() >= classes) {
                Contingency table = clustered(codes, classes, evaluation.noise("kmeans." + name));
                values.put("kmeans." + name + ".accuracy", table.matched());
                values.put("kmeans." + name + ".nmi", table.mutualInformation());
              }
            });
    return values;
  }

  private static Contingency clustered(Codes codes, int classes, Noise noise) {
    Contingency table = new Contingency();
    try (Scope scope = Scope.open()) {
      Tensor points = codes.tensor().to(ScalarType.Double);
      table.add(
          Tensors.longs(KMeans.THOROUGH.fit(points, classes, noise).cluster()), codes.labels());
    }
    return table;
  }
}
