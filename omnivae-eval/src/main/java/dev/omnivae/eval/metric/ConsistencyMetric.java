package dev.omnivae.eval.metric;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.model.MultimodalVae;
import dev.omnivae.eval.Evaluation;
import dev.omnivae.eval.Metric;
import dev.omnivae.eval.consistency.Consistency;
import dev.omnivae.eval.consistency.PairScorer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Whether the model tells captions or attributes that belong to an image from those that do not,
 * per kind of negative and score: docs/consistency.md.
 */
public final class ConsistencyMetric implements Metric {
  @Override
  public String name() {
    return "consistency";
  }

  @Override
  public Map<String, Double> measure(Evaluation evaluation) {
    Map<String, Double> values = new TreeMap<>();
    Optional<MultimodalVae> vae = evaluation.model().multimodal();
    List<Modality> modalities = evaluation.model().modalities();
    List<Modality> images = PairScorer.images(modalities);
    List<Modality> described = PairScorer.described(modalities);
    if (vae.isEmpty()) {
      evaluation.say("consistency: skipped, the model has no posterior given each modality alone");
    } else if (images.isEmpty() || described.isEmpty()) {
      evaluation.say("consistency: skipped, it needs an image and attributes or a text of it");
    } else {
      for (Modality one : described) {
        String key = described.size() == 1 ? "consistency." : "consistency." + one.name() + ".";
        Consistency.measure(evaluation, new PairScorer(vae.get(), images.get(0), one))
            .forEach((name, value) -> values.put(key + name, value));
      }
    }
    return values;
  }
}
