package dev.omnivae.eval.metric;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.eval.Evaluation;
import dev.omnivae.eval.Metric;
import java.util.List;
import java.util.Map;

/** {@link StructuralSimilarity} of {@link ImagePairs}: {@code ssim.A}, {@code ssim.B->A}. */
public final class SsimMetric implements Metric {
  /** Samples looked at, at most. */
  public static final long MOST = 5_000;

  @Override
  public String name() {
    return "ssim";
  }

  @Override
  public Map<String, Double> measure(Evaluation evaluation) {
    List<Modality> images =
        evaluation.model().modalities().stream()
            .filter(m -> m.kind() == Modality.Kind.IMAGE)
            .filter(m -> m.shape().stream().skip(1).allMatch(s -> s >= StructuralSimilarity.WINDOW))
            .toList();
    if (images.isEmpty()) {
      evaluation.say("ssim: skipped, no images of at least 11x11 pixels");
      return Map.of();
    }
    return new ImagePairs(name(), MOST, StructuralSimilarity::of).measure(evaluation, images);
  }
}
