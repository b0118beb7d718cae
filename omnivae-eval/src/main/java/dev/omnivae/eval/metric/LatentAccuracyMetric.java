package dev.omnivae.eval.metric;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.model.FactorisedVae;
import dev.omnivae.data.Split;
import dev.omnivae.eval.Evaluation;
import dev.omnivae.eval.Metric;
import dev.omnivae.eval.probe.CodeSources;
import dev.omnivae.eval.probe.Codes;
import dev.omnivae.eval.probe.ConvergedProbe;
import dev.omnivae.eval.probe.ProbeCodes;
import dev.omnivae.eval.probe.PublishedProbe;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * How well a linear classifier reads the class from sampled codes: {@code latent_accuracy.A} by the
 * published probe, {@code .converged} by one trained to the end, {@code .unimodal} by the published
 * probe on the codes of the modality's own VAE, where the model has one. Samples that lack the
 * modality (no caption, a view that is missing) are left out.
 *
 * <p>Shi et al. 2019, section 4.2.
 */
public final class LatentAccuracyMetric implements Metric {
  private static final String UNIMODAL = ".unimodal";

  @Override
  public String name() {
    return "latent_accuracy";
  }

  @Override
  public Map<String, Double> measure(Evaluation evaluation) {
    Map<String, Double> values = new TreeMap<>();
    int classes = evaluation.dataset().info().classes().size();
    if (classes == 0) {
      evaluation.say("latent_accuracy: skipped, the data set has no labels");
      return values;
    }
    long pairs = evaluation.dataset().samples(Split.TRAIN).size();
    ProbeCodes.collect(evaluation, name(), sources(evaluation))
        .forEach(
            (source, codes) -> {
              String key = name() + "." + source;
              values.put(
                  key, PublishedProbe.accuracy(codes, classes, pairs, evaluation.noise("probe")));
              if (!source.endsWith(UNIMODAL)) {
                values.put(key + ".converged", ConvergedProbe.accuracy(codes, classes));
              }
            });
    return values;
  }

  private static Map<String, Codes.Source> sources(Evaluation evaluation) {
    Map<String, Codes.Source> sources = new LinkedHashMap<>(CodeSources.alone(evaluation.model()));
    if (evaluation.model() instanceof FactorisedVae factorised) {
      for (Modality modality : factorised.modalities()) {
        String name = modality.name();
        sources.put(
            name + UNIMODAL,
            new Codes.Source(
                Set.of(name), (batch, noise) -> factorised.unimodal(name).infer(batch, 1, noise)));
      }
    }
    return sources;
  }
}
