package dev.omnivae.benchmarks;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.fusion.Experts;
import dev.omnivae.core.fusion.Posterior;
import dev.omnivae.core.model.Draws;
import dev.omnivae.core.model.ModalityModel;
import dev.omnivae.core.model.MultimodalVae;
import dev.omnivae.core.model.PrivateCodes;
import dev.omnivae.core.model.Targets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/**
 * Decoding all draws of all components in one call per modality against a loop over pairs of
 * modalities, as the published programs do it: each code to each target. Forward and backward,
 * through encoders and decoders.
 */
final class StackingBenchmark {
  private static final int ROUNDS = 31;

  private StackingBenchmark() {}

  static List<Result> run() {
    List<Modality> two = List.of(Recipes.MNIST, Recipes.SVHN);
    List<Modality> five =
        IntStream.range(0, 5).mapToObj(i -> Modality.image("m" + i, 3, 28, 28)).toList();
    return List.of(
        compare("2 modalities (mlp, conv), K = 1, batch 128", Recipes.MNIST_SVHN, two, 128, 1, 3),
        compare("2 modalities (mlp, conv), K = 10, batch 32", Recipes.MNIST_SVHN, two, 32, 10, 1),
        compare("5 modalities (conv), K = 1, batch 32", networks(five), five, 32, 1, 1),
        compare("5 modalities (conv), K = 10, batch 8", networks(five), five, 8, 10, 1));
  }

  private static String networks(List<Modality> modalities) {
    return modalities.stream()
        .map(
            m ->
                "\"%s\": {\"network\": \"conv\", \"encoder\": {\"filters\": 32}}"
                    .formatted(m.name()))
        .collect(
            Collectors.joining(", ", "{\"latent\": {\"shared\": 20}, \"modalities\": {", "}}"));
  }

  private static Result compare(
      String name, String recipe, List<Modality> modalities, int size, long draws, int steps) {
    MultimodalVae model = Recipes.model(recipe, modalities).multimodal().orElseThrow();
    Batch batch =
        new RandomImages(size, modalities)
            .gather(0, IntStream.range(0, size).asLongStream().toArray());
    Interleaved.Pair pair =
        Interleaved.measure(
            ROUNDS,
            () -> Interleaved.seconds(steps, () -> step(model, batch, draws, true)),
            () -> Interleaved.seconds(steps, () -> step(model, batch, draws, false)));
    return Result.times("stacked decoding / loop over pairs", name, pair, 1e3, "ms per step", 1);
  }

  private static void step(MultimodalVae model, Batch batch, long draws, boolean stacked) {
    try (Scope scope = Scope.open()) {
      Noise noise = Noise.of(1, 0, 0);
      Experts experts = model.encode(batch, noise);
      Posterior q = model.fusion().posterior(experts);
      Draws z = model.draw(q, experts, draws, PrivateCodes.OWN, noise);
      Tensor likelihood =
          stacked
              ? model.decode(q, z, Targets.ALL, batch, noise).logJointLikelihood()
              : loop(model, z, batch, noise);
      likelihood.sum().backward();
      model.parameters().clearGradients();
    }
  }

  /** {@code (draw, component, batch)}. */
  private static Tensor loop(MultimodalVae model, Draws z, Batch batch, Noise noise) {
    List<Tensor> sums = new ArrayList<>();
    for (long source = 0; source < z.shared().size(1); source++) {
      Tensor code = z.shared().select(1, source); // (draw, batch, latent)
      Tensor sum = null;
      for (Modality target : model.modalities()) {
        ModalityModel part = model.part(target.name());
        Tensor log =
            Tensors.times(
                part.decoder()
                    .decode(code, null, noise.stream(target.name()))
                    .logProb(batch.of(target.name()).value()),
                part.weight());
        sum = sum == null ? log : sum.add(log);
      }
      sums.add(java.util.Objects.requireNonNull(sum));
    }
    return Tensors.stack(sums, 1);
  }
}
