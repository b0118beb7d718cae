package dev.omnivae.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Schema;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.core.testing.OnEngine;
import dev.omnivae.core.testing.Toy;
import java.util.List;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

/** A VQ-VAE of two places with three vectors of two numbers each. */
@OnEngine
final class VqVaeTest {
  private static final double[] VECTORS = {0, 0, 1, 0, 0, -2};

  private static VqVae model(ParameterStore store, String codebook, String... names) {
    String json =
        """
        {"model": {"kind": "vq", "latent": {"shared": 4}, "codebook": %s}}
        """;
    List<Modality> modalities =
        java.util.stream.Stream.of(names)
            .map(n -> new Modality(n, Modality.Kind.VECTOR, List.of(2L)))
            .toList();
    return (VqVae)
        Models.create(
            Settings.parse(json.formatted(codebook.replace('\'', '"'))).child("model"),
            new Schema(modalities, List.of()),
            store);
  }

  private static VqVae model(String more) {
    ParameterStore store = new ParameterStore();
    VqVae model =
        model(store, "{'codes': 3, 'places': 2, 'prior_hidden': [5]%s}".formatted(more), "a");
    Toy.allocate(store, 3);
    try (NoGrad off = NoGrad.open()) {
      Toy.buffer(store, "codebook.vectors").copy_(Tensors.of(VECTORS, 3, 2));
    }
    return model;
  }

  /** The prior's parameters from N(0, 1): no longer uniform. */
  private static VqVae opinionated() {
    VqVae model = model("");
    try (NoGrad off = NoGrad.open()) {
      model.parameters().all().stream()
          .filter(p -> p.path().startsWith("prior"))
          .forEach(
              p ->
                  p.tensor()
                      .copy_(Noise.of(4, 0, 0).stream(p.path()).normal(p.tensor(), p.shape())));
    }
    return model;
  }

  @Test
  void everyPartOfACodeHasItsNearestVector() {
    Codebook book = model("").codebook();

    Tensor indices =
        book.nearest(Tensors.of(new double[] {0.4, 0.1, 0.6, 0.1, 9, -20, -1, 0.2}, 2, 4));

    assertThat(Tensors.longs(indices)).containsExactly(0, 1, 2, 0);
    assertThat(Tensors.doubles(book.vectors(indices))).containsExactly(0, 0, 1, 0, 0, -2, 0, 0);
  }

  @Test
  void vectorsFollowTheMeanOfWhatIsNearest() {
    VqVae model = model(", 'decay': 0.9, 'restart': 0");
    ParameterStore store = model.parameters();
    double[] z = {0.1, 0.3, 0.9, 0.1, -0.3, 0.1, 1.2, 0};
    Tensor codes = Tensors.of(z, 2, 4);

    // vectors 0 and 1 stand for two parts each, 2 for none
    model.codebook().followInPlace(codes, model.codebook().nearest(codes), Noise.of(1, 0, 0));

    assertThat(Tensors.doubles(Toy.buffer(store, "codebook.counts")))
        .containsExactly(new double[] {0.2, 0.2, 0}, within(1e-12));
    assertThat(Tensors.doubles(Toy.buffer(store, "codebook.vectors")))
        .containsExactly(
            new double[] {(0.1 - 0.3) / 2, (0.3 + 0.1) / 2, (0.9 + 1.2) / 2, 0.05, 0, -2},
            within(1e-12));

    // a second batch counts a tenth of nine tenths and one tenth
    Tensor other = Tensors.of(new double[] {0, 0.5, 0, 0.5, 0, 0.5, 0, 0.5}, 2, 4);
    model.codebook().followInPlace(other, model.codebook().nearest(other), Noise.of(1, 0, 0));
    assertThat(Tensors.doubles(Toy.buffer(store, "codebook.vectors"))[1])
        .isCloseTo((0.9 * 0.04 + 0.1 * 2) / (0.9 * 0.2 + 0.1 * 4), within(1e-12));
  }

  @Test
  void aVectorThatStandsForNothingStartsAgainAmongTheBatch() {
    VqVae model = model(", 'decay': 0.9, 'restart': 0.05");
    double[] z = {0.1, 0.3, 0.9, 0.1, -0.3, 0.1, 1.2, 0};
    Tensor codes = Tensors.of(z, 2, 4);

    model.codebook().followInPlace(codes, model.codebook().nearest(codes), Noise.of(1, 0, 0));

    double[] vectors = Tensors.doubles(Toy.buffer(model.parameters(), "codebook.vectors"));
    double[] counts = Tensors.doubles(Toy.buffer(model.parameters(), "codebook.counts"));
    boolean among = false;
    for (int part = 0; part < 4; part++) {
      among |= Math.abs(vectors[4] - z[2 * part]) + Math.abs(vectors[5] - z[2 * part + 1]) < 1e-12;
    }
    assertThat(among).isTrue();
    assertThat(counts[2]).isCloseTo(4.0 / 3, within(1e-12)); // an equal share
    assertThat(counts[0]).isCloseTo(0.2, within(1e-12)); // used: not restarted
  }

  @Test
  void thePriorIsADistributionOverAllCodesThatStartsUniform() {
    long[] all = new long[18];
    for (int i = 0; i < 9; i++) {
      all[2 * i] = i / 3;
      all[2 * i + 1] = i % 3;
    }
    Tensor indices = Tensors.of(all, 9, 2);

    double[] uniform = Tensors.doubles(model("").logPrior(indices).exp());
    double[] other = Tensors.doubles(opinionated().logPrior(indices).exp());

    assertThat(uniform).containsOnly(new double[] {1.0 / 9}, within(1e-12));
    assertThat(java.util.Arrays.stream(other).sum()).isCloseTo(1, within(1e-12));
    // the second place depends on the first
    assertThat(other[0] / (other[0] + other[1] + other[2]))
        .isNotCloseTo(other[3] / (other[3] + other[4] + other[5]), within(1e-3));
  }

  @Test
  void drawsFollowThePrior() {
    VqVae model = opinionated();
    int n = 20_000;

    Latents drawn = model.fromPrior(n, null, Noise.of(5, 0, 0));

    Tensor indices = model.codebook().nearest(drawn.shared().squeeze(0));
    long[] k = Tensors.longs(indices);
    double[] frequency = new double[9];
    for (int i = 0; i < n; i++) {
      frequency[(int) (3 * k[2 * i] + k[2 * i + 1])] += 1.0 / n;
    }
    for (int code = 0; code < 9; code++) {
      Tensor of = Tensors.of(new long[] {code / 3, code % 3}, 1, 2);
      double p = Math.exp(Tensors.item(model.logPrior(of)));
      // four standard errors
      assertThat(frequency[code])
          .as("seed 5, code %d", code)
          .isCloseTo(p, within(4 * Math.sqrt(p * (1 - p) / n) + 1e-9));
    }
  }

  @Test
  void theProposalIsAllMassOnTheCodeOfTheSample() {
    VqVae model = opinionated();
    Batch batch = Toy.batch(4, 2, "a");

    Latents own = model.infer(batch, 2, Noise.of(1, 0, 0));
    Latents other = own.map(z -> Tensors.plus(Tensors.times(z, 0), -9));

    assertThat(Tensors.shape(own.shared())).containsExactly(2, 4, 4);
    assertThat(Tensors.doubles(model.logProposal(own, batch))).containsOnly(0);
    // at least one of the codes is not that of (-9, -9) twice
    assertThat(Tensors.doubles(model.logProposal(other, batch))).contains(Double.NEGATIVE_INFINITY);
    // the joint is the prior and the likelihood of the vectors
    double[] joint = Tensors.doubles(model.logJoint(own, batch));
    double[] prior = Tensors.doubles(model.logPrior(model.codebook().nearest(own.shared())));
    double[] likelihood =
        Tensors.doubles(
            model.decode("a", own, null, Noise.of(0, 0, 0)).logProb(batch.of("a").value()));
    for (int i = 0; i < joint.length; i++) {
      assertThat(joint[i]).isCloseTo(prior[i] + likelihood[i], within(1e-12));
    }
  }

  @Test
  void aSampleThatLacksTheModalityHasACodeOfThePrior() {
    VqVae model = opinionated();
    Batch batch = Toy.batch(4, 2, "a");
    Batch nothing = batch.given(Set.of());
    Batch some = Toy.missing(batch, "a", (byte) 1, (byte) 0, (byte) 1, (byte) 0);

    Latents drawn = model.infer(nothing, 3, Noise.of(1, 0, 0));
    Latents mixed = model.infer(some, 1, Noise.of(1, 0, 0));

    assertThat(Tensors.shape(drawn.shared())).containsExactly(3, 4, 4);
    double[] own = Tensors.doubles(model.infer(batch, 1, Noise.of(1, 0, 0)).shared());
    double[] seen = Tensors.doubles(mixed.shared());
    for (int d = 0; d < 4; d++) {
      assertThat(seen[d]).isEqualTo(own[d]);
      assertThat(seen[8 + d]).isEqualTo(own[8 + d]);
    }
    double[] log = Tensors.doubles(model.logProposal(mixed, some));
    double[] prior = Tensors.doubles(model.logPrior(model.codebook().nearest(mixed.shared())));
    assertThat(log[0]).isZero();
    assertThat(log[1]).isEqualTo(prior[1]);
  }

  @Test
  void badSettingsAreOneLine() {
    assertThatThrownBy(() -> model(new ParameterStore(), "{'places': 3}", "a"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "model.codebook.places must be a divisor of model.latent.shared, got 3 of 4; write"
                + " latent: {shared: 6}");
    assertThatThrownBy(() -> model(new ParameterStore(), "{'codes': 1}", "a"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "model.codebook: codes and places must be at least 2 and 1, got 1 and 16; write codes:"
                + " 128, places: 16");
    assertThatThrownBy(() -> model(new ParameterStore(), "{'places': 2}", "a", "b"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "model.kind must be for one modality when it is vq, got [a, b]; use kind: multimodal");
  }
}
