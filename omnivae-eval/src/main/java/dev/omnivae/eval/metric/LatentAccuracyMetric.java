package dev.omnivae.eval.metric;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.model.FactorisedVae;
import dev.omnivae.data.Split;
import dev.omnivae.eval.Evaluation;
import dev.omnivae.eval.Metric;
import dev.omnivae.eval.probe.CodeSources;
import dev.omnivae.eval.probe.Codes;
import dev.omnivae.eval.probe.ConvergedProbe;
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
  /** Training pairs the probes see at most. */
  public static final long MOST_TRAINING = 30_000;

  /** Test pairs at most: a standard error below 0.004. */
  public static final long MOST_TEST = 20_000;

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
    Map<String, Codes.Source> sources = sources(evaluation);
    Map<String, Codes> train = collect(evaluation, sources, Split.TRAIN, MOST_TRAINING);
    Map<String, Codes> test = collect(evaluation, sources, evaluation.split(), MOST_TEST);
    long pairs = evaluation.dataset().samples(Split.TRAIN).size();
    for (String source : sources.keySet()) {
      Codes fitted = train.get(source);
      Codes tested = test.get(source);
      if (fitted == null || tested == null) {
        evaluation.say(
            "latent_accuracy %s: skipped, no sample of the %s split has it"
                .formatted(source, (fitted == null ? Split.TRAIN : evaluation.split()).key()));
        continue;
      }
      evaluation.say(
          "latent_accuracy %s: fitting probes on %,d codes, testing on %,d"
              .formatted(source, fitted.size(), tested.size()));
      values.put(
          "latent_accuracy." + source,
          PublishedProbe.accuracy(fitted, tested, classes, pairs, evaluation.noise("probe")));
      if (!source.endsWith(UNIMODAL)) {
        values.put(
            "latent_accuracy." + source + ".converged",
            ConvergedProbe.accuracy(fitted, tested, classes));
      }
    }
    return values;
  }

  private static final String UNIMODAL = ".unimodal";

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

  private static Map<String, Codes> collect(
      Evaluation evaluation, Map<String, Codes.Source> sources, Split split, long most) {
    return Codes.collect(
        sources,
        evaluation.dataset().samples(split),
        most,
        evaluation.seed(),
        evaluation.noise("codes." + split.key()));
  }
}
