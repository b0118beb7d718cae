package dev.omnivae.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Observation;
import dev.omnivae.core.batch.Schema;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.fusion.Experts;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.core.testing.OnEngine;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Conditions beside any network, and one trunk or two. */
@OnEngine
final class ConditionsTest {
  private static final long BATCH = 3;
  private static final Schema SIZED =
      new Schema(
          List.of(Modality.image("a", 1, 8, 8), Modality.image("b", 1, 8, 8)),
          List.of("age", "width_px", "height_px"));

  @ParameterizedTest
  @ValueSource(strings = {"conv", "mlp", "residual"})
  void conditionsAloneChangePosteriorsAndReconstructions(String network) {
    MultimodalVae model = steered(network);
    Noise noise = Noise.of(3, 0, 0);
    try (NoGrad off = NoGrad.open()) {
      // width_px differs for the last sample alone; the same for all: age, of which it knows
      // nothing
      Batch first = batch(new float[] {0, 1, 2, 0, 1, 2, 0, 1, 2});
      Batch second = batch(new float[] {9, 1, 2, 9, 1, 2, 9, 5, 2});

      Experts one = model.encode(first, noise);
      Experts two = model.encode(second, noise);
      Latents z = model.infer(first, 1, noise);
      Tensor drawn = model.decode("a", z, first.conditions(), noise).mean();
      Tensor other = model.decode("a", z, second.conditions(), noise).mean();

      same(one.of("a").shared().mean(), two.of("a").shared().mean(), 0);
      differ(one.of("a").shared().mean(), two.of("a").shared().mean(), 2);
      differ(own(one, z), own(two, z), 2);
      same(drawn.squeeze(0), other.squeeze(0), 0);
      differ(drawn.squeeze(0), other.squeeze(0), 2);
    }
  }

  @Test
  void gradientsReachEveryConditioner() {
    MultimodalVae model = steered("mlp");
    Batch batch = batch(new float[] {0, 1, 2, 3, -1, 1, 0, 0.5f, 2});
    Noise noise = Noise.of(3, 0, 0);

    Latents z = model.infer(batch, 1, noise);
    model.logJoint(z, batch).sum().backward();

    for (String side : new String[] {"encoder", "decoder"}) {
      for (String modality : new String[] {"a", "b"}) {
        String path = "modality.%s.%s.condition.fc1.weight".formatted(modality, side);
        Tensor weight =
            model.parameters().all().stream()
                .filter(p -> p.path().equals(path))
                .findFirst()
                .orElseThrow()
                .tensor();
        assertThat(Tensors.shape(weight)).as(path).containsExactly(128, 2);
        assertThat(Tensors.item(weight.grad().abs().sum())).as(path).isPositive();
      }
    }
  }

  @Test
  void aWrongNameIsOneClearLine() {
    assertThatThrownBy(() -> model("{condition: [widht_px]}", SIZED))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "condition must name conditions of the data set, got 'widht_px'; did you mean"
                + " 'width_px'? choices: age, height_px, width_px");
    assertThatThrownBy(() -> model("{condition: {columns: [age], width: 0}}", SIZED))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "condition: condition.hidden and condition.width must be at least 1, got 128 and 0;"
                + " write {columns: [...], hidden: 128, width: 256}");
  }

  @Test
  void conditionsThatAreMissingAreNamed() {
    MultimodalVae model = steered("mlp");
    Batch batch = batch(null);

    assertThatThrownBy(() -> model.encode(batch, Noise.of(1, 0, 0)))
        .hasMessage("conditions must be given to a model that was trained with them, got none");
  }

  @Test
  void twoTrunksHaveParametersAndHeadsOfTheirOwn() {
    String latent = "latent: {shared: 4, private: {a: 3}}";
    MultimodalVae two =
        model("{%s, modalities: {a: {trunks: two}, b: {trunks: two}}}".formatted(latent), SIZED);
    MultimodalVae one = model("{%s}".formatted(latent), SIZED);

    assertThat(paths(two))
        .contains(
            "modality.a.encoder.conv1.weight",
            "modality.a.encoder.own.conv1.weight",
            "modality.a.encoder.own.heads.weight")
        // b has no private code, so nothing for a second trunk to do
        .doesNotContain("modality.b.encoder.own.conv1.weight");
    assertThat(paths(one)).doesNotContain("modality.a.encoder.own.conv1.weight");
    assertThat(shape(one, "modality.a.encoder.heads.weight")[0]).isEqualTo(2 * (4 + 3));
    assertThat(shape(two, "modality.a.encoder.heads.weight")[0]).isEqualTo(2 * 4);
    assertThat(shape(two, "modality.a.encoder.own.heads.weight")[0]).isEqualTo(2 * 3);
  }

  @Test
  void theSecondTrunkAloneDecidesThePrivateCode() {
    MultimodalVae two =
        model("{latent: {shared: 4, private: {a: 3}}, modalities: {a: {trunks: two}}}", SIZED);
    Batch batch = batch(null);

    Experts x = two.encode(batch, Noise.of(1, 0, 0));
    Objects.requireNonNull(x.of("a").own())
        .apply(x.of("a").shared().mean())
        .mean()
        .sum()
        .backward();

    assertThat(gradient(two, "modality.a.encoder.own.")).isPositive();
    assertThat(gradient(two, "modality.a.encoder.conv")).isZero();
    assertThat(gradient(two, "modality.a.encoder.heads")).isZero();
  }

  private static MultimodalVae steered(String network) {
    return model(
        "{latent: {shared: 4, private: {a: 3}}, condition: [height_px, width_px],"
            + " modalities: {a: {network: %s}, b: {network: %s}}}".formatted(network, network),
        SIZED);
  }

  private static MultimodalVae model(String settings, Schema schema) {
    ParameterStore store = new ParameterStore();
    MultimodalVae model =
        Models.create(ModelSettingsText.parse(settings), schema, store).multimodal().orElseThrow();
    store.allocate(Noise.of(1, 0, 0), ScalarType.Float, new Device("cpu"));
    return model;
  }

  private static Batch batch(float @Nullable [] conditions) {
    Tensor like = Tensors.zeros(ScalarType.Float, 1);
    Map<String, Observation> modalities = new LinkedHashMap<>();
    for (String name : new String[] {"a", "b"}) {
      modalities.put(
          name, Observation.of(Noise.of(1, 0, 0).stream(name).uniform(like, BATCH, 1, 8, 8)));
    }
    return new Batch(
        modalities,
        conditions == null ? null : Tensors.of(conditions, BATCH, 3),
        null,
        Tensors.of(new long[] {0, 1, 2}, BATCH));
  }

  private static Tensor own(Experts x, Latents z) {
    return Objects.requireNonNull(x.of("a").own()).apply(z.shared()).mean();
  }

  private static void same(Tensor a, Tensor b, long row) {
    // float32: the rows of a matrix product may be summed in another order
    assertThat(Tensors.floats(a.select(0, row)))
        .containsExactly(
            Tensors.floats(b.select(0, row)), org.assertj.core.data.Offset.offset(1e-5f));
  }

  private static void differ(Tensor a, Tensor b, long row) {
    assertThat(Tensors.item(a.select(0, row).sub(b.select(0, row)).abs().max()))
        .isGreaterThan(1e-3);
  }

  private static List<String> paths(MultimodalVae model) {
    return model.parameters().all().stream().map(p -> p.path()).toList();
  }

  private static long[] shape(MultimodalVae model, String path) {
    return model.parameters().all().stream()
        .filter(p -> p.path().equals(path))
        .findFirst()
        .orElseThrow()
        .shape();
  }

  private static double gradient(MultimodalVae model, String start) {
    return dev.omnivae.core.testing.Toy.gradient(model.parameters(), start);
  }
}
