package dev.omnivae.eval.metric;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Samples;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.model.Latents;
import dev.omnivae.core.model.Model;
import dev.omnivae.eval.AttributeAgreement;
import dev.omnivae.eval.Batches;
import dev.omnivae.eval.Evaluation;
import dev.omnivae.eval.Metric;
import dev.omnivae.eval.oracle.AttributeOracle;
import dev.omnivae.eval.oracle.Oracles;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Whether images show the attributes they were made from, and attributes are those of the image
 * they were read from, one by one.
 *
 * <pre>{@code
 * image->attributes = mean over known attributes of [E[p(a | z)] > 1/2  =  a],  z ~ q(z | image)
 * attributes->image = mean over known attributes of [oracle(E[p(image | z)]) = a],  z ~ q(z | a)
 * }</pre>
 *
 * <p>One draw a sample; each attribute over its samples, then the mean over attributes.
 */
public final class AttributesMetric implements Metric {
  /** Samples looked at, at most. */
  public static final long MOST = 10_000;

  private final Oracles oracles;

  public AttributesMetric() {
    this(new Oracles());
  }

  AttributesMetric(Oracles oracles) {
    this.oracles = oracles;
  }

  @Override
  public String name() {
    return "attributes";
  }

  @Override
  public Map<String, Double> measure(Evaluation evaluation) {
    Map<String, Double> values = new TreeMap<>();
    for (Modality image : evaluation.model().modalities()) {
      Optional<AttributeOracle> judge = oracles.ofAttributes(evaluation, image);
      if (judge.isPresent() && has(evaluation.model(), judge.get().attributes())) {
        measure(evaluation, judge.get(), values);
      }
    }
    if (values.isEmpty()) {
      evaluation.say("attributes: skipped, the model has no images with attributes beside them");
    }
    return values;
  }

  private static boolean has(Model model, Modality attributes) {
    return model.modalities().stream().anyMatch(m -> m.name().equals(attributes.name()));
  }

  private static void measure(
      Evaluation evaluation, AttributeOracle judge, Map<String, Double> values) {
    String image = judge.image().name();
    String attributes = judge.attributes().name();
    List<String> names = evaluation.dataset().names(attributes);
    put(
        values,
        "attributes.oracle." + image,
        judge.accuracy(evaluation, evaluation.split()),
        names);
    BiFunction<Tensor, String, Tensor> read =
        (made, target) -> {
          try (Scalar half = new Scalar(0.5)) {
            return target.equals(image) ? judge.judge(made) : made.gt(half);
          }
        };
    for (List<String> pair : List.of(List.of(image, attributes), List.of(attributes, image))) {
      String given = pair.get(0);
      String target = pair.get(1);
      if (evaluation.model().generates(target, Set.of(given))) {
        AttributeAgreement agreement = cross(evaluation, judge, given, target, read);
        put(values, "attributes." + given + "->" + target, agreement, names);
      }
    }
  }

  private static AttributeAgreement cross(
      Evaluation evaluation,
      AttributeOracle judge,
      String given,
      String target,
      BiFunction<Tensor, String, Tensor> read) {
    Samples samples = evaluation.dataset().samples(evaluation.split());
    long[] positions = Batches.positions(samples.size(), MOST, evaluation.seed());
    Noise noise = evaluation.noise("attributes." + given);
    AttributeAgreement agreement = new AttributeAgreement();
    Batches.forEach(
        samples,
        positions,
        (batch, from) -> {
          Batch seen = Batches.having(batch, List.of(given));
          if (seen.size() > 0) {
            Noise own = noise.stream("@" + from);
            Latents z = evaluation.model().infer(seen.given(Set.of(given)), 1, own);
            Tensor made =
                evaluation.model().decode(target, z, seen.conditions(), own).mean().squeeze(0);
            agreement.add(
                read.apply(made, target), seen, judge.image().name(), judge.attributes().name());
          }
        });
    return agreement;
  }

  private static void put(
      Map<String, Double> values, String key, AttributeAgreement agreement, List<String> names) {
    values.put(key + ".accuracy", agreement.mean());
    double[] each = agreement.each();
    for (int i = 0; i < each.length; i++) {
      if (!Double.isNaN(each[i])) {
        String name = i < names.size() ? names.get(i) : Integer.toString(i);
        values.put(key + ".accuracy." + name, each[i]);
      }
    }
  }
}
