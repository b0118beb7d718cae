package dev.omnivae.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Observation;
import dev.omnivae.core.batch.Schema;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.core.testing.OnEngine;
import dev.omnivae.core.testing.Toy;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;

/**
 * On a model whose truth is known: x = W z + b + noise of 0.5, z ~ N(0, I), with encoders that know
 * nothing, so that whatever is inferred is inferred from the likelihood.
 */
@OnEngine
final class InpainterTest {
  private static final double SIGMA = 0.5;
  private static final double[][] W = {
    {1, 0}, {0, 1}, {1, 1}, {-1, 0.5}, {0.5, -1}, {1, -0.5},
  };
  private static final double[] B = {0.3, -0.2, 1, 0, 0.5, -1};
  private static final boolean[] KNOWN = {true, true, false, true, false, false};
  private static final HmcSettings CHAINS = new HmcSettings(15, 5, 0.1, 30, 0.8);

  private final ParameterStore store = new ParameterStore();

  private Model model() {
    Model model =
        Models.create(
            Settings.parse(
                """
                {"latent": {"shared": 2}, "modalities": {"a": {"network": "mlp",
                 "encoder": {"hidden": []}, "likelihood": "normal", "scale": 0.5}}}"""),
            Schema.of(new Modality("a", Modality.Kind.VECTOR, List.of(6L))),
            store);
    Toy.allocate(store, 1);
    try (NoGrad off = NoGrad.open()) {
      store.values().zero_();
      for (var p : store.all()) {
        if (p.path().contains("decoder") && p.path().endsWith("weight")) {
          double[] flat = new double[12];
          for (int i = 0; i < 12; i++) {
            flat[i] = W[i / 2][i % 2];
          }
          p.tensor().copy_(Tensors.of(flat, 6, 2));
        } else if (p.path().contains("decoder") && p.path().endsWith("bias")) {
          p.tensor().copy_(Tensors.of(B, 6));
        }
      }
    }
    return model;
  }

  /** Data of the model, {@code (rows, 6)}. */
  private static double[][] data(int rows) {
    Tensor like = Tensors.of(new double[] {0}, 1);
    double[] z = Tensors.doubles(Noise.of(4, 0, 0).stream("z").normal(like, rows, 2));
    double[] e = Tensors.doubles(Noise.of(4, 0, 0).stream("e").normal(like, rows, 6));
    double[][] x = new double[rows][6];
    for (int r = 0; r < rows; r++) {
      for (int i = 0; i < 6; i++) {
        x[r][i] = W[i][0] * z[2 * r] + W[i][1] * z[2 * r + 1] + B[i] + SIGMA * e[6 * r + i];
      }
    }
    return x;
  }

  /** The rows with what is hidden replaced by a filler. */
  private static Batch hidden(double[][] x, double filler) {
    double[] flat = new double[x.length * 6];
    byte[] known = new byte[x.length * 6];
    for (int i = 0; i < flat.length; i++) {
      known[i] = (byte) (KNOWN[i % 6] ? 1 : 0);
      flat[i] = KNOWN[i % 6] ? x[i / 6][i % 6] : filler;
    }
    Tensor mask = Tensors.of(known, x.length, 6).to(ScalarType.Bool);
    return new Batch(
        Map.of("a", new Observation(Tensors.of(flat, x.length, 6), null, mask)),
        null,
        null,
        Tensors.of(new long[x.length], x.length));
  }

  /**
   * Mean (2) and covariance (00, 01, 11) of z given the known elements, by the normal equations.
   */
  private static double[] truth(double[] x) {
    double[] precision = {1, 0, 1};
    double[] weighted = new double[2];
    for (int i = 0; i < 6; i++) {
      if (KNOWN[i]) {
        double[] w = W[i];
        precision[0] += w[0] * w[0] / (SIGMA * SIGMA);
        precision[1] += w[0] * w[1] / (SIGMA * SIGMA);
        precision[2] += w[1] * w[1] / (SIGMA * SIGMA);
        weighted[0] += w[0] * (x[i] - B[i]) / (SIGMA * SIGMA);
        weighted[1] += w[1] * (x[i] - B[i]) / (SIGMA * SIGMA);
      }
    }
    double det = precision[0] * precision[2] - precision[1] * precision[1];
    double c00 = precision[2] / det;
    double c01 = -precision[1] / det;
    double c11 = precision[0] / det;
    return new double[] {
      c00 * weighted[0] + c01 * weighted[1], c01 * weighted[0] + c11 * weighted[1], c00, c01, c11
    };
  }

  @Test
  void codesFollowThePosteriorGivenTheKnownElementsAlone() {
    double[][] x = data(1);
    double[] truth = truth(x[0]);

    Latents z = new Inpainter(model(), CHAINS).infer(hidden(x, 40).repeat(4000), Noise.of(2, 0, 0));

    Tensor first = z.shared().select(-1, 0);
    Tensor second = z.shared().select(-1, 1);
    double a = Tensors.item(first.mean());
    double b = Tensors.item(second.mean());
    // 4000 chains, variances about 0.11: four standard errors of means and of second moments
    assertThat(a).isCloseTo(truth[0], within(4 * Math.sqrt(truth[2] / 4000)));
    assertThat(b).isCloseTo(truth[1], within(4 * Math.sqrt(truth[4] / 4000)));
    assertThat(Tensors.item(first.square().mean()) - a * a)
        .isCloseTo(truth[2], within(4 * truth[2] * Math.sqrt(2.0 / 4000)));
    assertThat(Tensors.item(second.square().mean()) - b * b)
        .isCloseTo(truth[4], within(4 * truth[4] * Math.sqrt(2.0 / 4000)));
    assertThat(Tensors.item(first.mul(second).mean()) - a * b)
        .isCloseTo(truth[3], within(4 * truth[2] * Math.sqrt(2.0 / 4000)));
  }

  @Test
  void hiddenElementsAreLikelierThanUnderTheirMeanAndAsLikelyAsTheyCanBe() {
    int rows = 100;
    int draws = 40;
    double[][] x = data(rows);
    Latents z = new Inpainter(model(), CHAINS).infer(hidden(x, 0).repeat(draws), Noise.of(2, 0, 0));
    double[] codes = Tensors.doubles(z.shared()); // (1, draw * row, 2)

    double inpainted = 0;
    double best = 0;
    double mean = 0;
    double marginal = 0;
    for (int r = 0; r < rows; r++) {
      double[] truth = truth(x[r]);
      for (int i = 0; i < 6; i++) {
        if (KNOWN[i]) {
          continue;
        }
        double[] w = W[i];
        double likelihood = 0;
        for (int k = 0; k < draws; k++) {
          int at = 2 * (k * rows + r);
          double location = w[0] * codes[at] + w[1] * codes[at + 1] + B[i];
          likelihood += Math.exp(logNormal(x[r][i], location, SIGMA * SIGMA)) / draws;
        }
        double spread =
            w[0] * w[0] * truth[2] + 2 * w[0] * w[1] * truth[3] + w[1] * w[1] * truth[4];
        inpainted += Math.log(likelihood);
        best +=
            logNormal(x[r][i], w[0] * truth[0] + w[1] * truth[1] + B[i], spread + SIGMA * SIGMA);
        mean += logNormal(x[r][i], B[i], SIGMA * SIGMA);
        marginal += logNormal(x[r][i], B[i], w[0] * w[0] + w[1] * w[1] + SIGMA * SIGMA);
      }
    }
    int hidden = 3 * rows;

    // nats per hidden element. The best is the exact conditional; 40 draws in the place of its
    // integral cost about half their relative variance over 40
    assertThat(inpainted / hidden).isCloseTo(best / hidden, within(0.03));
    assertThat(inpainted / hidden).isGreaterThan(marginal / hidden + 0.3);
    assertThat(inpainted / hidden).isGreaterThan(mean / hidden + 1);
  }

  private static double logNormal(double x, double mean, double variance) {
    return -0.5 * Math.log(2 * Math.PI * variance) - 0.5 * (x - mean) * (x - mean) / variance;
  }

  @Test
  void whatIsKnownIsKept() {
    Observation x = hidden(data(2), 40).of("a");

    double[] filled = Tensors.doubles(Inpainter.fill(x, Tensors.full(7, ScalarType.Double, 2, 6)));

    double[] seen = Tensors.doubles(x.value());
    for (int i = 0; i < 12; i++) {
      assertThat(filled[i]).isEqualTo(KNOWN[i % 6] ? seen[i] : 7);
    }
    Observation whole = Observation.of(x.value());
    assertThat(Inpainter.fill(whole, x.value()).equals(x.value())).isTrue();
  }

  @Test
  void privateCodesAndOtherModalitiesAreInferredToo() {
    // given a second modality that was seen whole, and private codes
    ParameterStore other = new ParameterStore();
    MultimodalVae model = Toy.plain().withOwn(1).model(other, "a", "b");
    Toy.allocate(other, 1);
    Batch all = Toy.batch(50, 2, "a", "b");
    Tensor mask = Tensors.of(new byte[] {1, 0}, 1, 2).to(ScalarType.Bool).expand(50, 2);
    Batch partial = all.with("a", new Observation(all.of("a").value(), null, mask));

    Latents z = new Inpainter(model, CHAINS).infer(partial, Noise.of(2, 0, 0));

    assertThat(z.codes().keySet())
        .containsExactlyInAnyOrder("shared", Latents.own("a"), Latents.own("b"));
    Latents encoder = model.infer(partial, 1, Noise.of(3, 0, 0));
    // untrained encoders guess; the posterior does not
    assertThat(Tensors.item(model.logJoint(z, partial).mean()))
        .isGreaterThan(Tensors.item(model.logJoint(encoder, partial).mean()) + 0.5);
  }
}
