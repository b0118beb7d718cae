package dev.omnivae.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class OperatorsTest {
  @BeforeAll
  static void start() {
    Engine.start(1);
  }

  @Test
  void callsAnOverloadWithTensorsAndScalars() {
    Tensor one = Tensors.of(new float[] {1, 2}, 2);
    Tensor two = Tensors.of(new float[] {10, 20}, 2);

    List<Tensor> sum = Operators.call("aten::add.Tensor", one, two, 3);

    assertThat(sum).hasSize(1);
    assertThat(Tensors.floats(sum.get(0))).containsExactly(31, 62);
  }

  @Test
  void takesListsOfTensorsAndOfNumbersAndAbsentOptionals() {
    Tensor a = Tensors.of(new float[] {1, 2, 3, 4}, 2, 2);

    Tensor joined = Operators.call("aten::cat", List.of(a, a), 0).get(0);
    Tensor sum =
        Operators.call("aten::sum.dim_IntList", joined, new long[] {0}, false, null).get(0);
    Tensor scaled =
        Operators.call("aten::upsample_nearest1d.vec", a.unsqueeze(0), null, new double[] {2.0})
            .get(0);

    assertThat(Tensors.floats(sum)).containsExactly(8, 12);
    assertThat(Tensors.floats(scaled)).containsExactly(1, 1, 2, 2, 3, 3, 4, 4);
  }

  @Test
  void whatItReturnsOutlivesTheCallAndFallsToTheEnclosingScope() {
    Tensor result;
    try (Scope scope = Scope.open()) {
      result = Operators.call("aten::neg", Tensors.full(2, ScalarType.Double, 1)).get(0);
      assertThat(Tensors.doubles(result)).containsExactly(-2);
    }
    assertThat(result.isNull()).isTrue();
  }

  @Test
  void anUnknownOperatorAndAnUnknownArgumentAreOneLine() {
    assertThatThrownBy(() -> Operators.call("aten::nope"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "operator must be known to libtorch, got 'aten::nope'; see the schemas of ATen");
    assertThatThrownBy(() -> Operators.call("aten::neg", new Object()))
        .hasMessage(
            "operator argument must be a tensor, number, text, list or null, got"
                + " java.lang.Object");
  }
}
