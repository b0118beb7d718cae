package dev.omnivae.eval.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What straight lines come to where the velocity is known. */
class FlowMatchingTest {
  private static final Blocks BLOCKS = new Blocks(List.of(2L, 1L));

  private Scope scope;

  @BeforeAll
  static void start() {
    Engine.start(1);
  }

  @BeforeEach
  void open() {
    scope = Scope.open();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private static Tensor rows(double... values) {
    return Tensors.of(values, values.length / 3, 3);
  }

  private static Tensor flags(double... values) {
    return Tensors.of(values, values.length / 2, 2).to(ScalarType.Bool);
  }

  @Test
  void blocksSpreadWhatIsSaidOfThem() {
    Tensor spread = BLOCKS.spread(Tensors.of(new double[] {0.25, 1, 0.5, 0}, 2, 2));

    assertThat(Tensors.doubles(spread)).containsExactly(0.25, 0.25, 1, 0.5, 0.5, 0);
    assertThat(Tensors.doubles(BLOCKS.of(rows(1, 2, 3), 1))).containsExactly(3);
  }

  @Test
  void theLossIsTheMeanSquareOfWhatIsLearnt() {
    Tensor x = rows(1, 2, 3, 4, 5, 6);
    Tensor noise = rows(0, 1, 1, 0, 0, 2);
    Tensor times = Tensors.of(new double[] {0.5, 1, 0, 0.5}, 2, 2);
    Tensor learnt = flags(1, 0, 0, 1);

    // the velocity says where it is: (0.5, 1.5), 4, with x - ε = (1, 1), 4
    double loss = Tensors.item(FlowMatching.loss((at, t) -> at, BLOCKS, x, times, learnt, noise));

    assertThat(loss).isEqualTo((0.25 + 0.25 + 0) / 3, within(1e-12));
  }

  @Test
  void whatIsUnknownIsNotLookedAt() {
    Tensor times = Tensors.of(new double[] {0, 0.7}, 1, 2);
    Tensor learnt = flags(0, 1);
    Tensor noise = rows(0.1, 0.2, 0.3);
    FlowMatching.Velocity all = (at, t) -> Tensors.sum(at, 1).unsqueeze(1).expand(1, 3);

    double one = Tensors.item(loss(all, rows(0, 0, 2), times, learnt, noise));
    double other = Tensors.item(loss(all, rows(7, -9, 2), times, learnt, noise));

    assertThat(other).isEqualTo(one);
  }

  private static Tensor loss(
      FlowMatching.Velocity v, Tensor x, Tensor times, Tensor learnt, Tensor noise) {
    return FlowMatching.loss(v, BLOCKS, x, times, learnt, noise);
  }

  /**
   * For x ~ N(m, s²) per number the velocity is known and carries ε to m + s ε.
   *
   * <pre>{@code v(x, t) = m + (t s² - (1 - t)) / (t² s² + (1 - t)²) (x - t m)}</pre>
   */
  @Test
  void noiseGoesToTheNormalDistributionWhoseVelocityItFollows() {
    double m = 3;
    double s = 0.5;
    FlowMatching.Velocity exact =
        (x, times) -> {
          double t = Tensors.doubles(times)[0];
          double slope = (t * s * s - (1 - t)) / (t * t * s * s + (1 - t) * (1 - t));
          return Tensors.affine(x, slope, m - slope * t * m);
        };
    Tensor start = rows(-1, 0, 1, 2, 0.5, -0.3);

    double[] end = Tensors.doubles(FlowMatching.integrate(exact, BLOCKS, start, null, 4_000));

    double[] from = Tensors.doubles(start);
    for (int i = 0; i < end.length; i++) {
      assertThat(end[i]).isEqualTo(m + s * from[i], within(2e-3)); // of first order in the step
    }
  }

  @Test
  void whatIsGivenStaysAsItIsAtTimeOne() {
    Tensor start = rows(1, 2, 3, 4, 5, 6);
    Tensor given = flags(1, 0, 0, 1);
    FlowMatching.Velocity timed = (x, times) -> BLOCKS.spread(times).add(torch.ones_like(x));

    double[] end = Tensors.doubles(FlowMatching.integrate(timed, BLOCKS, start, given, 4));

    // the mean of 1 + t over t = 0, 1/4, 1/2, 3/4 is 1.375
    assertThat(end).containsExactly(1, 2, 4.375, 5.375, 6.375, 6);
  }

  @Test
  void theNetworkStartsStillAndIsToldTheTimesOfAllBlocks() {
    var store = new dev.omnivae.core.state.ParameterStore();
    VelocityNetwork network = new VelocityNetwork(store.root(), BLOCKS, 16, 2);
    store.allocate(Noise.of(1, 0, 0), ScalarType.Double, new org.bytedeco.pytorch.Device("cpu"));
    Tensor x = rows(1, 2, 3);
    Tensor early = Tensors.of(new double[] {0.1, 0.1}, 1, 2);
    assertThat(Tensors.doubles(network.of(x, early))).containsExactly(0, 0, 0);

    try (var off = dev.omnivae.core.engine.NoGrad.open()) {
      store.values().copy_(Noise.of(2, 0, 0).normal(store.values(), store.length()));
      double[] first = Tensors.doubles(network.of(x, early));
      for (double[] times : new double[][] {{0.9, 0.1}, {0.1, 0.9}}) {
        double[] other = Tensors.doubles(network.of(x, Tensors.of(times, 1, 2)));
        assertThat(other).isNotEqualTo(first);
      }
    }
  }
}
