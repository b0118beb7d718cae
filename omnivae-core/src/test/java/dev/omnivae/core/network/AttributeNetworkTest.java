package dev.omnivae.core.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Observation;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.distribution.Distribution;
import dev.omnivae.core.distribution.Likelihoods;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.core.testing.Toy;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class AttributeNetworkTest {
  private static final Modality MARKS =
      new Modality("marks", Modality.Kind.ATTRIBUTES, List.of(3L));

  @BeforeAll
  static void start() {
    Engine.start(1);
  }

  private static NetworkContext context(ParameterStore store, String side) {
    return new NetworkContext(
        MARKS,
        2,
        store.root().child(side),
        Settings.parse("{\"hidden\": [4]}"),
        Likelihoods.create("bernoulli", 1));
  }

  private static Observation observation(double first, double second, double third, int known) {
    Tensor mask = Tensors.of(new byte[] {1, (byte) known, 1}, 1, 3).to(ScalarType.Bool);
    return new Observation(Tensors.of(new double[] {first, second, third}, 1, 3), null, mask);
  }

  @Test
  void theEncoderTellsNoFromUnknown() {
    try (Scope scope = Scope.open()) {
      ParameterStore store = new ParameterStore();
      Trunk trunk = new AttributeNetwork().encoder(context(store, "e"));
      Toy.allocate(store, 1);
      Noise noise = Noise.of(1, 0, 0);

      double[] no = Tensors.doubles(trunk.forward(observation(1, 0, 1, 1), noise));
      double[] unknown = Tensors.doubles(trunk.forward(observation(1, 0, 1, 0), noise));
      double[] filler = Tensors.doubles(trunk.forward(observation(1, 1, 1, 0), noise));

      assertThat(unknown).isNotEqualTo(no).isEqualTo(filler);
      assertThat(Tensors.doubles(trunk.forward(observation(1, 0, 1, 1).value()))).isEqualTo(no);
    }
  }

  @Test
  void unknownAttributesHaveNoPartInTheLikelihood() {
    try (Scope scope = Scope.open()) {
      ParameterStore store = new ParameterStore();
      Decoder decoder = new AttributeNetwork().decoder(context(store, "d"), Settings.parse("{}"));
      Toy.allocate(store, 1);
      Distribution p =
          decoder.decode(Tensors.of(new double[] {0.3, -1}, 1, 2), null, Noise.of(1, 0, 0));
      double[] yes = Tensors.doubles(p.mean());
      Observation x = observation(1, 1, 0, 0);

      assertThat(Tensors.item(p.logProb(x.value(), x.known())))
          .isCloseTo(Math.log(yes[0]) + Math.log1p(-yes[2]), within(1e-12));
      assertThat(new AttributeNetwork().takes(Modality.image("x", 1, 2, 2))).isFalse();
    }
  }
}
