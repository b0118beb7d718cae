package dev.omnivae.eval.figure;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Samples;
import dev.omnivae.core.distribution.Distribution;
import dev.omnivae.core.distribution.Factorised;
import dev.omnivae.core.distribution.Point;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.fusion.Experts;
import dev.omnivae.core.model.MultimodalVae;
import dev.omnivae.eval.Batches;
import dev.omnivae.eval.Evaluation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * What each dimension of the shared code carries, in nats, averaged over samples.
 *
 * <pre>{@code
 * to the prior     KL(q_m(z_d | x_m), p(z_d))
 * between experts  (KL(q_m, q_n) + KL(q_n, q_m)) / 2, per dimension
 * }</pre>
 */
final class KlFigures {
  private static final long MOST = 2_000;
  private static final long DRAWS = 16;

  private KlFigures() {}

  /** Writes both charts; none for a model without experts. */
  static List<Figure> write(Evaluation evaluation, Path folder) {
    Optional<MultimodalVae> inside = evaluation.model().multimodal();
    if (inside.isEmpty() || !inside.get().fusion().factorised() || !Lettering.available()) {
      evaluation.say(
          "figures: no KL per dimension, the model has no experts of independent dimensions or this"
              + " machine no fonts");
      return List.of();
    }
    Map<String, double[]> toPrior = new LinkedHashMap<>();
    Map<String, double[]> between = new LinkedHashMap<>();
    measure(inside.get(), evaluation, toPrior, between);
    List<Figure> figures = new ArrayList<>();
    if (!toPrior.isEmpty()) {
      Charts.bars("KL of each expert to the prior", "dimension", "nats", toPrior)
          .write(folder.resolve("kl-to-prior.png"));
      figures.add(
          new Figure(
              "kl-to-prior.png",
              Figure.Section.LATENT,
              "KL to the prior per latent dimension",
              "How much each expert says in each dimension of the shared code. A dimension near"
                  + " zero everywhere is not used."
                  + gaps(toPrior)));
    }
    if (!between.isEmpty()) {
      Charts.bars("Symmetric KL between experts", "dimension", "nats", between)
          .write(folder.resolve("kl-between-experts.png"));
      figures.add(
          new Figure(
              "kl-between-experts.png",
              Figure.Section.LATENT,
              "Symmetric KL between experts per latent dimension",
              "How far the experts of one sample are apart. Low where they agree, or where neither"
                  + " says anything."
                  + gaps(between)));
    }
    return figures;
  }

  /** An expert that has given up has an infinite scale: said, since a chart cannot show it. */
  private static String gaps(Map<String, double[]> series) {
    long gaps =
        series.values().stream()
            .flatMapToDouble(Arrays::stream)
            .filter(v -> !Double.isFinite(v))
            .count();
    return gaps == 0
        ? ""
        : " %d values are not finite and not drawn: their experts say nothing.".formatted(gaps);
  }

  /** Means over samples, per dimension, into the maps. */
  static void measure(
      MultimodalVae vae,
      Evaluation evaluation,
      Map<String, double[]> toPrior,
      Map<String, double[]> between) {
    Samples samples = evaluation.dataset().samples(evaluation.split());
    long[] positions = Batches.positions(samples.size(), MOST, evaluation.seed());
    Noise noise = evaluation.noise("figure.kl");
    Batches.forEach(
        samples,
        positions,
        (batch, from) ->
            add(vae, batch, noise.stream("@" + from), positions.length, toPrior, between));
  }

  private static void add(
      MultimodalVae vae,
      Batch batch,
      Noise noise,
      int total,
      Map<String, double[]> toPrior,
      Map<String, double[]> between) {
    Experts experts = vae.encode(batch, noise);
    Distribution prior = vae.prior(batch.conditions());
    List<String> names = experts.modalities();
    for (int i = 0; i < names.size(); i++) {
      Factorised q = experts.of(names.get(i)).shared();
      if (prior instanceof Factorised p && !(q instanceof Point)) {
        accumulate(toPrior, names.get(i), kl(q, p, noise), total);
      }
      for (int j = i + 1; j < names.size(); j++) {
        Factorised r = experts.of(names.get(j)).shared();
        Tensor symmetric = Tensors.times(kl(q, r, noise).add(kl(r, q, noise)), 0.5);
        accumulate(between, names.get(i) + " and " + names.get(j), symmetric, total);
      }
    }
  }

  /** In closed form where there is one. {@code (batch, latent)} */
  private static Tensor kl(Factorised q, Factorised p, Noise noise) {
    if (q.hasKlTo(p)) {
      return q.klTo(p);
    }
    Tensor z = q.sample(noise, DRAWS);
    return q.logDensity(z).sub(p.logDensity(z)).mean(0);
  }

  private static void accumulate(Map<String, double[]> sums, String name, Tensor kl, int total) {
    double[] batch = Tensors.doubles(kl.sum(0));
    double[] sum = sums.computeIfAbsent(name, n -> new double[batch.length]);
    for (int d = 0; d < batch.length; d++) {
      sum[d] += batch[d] / total;
    }
  }
}
