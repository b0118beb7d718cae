package dev.omnivae.eval.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.distribution.Distribution;
import dev.omnivae.core.distribution.Normal;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.model.Latents;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.eval.Tiny;
import dev.omnivae.eval.TinyDataset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ElboMetricTest {
  private static final float[] X = {-1.5f, 0, 0.25f, 2};

  @BeforeAll
  static void start() {
    Engine.start(0);
  }

  @Test
  void withTheExactPosteriorItIsTheEvidence() {
    double evidence = 0;
    for (float x : X) {
      evidence += logNormal(x, 0, 2) / X.length;
    }
    // every draw gives the same value, so only float32 rounding is left
    assertThat(elbo(0.5)).isEqualTo(evidence, within(1e-5));
  }

  @Test
  void withTheWrongPosteriorItIsLowerByTheDivergence() {
    double evidence = 0;
    double divergence = 0;
    for (float x : X) {
      evidence += logNormal(x, 0, 2) / X.length;
      // KL(N(0, 1/2), N(x/2, 1/2))
      divergence += x * x / 4.0 / X.length;
    }
    // 10,000 samples of X, one draw each: the standard error is |x| sqrt(1/2) / 100, 0.01 at most
    assertThat(elbo(0)).isEqualTo(evidence - divergence, within(0.04));
  }

  private static double elbo(double slope) {
    float[] repeated = new float[10_000];
    for (int i = 0; i < repeated.length; i++) {
      repeated[i] = X[i % X.length];
    }
    Modality scalar = new Modality("x", Modality.Kind.VECTOR, List.of(1L));
    TinyDataset data =
        new TinyDataset(
            List.of(scalar), List.of(Tensors.of(repeated, repeated.length, 1)), null, 0);
    Map<String, Double> values =
        new ElboMetric()
            .measure(Tiny.evaluation(new LinearGaussian(scalar, slope), data, new ArrayList<>()));
    return java.util.Objects.requireNonNull(values.get("elbo"));
  }

  private static double logNormal(double x, double mean, double variance) {
    return -0.5 * (x - mean) * (x - mean) / variance - 0.5 * Math.log(2 * Math.PI * variance);
  }

  /** z ~ N(0, 1), x ~ N(z, 1), q(z | x) = N(slope x, 1/2); exact for slope 1/2. */
  private record LinearGaussian(Modality x, double slope) implements Model {
    @Override
    public List<Modality> modalities() {
      return List.of(x);
    }

    @Override
    public ParameterStore parameters() {
      return new ParameterStore();
    }

    private Normal posterior(Batch given) {
      Tensor mean = Tensors.times(given.of("x").value(), slope);
      return Normal.of(mean, Tensors.times(torch.ones_like(mean), Math.sqrt(0.5)), 1);
    }

    @Override
    public Latents infer(Batch given, long draws, Noise noise) {
      return new Latents(Map.of(Latents.SHARED, posterior(given).sample(noise, draws)));
    }

    @Override
    public Latents fromPrior(long count, @Nullable Tensor condition, Noise noise) {
      throw new UnsupportedOperationException("not asked");
    }

    @Override
    public Distribution decode(
        String modality, Latents z, @Nullable Tensor condition, Noise noise) {
      return Normal.of(z.shared(), torch.ones_like(z.shared()), 1);
    }

    @Override
    public Tensor logJoint(Latents z, Batch given) {
      Tensor zeros = torch.zeros_like(z.shared());
      return Normal.of(zeros, torch.ones_like(zeros), 1)
          .logProb(z.shared())
          .add(decode("x", z, null, Noise.of(0, 0, 0)).logProb(given.of("x").value()));
    }

    @Override
    public Tensor logProposal(Latents z, Batch given) {
      return posterior(given).logProb(z.shared());
    }
  }
}
