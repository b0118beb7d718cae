package dev.omnivae.eval.sampler;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.model.Latents;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.eval.Batches;
import dev.omnivae.eval.latent.CodeSet;
import dev.omnivae.eval.latent.Standardiser;
import dev.omnivae.eval.projection.Points;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * {@code flow}: {@link FlowMatching} over a model's standardised codes side by side. One network
 * draws all codes together, and all others given those of any modalities.
 *
 * <p>In half of the training rows no modality is clean, in the others each is with probability 1/2;
 * the block that all decoders share never is. Time is uniform and the same for all that is not
 * clean. What a sample lacks is held at time 0, unknown and not learnt.
 */
final class FlowSampler implements Sampler {
  private static final int EULER_STEPS = 50;
  private static final int ROWS = 256;
  private static final double RATE = 1e-3;

  private final FlowCodes codes;
  private final Standardiser standardiser;
  private final ParameterStore store = new ParameterStore();
  private final VelocityNetwork velocity;

  private FlowSampler(FlowCodes codes, Standardiser standardiser, Fitting fitting) {
    this.codes = codes;
    this.standardiser = standardiser;
    FitSettings settings = fitting.settings();
    velocity =
        new VelocityNetwork(store.root(), codes.blocks(), settings.hidden(), settings.layers());
    store.allocate(fitting.noise("flow.first"), ScalarType.Float, Engine.device());
  }

  @Override
  public Latents draw(long count, Noise noise) {
    return codes.split(drawn(noise.normal(store.values(), count, codes.blocks().width()), null), 1);
  }

  @Override
  public boolean conditional() {
    return codes.conditional();
  }

  @Override
  public Latents draw(Batch given, long draws, Noise noise) {
    FlowCodes.Rows rows = codes.draw(given, draws, false, noise.stream("given"));
    Tensor clean = standardiser.apply(rows.values());
    Tensor start =
        torch.where(
            codes.blocks().spread(rows.there()),
            clean,
            noise.stream("free").normal(clean, Tensors.shape(clean)));
    return codes.split(drawn(start, rows.there()), draws);
  }

  private Tensor drawn(Tensor start, @Nullable Tensor given) {
    return standardiser.invert(
        FlowMatching.integrate(velocity, codes.blocks(), start, given, EULER_STEPS));
  }

  @Override
  public Map<String, Tensor> tensors() {
    Map<String, Tensor> tensors = new LinkedHashMap<>(Stored.of(standardiser));
    tensors.putAll(Stored.network(store));
    return tensors;
  }

  private FlowSampler keptBy(Scope scope) {
    tensors().values().forEach(scope::keep);
    scope.keep(store.values());
    return this;
  }

  /** {@code flow}. */
  public static final class Provider implements SamplerProvider {
    private static final String NAME = "flow";
    private static final long WIDEST = 2048;

    @Override
    public String name() {
      return NAME;
    }

    @Override
    public void check(Model model, Batch example) {
      Fittable.check(
          NAME,
          model,
          example,
          noise -> new FlowCodes(model, example, noise).blocks().width(),
          WIDEST);
    }

    @Override
    public Sampler fit(Fitting fitting) {
      try (Scope scope = Scope.open()) {
        FlowCodes codes = codes(fitting);
        FlowCodes.Rows rows = rows(fitting, codes);
        Tensor there = codes.blocks().spread(rows.there());
        Standardiser standardiser = Standardiser.of(rows.values(), there);
        Tensor x = Tensors.masked(standardiser.apply(rows.values()), there);
        FlowSampler sampler = new FlowSampler(codes, standardiser, fitting);
        new Descent(NAME, fitting.settings().steps(), RATE)
            .inPlace(
                sampler.store,
                step -> sampler.loss(x, rows.there(), fitting.noise(NAME, step)),
                fitting.say());
        return sampler.keptBy(scope);
      }
    }

    @Override
    public Sampler restore(Fitting fitting, Map<String, Tensor> tensors) {
      try (Scope scope = Scope.open()) {
        FlowSampler sampler =
            new FlowSampler(codes(fitting), Stored.standardiser(tensors), fitting);
        Stored.readInPlace(tensors, sampler.store);
        return sampler.keptBy(scope);
      }
    }

    private static FlowCodes codes(Fitting fitting) {
      try (Scope scope = Scope.open();
          NoGrad off = NoGrad.open()) {
        return new FlowCodes(fitting.model(), fitting.example(), fitting.noise("layout"));
      }
    }

    /** Codes of the training samples that have any modality, on the engine's device. */
    private static FlowCodes.Rows rows(Fitting fitting, FlowCodes codes) {
      List<Points> values = new ArrayList<>();
      List<Points> there = new ArrayList<>();
      Noise noise = fitting.noise("codes");
      Batches.forEach(
          fitting.samples(),
          fitting.positions(),
          (batch, from) -> {
            FlowCodes.Rows drawn = codes.draw(batch, 1, true, noise.stream("@" + from));
            values.add(Points.of(drawn.values()));
            there.add(Points.of(drawn.there()));
          });
      Tensor all = CodeSet.finite(Points.joined(values)).tensor();
      Tensor mask = Points.joined(there).tensor();
      return new FlowCodes.Rows(
          all.to(Engine.device(), ScalarType.Float), mask.to(Engine.device(), ScalarType.Bool));
    }
  }

  /** Of rows drawn with replacement. */
  private Tensor loss(Tensor x, Tensor there, Noise noise) {
    Tensor like = store.values();
    Tensor picked = Descent.pick(x, ROWS, noise);
    Tensor rows = x.index_select(0, picked);
    Tensor known = there.index_select(0, picked);
    Tensor clean = clean(known, noise.stream("clean"));
    Tensor time = noise.stream("time").uniform(like, ROWS, 1).expand(ROWS, known.size(1));
    Tensor learnt = known.logical_and(clean.logical_not());
    Tensor times = torch.where(clean, torch.ones_like(time), Tensors.masked(time, learnt));
    Tensor epsilon = noise.stream("noise").normal(like, Tensors.shape(rows));
    return FlowMatching.loss(velocity, codes.blocks(), rows, times, learnt, epsilon);
  }

  /**
   * Which blocks are clean, {@code (row, block)} boolean: never the first, never what is absent.
   */
  private Tensor clean(Tensor known, Noise noise) {
    Tensor like = store.values();
    Tensor half = Tensors.scalar(0.5, like);
    Tensor any = noise.stream("any").uniform(like, known.size(0), 1).lt(half);
    Tensor each = noise.stream("each").uniform(like, Tensors.shape(known)).lt(half);
    Tensor chosen = each.logical_and(any).logical_and(known);
    if (!codes.conditional()) {
      return torch.zeros_like(chosen);
    }
    Tensor first = torch.zeros_like(chosen.narrow(1, 0, 1));
    return Tensors.cat(List.of(first, chosen.narrow(1, 1, chosen.size(1) - 1)), 1);
  }
}
