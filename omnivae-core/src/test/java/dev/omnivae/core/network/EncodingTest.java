package dev.omnivae.core.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnivae.core.distribution.Factorised;
import dev.omnivae.core.distribution.Normal;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class EncodingTest {
  @BeforeAll
  static void start() {
    Engine.start(1);
  }

  @Test
  void oneRowStandsForAllInEveryPart() {
    try (Scope scope = Scope.open()) {
      Encoding one = new Encoding(row(1, 2, 3), normal(4, 5), drawn -> normal(6));

      Encoding all = one.expand(3);

      assertThat(Tensors.doubles(all.features())).containsExactly(1, 2, 3, 1, 2, 3, 1, 2, 3);
      assertThat(Tensors.doubles(all.shared().mean())).containsExactly(4, 5, 4, 5, 4, 5);
      Factorised own = Objects.requireNonNull(all.own()).apply(row(0));
      assertThat(Tensors.shape(own.mean())).containsExactly(3, 1);
      assertThat(new Encoding(row(1), normal(1), null).expand(2).own()).isNull();
    }
  }

  private static Factorised normal(double... means) {
    Tensor mean = row(means);
    return Normal.of(mean, Tensors.plus(mean.abs(), 1), 1);
  }

  private static Tensor row(double... values) {
    return Tensors.of(values, 1, values.length);
  }
}
