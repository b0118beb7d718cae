package dev.omnivae.benchmarks;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.model.MultimodalVae;
import dev.omnivae.eval.likelihood.ImportanceSampler;
import dev.omnivae.eval.likelihood.LogWeights;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The joint likelihood by importance weights, encoders, proposals and densities included, against
 * the decoder passes alone: as many codes through each decoder, {@value #PASS} at a time. And what
 * it takes of its budget of memory.
 */
final class LikelihoodBenchmark {
  private static final int ROUNDS = 5;
  private static final int BUDGET = 256;

  /** Codes in one of their passes: as fast as any on two cores. */
  private static final long PASS = 1_000;

  private static final double BAR = 1 / 1.15;

  private LikelihoodBenchmark() {}

  static List<Result> run() {
    List<Result> results = new java.util.ArrayList<>();
    results.addAll(
        compare("784-400-20, K = 10,000, 2 samples", MLP, List.of(Recipes.MNIST), 2, 10_000));
    results.addAll(
        compare(
            "mlp and conv, K = 1,000, 4 samples",
            Recipes.MNIST_SVHN,
            List.of(Recipes.MNIST, Recipes.SVHN),
            4,
            1_000));
    return results;
  }

  private static final String MLP =
      """
      {"latent": {"shared": 20},
       "modalities": {"mnist": {"network": "mlp", "encoder": {"hidden": [400]}}}}
      """;

  private static List<Result> compare(
      String name, String recipe, List<Modality> modalities, int size, long draws) {
    MultimodalVae model = Recipes.model(recipe, modalities).multimodal().orElseThrow();
    Batch batch = new RandomImages(size, modalities).gather(0, LongStream.range(0, size).toArray());
    Set<String> all = Set.copyOf(modalities.stream().map(Modality::name).toList());
    Runnable ours =
        () ->
            new ImportanceSampler(LogWeights.evidence(model, all), draws, BUDGET)
                .of(batch, Noise.of(1, 0, 0));
    Runnable theirs = () -> decode(model, size * draws);
    Interleaved.Pair pair =
        Interleaved.measure(
            ROUNDS, () -> Interleaved.seconds(1, ours), () -> Interleaved.seconds(1, theirs));
    double peak = PeakMemory.of(ours);
    double share = peak / BUDGET;
    return List.of(
        Result.times("likelihood / decoder passes", name, pair, 1e3, "ms", BAR),
        new Result(
            "likelihood, memory / budget",
            name,
            "MiB",
            peak,
            BUDGET,
            share,
            1,
            true,
            share,
            share));
  }

  private static void decode(MultimodalVae model, long rows) {
    try (Scope outer = Scope.open();
        NoGrad off = NoGrad.open()) {
      Tensor codes = Tensors.zeros(ScalarType.Float, PASS, 1, model.latent());
      for (long done = 0; done < rows; done += PASS) {
        for (Modality modality : model.modalities()) {
          try (Scope scope = Scope.open()) {
            Tensor z = codes.narrow(0, 0, Math.min(PASS, rows - done));
            model.part(modality.name()).decoder().decode(z, null, Noise.of(1, 0, 0)).mean();
          }
        }
      }
    }
  }
}
