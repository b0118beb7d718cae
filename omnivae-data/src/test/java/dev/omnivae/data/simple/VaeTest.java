package dev.omnivae.data.simple;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.config.InputException;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VaeTest {
  private static final long SEED = 3;
  private static final Topology ENCODER = Topology.of(6, 16, 2 * 2);
  private static final Topology DECODER = Topology.of(2, 16, 6);

  /** Six numbers in [0, 1] that two numbers explain. */
  private static float[][] rows(int count) {
    Random random = new Random(SEED);
    float[][] rows = new float[count][6];
    for (float[] row : rows) {
      double a = random.nextGaussian();
      double b = random.nextGaussian();
      for (int j = 0; j < 6; j++) {
        row[j] = (float) (1 / (1 + Math.exp(-3 * (j % 2 == 0 ? a : b) * (j + 1) / 6)));
      }
    }
    return rows;
  }

  private static double error(float[][] x, float[][] y) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < x[i].length; j++) {
        sum += Math.pow(x[i][j] - y[i][j], 2);
      }
    }
    return sum / x.length;
  }

  @Test
  void learnsToReconstructAndSamplesStayInRange() {
    float[][] x = rows(512);
    Vae vae = Vae.of(ENCODER, DECODER, VaeOptions.DEFAULT.withBeta(0.05));
    double before = error(x, vae.reconstruct(x));

    vae.fit(x, 30, 16);

    assertThat(error(x, vae.reconstruct(x))).isLessThan(before / 4);
    float[][] drawn = vae.sample(5);
    assertThat(drawn).hasDimensions(5, 6);
    for (float[] row : drawn) {
      for (float value : row) {
        assertThat(value).isBetween(0f, 1f);
      }
    }
    assertThat(error(vae.sample(5), drawn)).as("others at every call").isPositive();
  }

  @Test
  void theSameSeedGivesTheSameNumbers() {
    float[][] x = rows(64);

    float[][] one = Vae.of(ENCODER, DECODER).fit(x, 2, 16).reconstruct(x);
    float[][] again = Vae.of(ENCODER, DECODER).fit(x, 2, 16).reconstruct(x);
    float[][] other =
        Vae.of(ENCODER, DECODER, VaeOptions.DEFAULT.withSeed(1)).fit(x, 2, 16).reconstruct(x);

    assertThat(again).isDeepEqualTo(one);
    assertThat(error(other, one)).isPositive();
  }

  @Test
  void forwardShowsEveryNumberOnTheWay() {
    Vae vae = Vae.of(ENCODER, DECODER, VaeOptions.DEFAULT.withActivation("tanh"));

    Forward f = vae.forward(rows(1)[0]);

    for (int d = 0; d < 2; d++) {
      double z = f.mean()[d] + Math.exp(f.logVariance()[d] / 2) * f.noise()[d];
      assertThat((double) f.z()[d]).isCloseTo(z, within(1e-5)); // float32
    }
    assertThat(f.activations())
        .containsOnlyKeys("encoder.fc1", "encoder.heads", "decoder.fc1", "decoder.out");
    assertThat(f.activations().get("encoder.fc1")).hasSize(16);
    float[] logits = Objects.requireNonNull(f.activations().get("decoder.out"));
    for (int j = 0; j < 6; j++) {
      double pixel = 1 / (1 + Math.exp(-logits[j]));
      assertThat((double) f.reconstruction()[j]).isCloseTo(pixel, within(1e-5));
    }
  }

  @Test
  void anEncoderAsNarrowAsTheCodeIsAnAutoencoder() {
    float[][] x = rows(256);
    Vae plain = Vae.of(Topology.of(6, 16, 2), DECODER).fit(x, 20, 16);
    Vae denoising =
        Vae.of(
                Topology.of(6, 16, 2),
                DECODER,
                VaeOptions.DEFAULT.withCorruption("gaussian", 0.3).withInitial("xavier", "zeros"))
            .fit(x, 20, 16);

    Forward f = plain.forward(x[0]);

    assertThat(f.logVariance()).isEmpty();
    assertThat(f.noise()).isEmpty();
    assertThat(f.z()).containsExactly(f.mean());
    assertThat(f.reconstruction()).containsExactly(plain.reconstruct(x)[0], within(1e-5f));
    assertThat(error(denoising.reconstruct(x), plain.reconstruct(x))).isPositive();
  }

  @Test
  void moreTrainingGoesOnFromWhereItStands() {
    float[][] x = rows(256);
    Vae vae =
        Vae.of(
            ENCODER,
            DECODER,
            VaeOptions.DEFAULT.withOptimizer("rmsprop", 1e-3).withLikelihood("normal", 0.2));
    double first = error(x, vae.fit(x, 5, 16).reconstruct(x));

    double second = error(x, vae.fit(x, 15, 16).reconstruct(x));

    assertThat(second).isLessThan(first);
  }

  @Test
  void whatMakesNoSenseIsOneLine() {
    refused(
        "encoder's last width must be 4, mean and log variance of the decoder's code, or 2 for an"
            + " autoencoder, got 3; write Topology.of(..., 2 * 2)",
        () -> Vae.of(Topology.of(6, 3), DECODER));
    refused(
        "decoder's last width must be the encoder's first, 6, got 7; make them one",
        () -> Vae.of(ENCODER, Topology.of(2, 7)));
    refused(
        "topology must be widths of at least 1, inputs and outputs at least, got [6]; write"
            + " Topology.of(784, 256, 128, 2 * 8)",
        () -> Topology.of(6));
    refused(
        "row 1 must be 6 numbers wide, as the topology begins, got 5; reshape it, or change the"
            + " topology",
        () -> Vae.of(ENCODER, DECODER).fit(new float[][] {new float[6], new float[5]}, 1, 1));
    refused(
        "row 0 must be finite numbers, got NaN; replace or leave it out",
        () -> Vae.of(ENCODER, DECODER).encode(new float[][] {{0, 0, 0, Float.NaN, 0, 0}}));
    refused(
        "x must be at least one row, got none; give float[samples][6]",
        () -> Vae.of(ENCODER, DECODER).reconstruct(new float[0][]));
    refused(
        "count must be at least 1, got 0; write sample(64)",
        () -> Vae.of(ENCODER, DECODER).sample(0));
  }

  private static void refused(String line, Runnable call) {
    assertThatThrownBy(call::run).isInstanceOf(InputException.class).hasMessage(line);
  }
}
