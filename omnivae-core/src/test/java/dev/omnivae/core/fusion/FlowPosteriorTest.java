package dev.omnivae.core.fusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Schema;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.distribution.Distribution;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.model.Latents;
import dev.omnivae.core.model.Models;
import dev.omnivae.core.model.MultimodalVae;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.core.testing.OnEngine;
import dev.omnivae.core.testing.Toy;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@OnEngine
final class FlowPosteriorTest {
  private static final long SEED = 5;

  /** A VAE over vectors of two numbers, its flow far from the identity. */
  private static MultimodalVae bent(String fusion) {
    ParameterStore store = new ParameterStore();
    MultimodalVae model = model(store, fusion, "a");
    Toy.allocate(store, SEED);
    try (NoGrad off = NoGrad.open()) {
      store.all().stream()
          .filter(p -> p.path().startsWith("fusion"))
          .map(p -> p.tensor())
          .forEach(t -> t.copy_(Tensors.times(Noise.of(9, 0, 0).normal(t, Tensors.shape(t)), 0.5)));
    }
    return model;
  }

  private static MultimodalVae model(ParameterStore store, String fusion, String... names) {
    String json =
        """
        {"model": {"latent": {"shared": 2}, "fusion": %s, "modalities": {%s}}}
        """
            .formatted(
                fusion.replace('\'', '"'),
                String.join(
                    ", ",
                    Stream.of(names)
                        .map(
                            n ->
                                "\"%s\": {\"network\": \"mlp\", \"encoder\": {\"hidden\": [3]}}"
                                    .formatted(n))
                        .toList()));
    List<Modality> modalities =
        Stream.of(names).map(n -> new Modality(n, Modality.Kind.VECTOR, List.of(2L))).toList();
    return (MultimodalVae)
        Models.create(
            Settings.parse(json).child("model"), new Schema(modalities, List.of()), store);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'name': 'flow', 'flow': 'planar', 'blocks': 3}",
        "{'name': 'flow', 'flow': 'iaf', 'hidden': 5, 'layers': 1}",
        "{'name': 'flow', 'flow': 'maf', 'hidden': 5, 'layers': 1}",
      })
  void theDensityOfADrawIsThatOfTheSameValueInvertedAndIntegratesToOne(String fusion) {
    MultimodalVae m = bent(fusion);
    Batch batch = Toy.batch(2, 2, "a");
    Distribution q = m.fusion().posterior(m.encode(batch, Noise.of(1, 0, 0))).distribution();

    Tensor z = q.sample(Noise.of(3, 0, 0), 4); // (draw, batch, latent)

    // known from the pass that drew it, and found again by inverting a copy
    assertThat(Tensors.doubles(q.logProb(z)))
        .containsExactly(Tensors.doubles(q.logProb(z.clone())), within(1e-8));
    // and it is a density: midpoint rule, 0.05 wide
    double step = 0.05;
    int side = 800;
    double[] grid = new double[4 * side * side];
    for (int i = 0; i < side * side; i++) {
      for (int b = 0; b < 2; b++) {
        grid[4 * i + 2 * b] = (i / side - side / 2 + 0.5) * step;
        grid[4 * i + 2 * b + 1] = (i % side - side / 2 + 0.5) * step;
      }
    }
    try (NoGrad off = NoGrad.open()) {
      Tensor mass = q.logProb(Tensors.of(grid, (long) side * side, 2, 2)).exp().sum(0);
      assertThat(Tensors.doubles(Tensors.times(mass, step * step)))
          .containsOnly(new double[] {1}, within(0.02));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"planar", "iaf", "maf"})
  void startsAsTheExpert(String flow) {
    // two blocks turn the order of dimensions round twice
    MultimodalVae m =
        model(new ParameterStore(), "{'name': 'flow', 'flow': '%s'}".formatted(flow), "a");
    Toy.allocate(m.parameters(), SEED);
    var experts = m.encode(Toy.batch(3, 2, "a"), Noise.of(1, 0, 0));

    Tensor bent = m.fusion().posterior(experts).components().sample(Noise.of(3, 0, 0), 2);
    Tensor plain = experts.shared().sample(Noise.of(3, 0, 0), 2);

    assertThat(Tensors.doubles(bent)).containsExactly(Tensors.doubles(plain), within(1e-12));
  }

  @Test
  void theModelsProposalIsTheFlows() {
    MultimodalVae m = bent("{'name': 'flow', 'flow': 'iaf', 'hidden': 5, 'layers': 1}");
    Batch batch = Toy.batch(3, 2, "a");

    Latents z = m.infer(batch, 2, Noise.of(3, 0, 0));
    Tensor log = m.logProposal(z, batch);

    Distribution q = m.fusion().posterior(m.encode(batch, Noise.of(1, 0, 0))).distribution();
    assertThat(Tensors.doubles(log))
        .containsExactly(Tensors.doubles(q.logProb(z.shared())), within(1e-9));
  }

  @Test
  void badSettingsAreOneLine() {
    assertThatThrownBy(() -> bent("{'name': 'flow', 'flow': 'radial'}"))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("model.fusion: flow must be a known kind, got 'radial'");
    assertThatThrownBy(() -> model(new ParameterStore(), "'flow'", "a", "b"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "model.fusion.name must be for one modality when it is flow, got [a, b]; use kind: jnf,"
                + " or prior: {kind: flow}");
  }
}
