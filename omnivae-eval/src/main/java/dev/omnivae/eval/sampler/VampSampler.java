package dev.omnivae.eval.sampler;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Schema;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.model.CodeLayout;
import dev.omnivae.core.model.Latents;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.prior.VampPrior;
import dev.omnivae.core.state.Parameter;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.eval.Batches;
import dev.omnivae.eval.latent.CodeSet;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * {@code vamp}: the mixture of the model's own posteriors at pseudo-inputs, fitted to its codes
 * while its weights stay as they are.
 *
 * <pre>{@code maximise  E log 1/K Σ_k q(z | u_k)   over u,   z the codes of training samples}</pre>
 *
 * <p>Pseudo-inputs start as training samples; q is over all codes, private ones too. {@link
 * VampPrior} is the same prior learnt with the model.
 */
final class VampSampler implements Sampler {
  private static final int ROWS = 64;
  private static final double RATE = 1e-2;

  /** A step encodes every pseudo-input, there and back: a tenth of the steps. */
  private static final int SLOWER = 10;

  private final Model model;
  private final ParameterStore store = new ParameterStore();
  private final VampPrior prior;
  private final long count;

  private VampSampler(Fitting fitting, long count) {
    this.model = fitting.model();
    this.count = count;
    prior =
        new VampPrior(
            new Schema(model.modalities(), fitting.samples().conditions()),
            Math.toIntExact(count),
            store.root(),
            "evaluation.samplers");
    store.allocate(fitting.noise("vamp.first"), ScalarType.Float, Engine.device());
  }

  @Override
  public Latents draw(long draws, Noise noise) {
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.open()) {
      Tensor chosen = Descent.pick(store.all().iterator().next().tensor(), draws, noise);
      Batch inputs = prior.pseudoInputs().map(t -> t.index_select(0, chosen));
      Latents codes = model.infer(inputs, 1, noise.stream("codes"));
      return codes.map(scope::keep);
    }
  }

  @Override
  public Map<String, Tensor> tensors() {
    return Stored.network(store);
  }

  private VampSampler keptBy(Scope scope) {
    tensors().values().forEach(scope::keep);
    scope.keep(store.values());
    return this;
  }

  /** Puts training samples where the pseudo-inputs start. */
  private void startInPlace(Batch samples) {
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.open()) {
      for (Modality modality : model.modalities()) {
        Tensor value = samples.of(modality.name()).value();
        set(
            modality.name(),
            switch (modality.kind()) {
              case IMAGE, ATTRIBUTES -> value.logit(new DoubleOptional(0.01)); // of 0 and 1, too
              case VECTOR, AUDIO, TOKENS -> value;
            });
      }
      Tensor conditions = samples.conditions();
      if (conditions != null) {
        set("condition", conditions);
      }
    }
  }

  private void set(String path, Tensor values) {
    for (Parameter parameter : store.all()) {
      if (parameter.path().equals(path)) {
        parameter.tensor().copy_(values);
      }
    }
  }

  /** Of codes side by side, {@code (row, width)}. */
  private Tensor loss(CodeLayout layout, Tensor rows) {
    Tensor each = rows.unsqueeze(1).expand(rows.size(0), count, rows.size(1));
    Tensor log = model.logProposal(layout.split(each), prior.pseudoInputs()); // (row, pseudo-input)
    return Tensors.plus(Tensors.logSumExp(log, 1).mean().neg(), Math.log((double) count));
  }

  /** {@code vamp}. */
  public static final class Provider implements SamplerProvider {
    private static final String NAME = "vamp";
    private static final long WIDEST = 2048;

    @Override
    public String name() {
      return NAME;
    }

    @Override
    public void check(Model model, Batch example) {
      for (Modality modality : model.modalities()) {
        if (modality.kind() == Modality.Kind.TOKENS) {
          throw InputException.of(
              "sampler vamp",
              "for modalities of numbers, of which pseudo-inputs can be made",
              "the tokens of '" + modality.name() + "'",
              "write evaluation.samplers: [gmm]");
        }
      }
      Fittable.check(NAME, model, example, noise -> Fittable.width(model, example, noise), WIDEST);
    }

    @Override
    public Sampler fit(Fitting fitting) {
      try (Scope scope = Scope.open()) {
        Batch samples = samples(fitting);
        VampSampler sampler = new VampSampler(fitting, samples.size());
        sampler.startInPlace(samples);
        CodeLayout layout = fitting.layout();
        Tensor x = fitting.codes(layout).tensor().to(Engine.device(), ScalarType.Float);
        int steps = Math.max(1, fitting.settings().steps() / SLOWER);
        try (Resting resting = new Resting(fitting.model())) {
          new Descent(NAME, steps, RATE)
              .inPlace(
                  sampler.store,
                  step -> {
                    Tensor rows = Descent.pick(x, ROWS, fitting.noise(NAME, step));
                    return sampler.loss(layout, x.index_select(0, rows));
                  },
                  fitting.say());
        }
        return sampler.keptBy(scope);
      }
    }

    /** Where the pseudo-inputs start: training samples that have all modalities. */
    private static Batch samples(Fitting fitting) {
      long size = fitting.samples().size();
      long[] chosen = Batches.positions(size, fitting.settings().pseudoInputs(), fitting.seed());
      return CodeSet.seen(Batches.gather(fitting.samples(), chosen), CodeSet.ALL);
    }

    @Override
    public Sampler restore(Fitting fitting, Map<String, Tensor> tensors) {
      try (Scope scope = Scope.open()) {
        VampSampler sampler = new VampSampler(fitting, tensors.values().iterator().next().size(0));
        Stored.readInPlace(tensors, sampler.store);
        return sampler.keptBy(scope);
      }
    }
  }

  /** Weights that take no gradient until closed, those of a model that took some. */
  private record Resting(List<Parameter> trained) implements AutoCloseable {
    Resting(Model model) {
      this(model.parameters().all().stream().filter(p -> p.tensor().requires_grad()).toList());
      trained.forEach(p -> p.tensor().requires_grad_(false));
    }

    @Override
    public void close() {
      trained.forEach(p -> p.tensor().requires_grad_(true));
    }
  }
}
