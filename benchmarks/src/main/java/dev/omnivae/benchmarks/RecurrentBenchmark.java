package dev.omnivae.benchmarks;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.network.recurrent.Recurrence;
import dev.omnivae.core.network.recurrent.Xlstm;
import dev.omnivae.core.state.ParameterGroup;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.core.train.Optimizer;
import dev.omnivae.core.train.OptimizerSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;

/**
 * Training steps over texts, Adam included: VAEs of LSTM and GRU against the same written bare on
 * the binding; blocks of xLSTM in their parallel form against themselves step by step.
 */
final class RecurrentBenchmark {
  private static final int ROUNDS = 15;
  private static final int STEPS = 4;
  private static final int BATCH = 128;
  private static final int LENGTH = 16;
  private static final String SIZE = ", batch %d, length %d".formatted(BATCH, LENGTH);

  // the layout of the published text-image system: 3 blocks of width 32 with 2 heads
  private static final int BLOCKS = 3;
  private static final long WIDTH = 32;
  private static final long HEADS = 2;

  private RecurrentBenchmark() {}

  static List<Result> run() {
    return List.of(
        text("lstm", BareTextVae::lstm),
        text("gru", BareTextVae::gru),
        blocks("3 blocks mLSTM", Set.of(), 3),
        blocks("published layout, 1 mLSTM and 2 sLSTM", Set.of(1, 2), 0));
  }

  private static Result text(String network, BiFunction<Tensor, Long, BareTextVae> bare) {
    Modality modality = RandomTexts.modality(LENGTH);
    Batch batch = RandomTexts.batch(modality, BATCH);
    TrainingSteps ours =
        new TrainingSteps(
            "{\"latent\": {\"shared\": 20}, \"modalities\": {\"text\": {\"network\": \"%s\"}}}"
                .formatted(network),
            "{\"objective\": {\"name\": \"elbo\"}}",
            List.of(modality),
            batch);
    long vocabulary = Objects.requireNonNull(modality.vocabulary()).size();
    BareTextVae theirs = bare.apply(batch.of(modality.name()).value(), vocabulary);
    return Result.rates(
        "text VAE / bare libtorch",
        network + " 64-128-20" + SIZE,
        Interleaved.measure(
            ROUNDS,
            () -> Interleaved.seconds(STEPS, ours::step),
            () -> Interleaved.seconds(STEPS, theirs::step)),
        BATCH,
        0);
  }

  private static Result blocks(String name, Set<Integer> scalar, double bar) {
    Blocks blocks = new Blocks(scalar);
    return Result.rates(
        "xLSTM parallel / step by step",
        name + SIZE,
        Interleaved.measure(
            ROUNDS,
            () -> Interleaved.seconds(STEPS, () -> blocks.train(blocks.recurrence::forward)),
            () -> Interleaved.seconds(1, () -> blocks.train(blocks::loop))),
        BATCH,
        bar);
  }

  /** A stack of blocks over sequences of noise, trained to give zeros. */
  private static final class Blocks {
    private final Recurrence recurrence;
    private final ParameterGroup trained;
    private final Optimizer adam;
    private final Tensor x;

    Blocks(Set<Integer> scalar) {
      ParameterStore store = new ParameterStore();
      recurrence = Xlstm.stack(store.root(), WIDTH, BLOCKS, scalar, HEADS);
      Recipes.allocate(store);
      trained = store.select("*");
      adam = Optimizer.of(OptimizerSettings.DEFAULT, trained.tensors());
      x = Noise.of(1, 0, 0).normal(store.values().detach(), BATCH, LENGTH, WIDTH);
    }

    void train(UnaryOperator<Tensor> form) {
      try (Scope scope = Scope.open()) {
        form.apply(x).square().mean().backward();
        adam.stepInPlace(trained.takeGradients(), 1e-3);
      }
    }

    /** Every place after the one before, as generation does it. */
    Tensor loop(Tensor inputs) {
      List<Tensor> state = recurrence.start(inputs, inputs.size(0));
      List<Tensor> outputs = new ArrayList<>();
      for (long t = 0; t < inputs.size(1); t++) {
        Recurrence.Step step = recurrence.step(inputs.select(1, t), state);
        outputs.add(step.output());
        state = step.state();
      }
      return Tensors.stack(outputs, 1);
    }
  }
}
