package dev.omnivae.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Observation;
import dev.omnivae.core.batch.Schema;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.distribution.Normal;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.fusion.Experts;
import dev.omnivae.core.fusion.Fusion;
import dev.omnivae.core.fusion.Posterior;
import dev.omnivae.core.fusion.Subsets;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.core.testing.FixedNoise;
import dev.omnivae.core.testing.Gradients;
import dev.omnivae.core.testing.RoundedWeights;
import dev.omnivae.core.testing.Toy;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class MultimodalVaeTest {
  private static final Modality A = Modality.image("a", 1, 8, 8);
  private static final Modality B = Modality.image("b", 3, 8, 8);
  private static final long BATCH = 5;

  @BeforeAll
  static void start() {
    Engine.start(1);
  }

  @Test
  void inferenceFromOneModalityIgnoresTheOther() {
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.open()) {
      MultimodalVae model = model("{latent: {shared: 4, private: {b: 3}}}");
      Batch one = batch(1);
      Map<String, Observation> changed = new LinkedHashMap<>(one.modalities());
      changed.put("b", batch(2).of("b"));
      Batch other = new Batch(changed, null, null, one.ids());

      Latents first = model.infer(one.given(Set.of("a")), 2, Noise.of(3, 0, 0));
      Latents second = model.infer(other.given(Set.of("a")), 2, Noise.of(3, 0, 0));

      assertThat(Tensors.shape(first.shared())).containsExactly(2, BATCH, 4);
      assertThat(Tensors.shape(first.of("own.b"))).containsExactly(2, BATCH, 3);
      assertThat(Tensors.floats(first.shared())).containsExactly(Tensors.floats(second.shared()));
      assertThat(Tensors.floats(first.of("own.b")))
          .containsExactly(Tensors.floats(second.of("own.b")));
    }
  }

  @Test
  void inferenceFromBothPicksEachComponentAboutEquallyOften() {
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.open()) {
      MultimodalVae model = model("{latent: {shared: 2}}");
      Batch batch = batch(1);
      Experts experts = model.encode(batch, Noise.of(1, 0, 0));
      Posterior q = model.fusion().posterior(experts);

      // a draw of component m is nearer to its density than to the other's only on average; count
      // picks by likelihood
      Tensor z = model.infer(batch, 4000, Noise.of(7, 0, 0)).shared(); // (draw, batch, latent)
      Tensor each = q.logProbEach(z.unsqueeze(1)); // (component, draw, 1, batch)
      double responsibility = Tensors.item(each.softmax(0).select(0, 0).mean());

      // mean responsibility of an equal mixture is 1/2; 20,000 draws give a standard error below
      // 0.004
      assertThat(responsibility).isCloseTo(0.5, within(0.015));
    }
  }

  @Test
  void notANumberInTheFillerOfAnAbsentModalityReachesNoGradient() {
    try (Scope scope = Scope.open()) {
      MultimodalVae model = model("{latent: {shared: 4}}");
      Map<String, Observation> filled = new LinkedHashMap<>(batch(1).modalities());
      Tensor filler = Tensors.full(Double.NaN, ScalarType.Float, BATCH, 3, 8, 8);
      filled.put("b", Observation.of(filler));
      Batch batch = new Batch(filled, null, null, batch(1).ids()).given(Set.of("a"));
      Noise noise = Noise.of(5, 0, 0);
      Experts experts = model.encode(batch, noise);
      Posterior q = model.fusion().posterior(experts);
      Draws z = model.draw(q, experts, 1, PrivateCodes.OWN, noise);

      model
          .decode(q, z, Targets.ALL, batch, noise)
          .logJointLikelihood()
          .select(1, 0)
          .sum()
          .backward();

      assertThat(Tensors.floats(Gradients.flat(model.parameters()))).doesNotContain(Float.NaN);
    }
  }

  @Test
  void mixtureDensityIsTheMeanOfItsComponents() {
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.open()) {
      MultimodalVae model = model("{latent: {shared: 2}}");
      Batch batch = batch(1);
      Posterior q = model.fusion().posterior(model.encode(batch, Noise.of(1, 0, 0)));
      Tensor z = Noise.of(9, 0, 0).normal(q.logWeights(), 3, 2, BATCH, 2);

      Tensor expected = q.logProbEach(z).exp().mean(0L).log();

      assertThat(Tensors.doubles(q.logProb(z)))
          .usingComparatorWithPrecision(1e-4) // float32, log of a sum of exponentials
          .containsExactly(Tensors.doubles(expected));
    }
  }

  @Test
  void membersDecodeOnlyTheirOwnModality() {
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.open()) {
      MultimodalVae model = model("{latent: {shared: 4}}");
      Batch batch = batch(1);
      Noise noise = Noise.of(5, 0, 0);
      Experts experts = model.encode(batch, noise);
      Posterior q = model.fusion().posterior(experts);
      Draws z = model.draw(q, experts, 2, PrivateCodes.OWN, noise);

      Evidence all = model.decode(q, z, Targets.ALL, batch, noise);
      Evidence members = model.decode(q, z, Targets.MEMBERS, batch, noise);

      Tensor ofA = java.util.Objects.requireNonNull(members.logLikelihood().get("a"));
      Tensor ofAll = java.util.Objects.requireNonNull(all.logLikelihood().get("a"));
      assertThat(Tensors.shape(ofA)).containsExactly(2, 2, BATCH);
      assertThat(Tensors.floats(ofA.select(1, 1))).containsOnly(0f);
      assertThat(Tensors.floats(ofA.select(1, 0)))
          .usingComparatorWithPrecision(
              1e-2f) // sums of about 100 nats in float32, other batch sizes
          .containsExactly(Tensors.floats(ofAll.select(1, 0)));
    }
  }

  @Test
  void privateCodesAcrossComeFromWhereTheyAreAsked() {
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.open()) {
      MultimodalVae model = model("{latent: {shared: 4, private: {a: 2, b: 3}}}");
      Batch batch = batch(1);
      Noise noise = Noise.of(5, 0, 0);
      Experts experts = model.encode(batch, noise);
      Posterior q = model.fusion().posterior(experts);

      Draws own = model.draw(q, experts, 1, PrivateCodes.OWN, noise);
      Draws prior = model.draw(q, experts, 1, PrivateCodes.PRIOR, noise);

      Tensor ownA = java.util.Objects.requireNonNull(own.own().get("a"));
      Tensor priorA = java.util.Objects.requireNonNull(prior.own().get("a"));
      assertThat(own.ownUsed().get("a")).isNull();
      assertThat(Tensors.longs(java.util.Objects.requireNonNull(prior.ownUsed().get("a")).sum(1)))
          .containsExactly(BATCH, 0); // component 0 saw a, component 1 did not
      assertThat(Tensors.floats(priorA.select(1, 0)))
          .containsExactly(Tensors.floats(ownA.select(1, 0)));
      assertThat(Tensors.floats(priorA.select(1, 1)))
          .isNotEqualTo(Tensors.floats(ownA.select(1, 1)));
    }
  }

  @Test
  void privateKlCountsOnlyWhereThePosteriorWasUsed() {
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.open()) {
      MultimodalVae model = model("{latent: {shared: 4, private: {b: 3}}}");
      Batch batch = batch(1);
      Experts experts = model.encode(batch, Noise.of(5, 0, 0));
      Posterior q = model.fusion().posterior(experts);

      Draws z = model.draw(q, experts, 1, PrivateCodes.AUXILIARY, Noise.of(5, 0, 0));

      float[] kl =
          Tensors.floats(java.util.Objects.requireNonNull(z.ownKl())); // (component, batch)
      for (int i = 0; i < BATCH; i++) {
        assertThat(kl[i]).isZero();
        assertThat(kl[(int) BATCH + i]).isPositive();
      }
    }
  }

  @Test
  void likelihoodWeightsDoNotReachTheJointDensity() {
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.open()) {
      Batch batch = batch(1);
      MultimodalVae weighted = model("{latent: {shared: 4}, modalities: {a: {weight: 7}}}");
      MultimodalVae plain = model("{latent: {shared: 4}, modalities: {a: {weight: 1}}}");
      Latents z = plain.infer(batch, 1, Noise.of(5, 0, 0));

      assertThat(Tensors.floats(weighted.logJoint(z, batch)))
          .containsExactly(Tensors.floats(plain.logJoint(z, batch)));
    }
  }

  @Test
  void automaticWeightIsTheLargestDimensionOverOwn() {
    try (Scope scope = Scope.open()) {
      MultimodalVae model =
          build(
              "{}", List.of(Modality.image("mnist", 1, 28, 28), Modality.image("svhn", 3, 32, 32)));

      // published: 3.918 for MNIST beside SVHN
      assertThat(model.part("mnist").weight()).isCloseTo(3.918, within(5e-4));
      assertThat(model.part("svhn").weight()).isEqualTo(1);
    }
  }

  @Test
  void anAbsentLastComponentIsNeverInferredFromWhateverTheRounding() {
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.open()) {
      // given components around 0, 1, 2, ... of which the last has no weight
      ParameterStore store = new ParameterStore();
      MultimodalVae toy = new Toy(1, 0, "normal", "laplace", "{}").model(store, "a");
      int components = RoundedWeights.PRESENT + 1;
      Fusion fusion =
          new Fusion() {
            @Override
            public Subsets components(int modalities) {
              return new Subsets(Collections.nCopies(components, List.of(0)));
            }

            @Override
            public Posterior posterior(Experts experts, Subsets subsets) {
              Tensor places = RoundedWeights.places().unsqueeze(1).expand(components, BATCH, 1);
              return new Posterior(
                  Normal.of(places, torch.ones_like(places), 1),
                  RoundedWeights.log().unsqueeze(1).expand(components, BATCH),
                  subsets);
            }
          };
      MultimodalVae model =
          new MultimodalVae(
              store,
              List.of(toy.part("a")),
              toy.family(),
              toy.latent(),
              fusion,
              (condition, encode) -> toy.prior(condition));
      Toy.allocate(store, 1);

      Latents z = model.infer(Toy.batch(BATCH, 1, "a"), 2, new FixedNoise(FixedNoise.LARGEST));

      assertThat(Tensors.doubles(z.shared()))
          .hasSize(2 * (int) BATCH)
          .containsOnly(RoundedWeights.PRESENT - 1);
    }
  }

  private static MultimodalVae model(String settings) {
    return build(settings, List.of(A, B));
  }

  private static MultimodalVae build(String settings, List<Modality> modalities) {
    ParameterStore store = new ParameterStore();
    Settings parsed = ModelSettingsText.parse(settings);
    MultimodalVae model =
        Models.create(parsed, Schema.of(modalities), store).multimodal().orElseThrow();
    store.allocate(Noise.of(1, 0, 0), ScalarType.Float, new Device("cpu"));
    return model;
  }

  private static Batch batch(long seed) {
    Tensor like = Tensors.zeros(ScalarType.Float, 1);
    Noise noise = Noise.of(seed, 0, 0);
    Map<String, Observation> modalities = new LinkedHashMap<>();
    modalities.put("a", Observation.of(noise.uniform(like, BATCH, 1, 8, 8)));
    modalities.put("b", Observation.of(noise.uniform(like, BATCH, 3, 8, 8)));
    return new Batch(modalities, null, null, Tensors.of(new long[] {0, 1, 2, 3, 4}, BATCH));
  }
}
