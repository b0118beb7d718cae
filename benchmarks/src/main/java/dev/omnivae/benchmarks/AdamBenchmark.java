package dev.omnivae.benchmarks;

import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.state.Parameter;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.core.train.Optimizer;
import dev.omnivae.core.train.OptimizerSettings;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * The fused Adam over the flat parameters against libtorch's own over the same parameters, apart as
 * a module holds them. Model: MNIST-SVHN. The gradients are given.
 */
final class AdamBenchmark {
  private static final int ROUNDS = 15;
  private static final int STEPS = 20;

  private AdamBenchmark() {}

  static List<Result> run() {
    return List.of(compare(false), compare(true));
  }

  private static Result compare(boolean amsgrad) {
    ParameterStore store =
        Recipes.model(Recipes.MNIST_SVHN, List.of(Recipes.MNIST, Recipes.SVHN)).parameters();
    List<Tensor> values = store.select("*").tensors();
    List<Tensor> gradients =
        values.stream().map(v -> torch.full_like(v, new Scalar(1e-3))).toList();
    Optimizer fused = Optimizer.of(settings(amsgrad), values);
    List<Tensor> apart = new ArrayList<>();
    TensorVector vector = new TensorVector();
    for (Parameter parameter : store.all()) {
      Tensor copy = parameter.tensor().detach().clone();
      copy.requires_grad_(true);
      copy.mutable_grad().put(torch.full_like(copy, new Scalar(1e-3)));
      apart.add(copy);
      vector.push_back(copy);
    }
    AdamOptions options = new AdamOptions(1e-3);
    options.amsgrad().put(amsgrad);
    Adam own = new Adam(vector, options);

    Interleaved.Pair pair =
        Interleaved.measure(
            ROUNDS,
            () ->
                Interleaved.seconds(
                    STEPS,
                    () -> {
                      try (Scope scope = Scope.open()) {
                        fused.stepInPlace(gradients, 1e-3);
                      }
                    }),
            () ->
                Interleaved.seconds(
                    STEPS,
                    () -> {
                      try (Scope scope = Scope.open()) {
                        own.step();
                      }
                    }));
    String name =
        "mnist-svhn, %,d parameters in %d tensors%s"
            .formatted(store.length(), apart.size(), amsgrad ? ", amsgrad" : "");
    return Result.times("fused Adam / libtorch's Adam", name, pair, 1e3, "ms per step", 2);
  }

  private static OptimizerSettings settings(boolean amsgrad) {
    OptimizerSettings d = OptimizerSettings.DEFAULT;
    return new OptimizerSettings(
        d.name(),
        d.learningRate(),
        d.betas(),
        d.eps(),
        d.weightDecay(),
        amsgrad,
        d.momentum(),
        d.nesterov(),
        d.schedule(),
        d.warmupSteps(),
        d.finalFraction());
  }
}
