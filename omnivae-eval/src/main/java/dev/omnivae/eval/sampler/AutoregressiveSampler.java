package dev.omnivae.eval.sampler;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.distribution.Distribution;
import dev.omnivae.core.distribution.LatentFamilies;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.model.CodeLayout;
import dev.omnivae.core.model.Latents;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.network.flow.AutoregressiveFlow;
import dev.omnivae.core.network.flow.FlowDistribution;
import dev.omnivae.core.network.flow.FlowSettings;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.eval.latent.Standardiser;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * {@code maf} and {@code iaf}: the likeliest {@link AutoregressiveFlow} of a standard normal
 * distribution over the standardised codes given all modalities, private ones beside the shared
 * one.
 *
 * <p>An IAF draws in one pass and needs one for every dimension to say how likely a code is, which
 * is what fitting asks: it takes a tenth of the steps. A MAF is the other way round.
 */
final class AutoregressiveSampler implements Sampler {
  private static final int ROWS = 256;
  private static final double RATE = 1e-3;

  private final CodeLayout layout;
  private final Standardiser standardiser;
  private final ParameterStore store = new ParameterStore();
  private final AutoregressiveFlow flow;
  private final long width;

  private AutoregressiveSampler(
      String kind, CodeLayout layout, Standardiser standardiser, Fitting fitting) {
    this.layout = layout;
    this.standardiser = standardiser;
    this.width = standardiser.mean().size(0);
    FlowSettings usual = FlowSettings.DEFAULT;
    flow =
        new AutoregressiveFlow(
            store.root(),
            width,
            0,
            new FlowSettings(kind, usual.blocks(), usual.hidden(), usual.layers()));
    store.allocate(fitting.noise(kind + ".first"), ScalarType.Float, Engine.device());
  }

  private Distribution distribution() {
    return new FlowDistribution(
        LatentFamilies.of("normal", "exp").standard(width, store.values()), flow, null);
  }

  @Override
  public Latents draw(long count, Noise noise) {
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.open()) {
      Tensor codes = standardiser.invert(distribution().sample(noise, count));
      return layout.split(codes.unsqueeze(0)).map(scope::keep);
    }
  }

  @Override
  public Map<String, Tensor> tensors() {
    Map<String, Tensor> tensors = new LinkedHashMap<>(Stored.of(standardiser));
    tensors.putAll(Stored.network(store));
    return tensors;
  }

  private AutoregressiveSampler keptBy(Scope scope) {
    tensors().values().forEach(scope::keep);
    scope.keep(store.values());
    return this;
  }

  /** {@code maf}. */
  public static final class Maf extends Provider {
    public Maf() {
      super("maf", 1);
    }
  }

  /** {@code iaf}. */
  public static final class Iaf extends Provider {
    public Iaf() {
      super("iaf", 10);
    }
  }

  private abstract static class Provider implements SamplerProvider {
    private static final long WIDEST = 256;

    private final String kind;
    private final int slower;

    Provider(String kind, int slower) {
      this.kind = kind;
      this.slower = slower;
    }

    @Override
    public String name() {
      return kind;
    }

    @Override
    public void check(Model model, Batch example) {
      Fittable.check(kind, model, example, noise -> Fittable.width(model, example, noise), WIDEST);
    }

    @Override
    public Sampler fit(Fitting fitting) {
      try (Scope scope = Scope.open()) {
        CodeLayout layout = fitting.layout();
        Tensor codes = fitting.codes(layout).tensor().to(Engine.device(), ScalarType.Float);
        Standardiser standardiser = Standardiser.of(codes);
        Tensor x = standardiser.apply(codes);
        AutoregressiveSampler sampler =
            new AutoregressiveSampler(kind, layout, standardiser, fitting);
        int steps = Math.max(1, fitting.settings().steps() / slower);
        new Descent(kind, steps, RATE)
            .inPlace(
                sampler.store,
                step -> {
                  Tensor rows = Descent.pick(x, ROWS, fitting.noise(kind, step));
                  return sampler.distribution().logProb(x.index_select(0, rows)).mean().neg();
                },
                fitting.say());
        return sampler.keptBy(scope);
      }
    }

    @Override
    public Sampler restore(Fitting fitting, Map<String, Tensor> tensors) {
      try (Scope scope = Scope.open()) {
        AutoregressiveSampler sampler =
            new AutoregressiveSampler(
                kind, fitting.layout(), Stored.standardiser(tensors), fitting);
        Stored.readInPlace(tensors, sampler.store);
        return sampler.keptBy(scope);
      }
    }
  }
}
