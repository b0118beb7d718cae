package dev.omnivae.eval.metric;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Modality.Kind;
import dev.omnivae.core.batch.Samples;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.model.Latents;
import dev.omnivae.eval.AttributeAgreement;
import dev.omnivae.eval.Batches;
import dev.omnivae.eval.Evaluation;
import dev.omnivae.eval.Metric;
import dev.omnivae.eval.oracle.AttributeOracle;
import dev.omnivae.eval.oracle.CaptionAttributes;
import dev.omnivae.eval.oracle.Oracles;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
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
 * <p>Where texts tell the attributes, {@code text->image} is judged alike and {@code image->text}
 * by what the greedy text says; an attribute it does not tell is wrong.
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
    Evaluation judged = evaluation.dataset().attributed().map(evaluation::over).orElse(evaluation);
    for (Modality image : judged.model().modalities()) {
      List<Modality> telling =
          judged.model().modalities().stream()
              .filter(m -> m.kind() == Kind.ATTRIBUTES || m.kind() == Kind.TOKENS)
              .toList();
      if (!telling.isEmpty()) {
        oracles
            .ofAttributes(judged, image)
            .ifPresent(judge -> measure(judged, judge, telling, values));
      }
    }
    if (values.isEmpty()) {
      evaluation.say("attributes: skipped, the model has no images with attributes beside them");
    }
    return values;
  }

  private static void measure(
      Evaluation evaluation,
      AttributeOracle judge,
      List<Modality> telling,
      Map<String, Double> values) {
    Modality image = judge.image();
    List<String> names = evaluation.dataset().names(judge.attributes().name());
    put(
        values,
        "attributes.oracle." + image.name(),
        judge.accuracy(evaluation, evaluation.split()),
        names);
    for (Modality other : telling) {
      put(values, evaluation, judge, image, other, made -> read(made, other, names));
      put(values, evaluation, judge, other, image, judge::judge);
    }
  }

  /** What attributes, or a text, say: {@code (batch, attribute)}, 1, 0, or neither. */
  private static Tensor read(Tensor made, Modality of, List<String> names) {
    if (of.kind() == Kind.TOKENS) {
      return new CaptionAttributes(of, names).read(made);
    }
    try (Scalar half = new Scalar(0.5)) {
      return made.gt(half);
    }
  }

  private static void put(
      Map<String, Double> values,
      Evaluation evaluation,
      AttributeOracle judge,
      Modality given,
      Modality target,
      UnaryOperator<Tensor> read) {
    if (evaluation.model().generates(target.name(), Set.of(given.name()))) {
      put(
          values,
          "attributes." + given.name() + "->" + target.name(),
          cross(evaluation, judge, given.name(), target.name(), read),
          evaluation.dataset().names(judge.attributes().name()));
    }
  }

  private static AttributeAgreement cross(
      Evaluation evaluation,
      AttributeOracle judge,
      String given,
      String target,
      UnaryOperator<Tensor> read) {
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
            agreement.add(read.apply(made), seen, judge.image().name(), judge.attributes().name());
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
