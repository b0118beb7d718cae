package dev.omnivae.eval.metric;

import dev.omnivae.eval.Evaluation;
import dev.omnivae.eval.Metric;
import dev.omnivae.eval.probe.CodeSources;
import dev.omnivae.eval.probe.Codes;
import dev.omnivae.eval.probe.KMeans;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

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
                Contingency table = new Contingency();
                table.add(
                    KMeans.of(codes.points(), classes, evaluation.seed()).cluster(),
                    codes.labels());
                values.put("kmeans." + name + ".accuracy", table.matched());
                values.put("kmeans." + name + ".nmi", table.mutualInformation());
              }
            });
    return values;
  }
}
