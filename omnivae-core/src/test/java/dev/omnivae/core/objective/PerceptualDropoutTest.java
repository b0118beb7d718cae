package dev.omnivae.core.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.testing.OnEngine;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;

/** Which modalities the top of Nexus is kept from seeing. */
@OnEngine
final class PerceptualDropoutTest {
  @Test
  void dropoutKeepsAPartOfWhatIsThere() {
    long size = 20_000;
    byte[] absent = new byte[(int) size];
    for (int i = 0; i < size; i++) {
      absent[i] = (byte) (i % 2);
    }
    Tensor all = Tensors.of(new double[4 * (int) size], 4, size).eq(Tensors.of(new double[1], 1));
    Tensor there = all.clone();
    there.select(0, 2).copy_(Tensors.of(absent, size)); // every second example lacks the third
    Tensor like = Tensors.of(new double[] {0}, 1);

    Tensor kept =
        Objects.requireNonNull(PerceptualDropout.kept(there, 4, size, 1, Noise.of(3, 0, 0), like));

    long[] counts = Tensors.longs(kept.to(ScalarType.Long).sum(0));
    int[][] sizes = new int[2][4];
    for (int i = 0; i < size; i++) {
      sizes[i % 2][(int) counts[i]]++;
    }
    // given three or four, sizes are uniform from one; standard errors are below 0.005
    assertThat(sizes[0][0] + sizes[1][0] + sizes[0][3]).isZero();
    assertThat(sizes[0][1] / 10_000.0).isCloseTo(1 / 2.0, within(0.02));
    assertThat(sizes[1][1] / 10_000.0).isCloseTo(1 / 3.0, within(0.02));
    assertThat(sizes[1][3] / 10_000.0).isCloseTo(1 / 3.0, within(0.02));
    assertThat(Tensors.longs(kept.logical_and(there.logical_not()).sum())[0]).isZero();
    // every member of four is kept (1 + 2 + 3) / 3 / 4 = 1/2 of the time
    Tensor four = kept.select(0, 0).to(ScalarType.Double).mul(Tensors.of(absent, size));
    assertThat(Tensors.item(four.sum()) / 10_000).isCloseTo(0.5, within(0.02));
  }

  @Test
  void dropoutHasItsRate() {
    Tensor like = Tensors.of(new double[] {0}, 1);
    Tensor kept =
        Objects.requireNonNull(
            PerceptualDropout.kept(null, 2, 20_000, 0.3, Noise.of(3, 0, 0), like));

    double one = Tensors.item(kept.to(ScalarType.Double).sum(0).eq(Tensors.scalar(1, like)).sum());

    assertThat(one / 20_000).isCloseTo(0.3, within(0.015)); // a standard error is 0.0033
    assertThat(PerceptualDropout.kept(null, 2, 9, 0, Noise.of(3, 0, 0), like)).isNull();
  }
}
