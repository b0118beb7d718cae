package dev.omnivae.eval.latent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.model.Latents;
import dev.omnivae.eval.EchoModel;
import dev.omnivae.eval.Tiny;
import dev.omnivae.eval.projection.Pca;
import dev.omnivae.eval.projection.Points;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LatentSpaceTest {
  @BeforeAll
  static void start() {
    Engine.start(1);
  }

  @Test
  void theRegionIsTheMeanAndSpreadOfTheCodes() {
    Region region = Region.of(new Points(new float[] {0, 10, 2, 10, 4, 40}, 2));

    assertThat(region.mean()).containsExactly(new double[] {2, 20}, within(1e-12));
    assertThat(region.spread())
        .containsExactly(new double[] {Math.sqrt(8 / 3.0), Math.sqrt(200)}, within(1e-12));
    assertThat(region.widest(5)).containsExactly(1, 0);
    assertThat(region.along(new double[] {7, 8}, 0, -2))
        .containsExactly(new double[] {2 - 2 * Math.sqrt(8 / 3.0), 8}, within(1e-12));
  }

  @Test
  void aCodeOfTwoDimensionsIsItsOwnMap() {
    Points codes = new Points(new float[] {3, 1, -4, 1, 5, 9}, 2);

    Pca.Plane plane = Region.plane(codes);

    assertThat(plane.project(codes).values()).isEqualTo(codes.values());
    assertThat(plane.lift(3, 1)).containsExactly(3, 1);
  }

  @Test
  void wholeSamplesHaveOneCodeEach() {
    LatentSpace space =
        LatentSpace.of(
            Tiny.evaluation(
                new EchoModel(Tiny.MODALITIES, Map.of()),
                Tiny.pairs(true, 0, 1, 1, 0),
                new ArrayList<>()),
            100);

    assertThat(space.codes().codes().values()).containsExactly(0, 1, 1, 0);
    assertThat(space.codes().position()).containsExactly(0, 1, 2, 3);
    assertThat(space.codes().views()).containsExactly(CodeSet.ALL);
    assertThat(space.infer(new long[] {2, 0}).codes().values()).containsExactly(1, 0);
    try (Scope scope = Scope.open()) {
      Latents codes = space.at(new Points(new float[] {0.25f, 0.75f}, 1));
      assertThat(Tensors.floats(codes.shared())).containsExactly(0.25f, 0.75f);
      assertThat(space.conditions(2)).isNull();
    }
  }

  @Test
  void privateCodesStayAndCodesMadeOfTheSharedOneMove() {
    try (Scope scope = Scope.open()) {
      Map<String, Tensor> codes = new LinkedHashMap<>();
      codes.put(Latents.SHARED, Tensors.of(new float[] {1, 2}, 1, 1, 2));
      codes.put(Latents.own("small"), Tensors.of(new float[] {3}, 1, 1, 1));
      codes.put(Latents.own("large"), Tensors.of(new float[] {4}, 1, 1, 1));
      codes.put(Latents.GIVEN, Tensors.of(new float[] {5}, 1, 1, 1));
      // own.small is private, own.large is made of the shared code
      MovingCode moving = new MovingCode(Set.of("small"), new Latents(codes));

      assertThat(moving.of(new Latents(codes)).values()).containsExactly(1, 2, 4);
      Latents moved = moving.at(new Points(new float[] {10, 20, 40, 11, 21, 41}, 3));
      assertThat(Tensors.floats(moved.shared())).containsExactly(10, 20, 11, 21);
      assertThat(Tensors.floats(moved.of(Latents.own("large")))).containsExactly(40, 41);
      assertThat(Tensors.floats(moved.of(Latents.own("small")))).containsExactly(3, 3);
      assertThat(Tensors.floats(moved.of(Latents.GIVEN))).containsExactly(5, 5);
    }
  }
}
