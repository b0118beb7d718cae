package dev.omnivae.core.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Observation;
import dev.omnivae.core.batch.Schema;
import dev.omnivae.core.config.Extensions;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.model.Models;
import dev.omnivae.core.state.Parameter;
import dev.omnivae.core.testing.Conditionals;
import dev.omnivae.core.testing.Gradients;
import dev.omnivae.core.testing.Hierarchies;
import dev.omnivae.core.testing.Priors;
import dev.omnivae.core.testing.Toy;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every objective does with samples that lack modalities. An objective of yours is one more
 * line in {@link #taking()} or in {@link #refusing()}: {@link #everyObjectiveIsListed} asks for it.
 */
final class PartialDataTest {
  private static final String PRODUCT = "{'name': 'product', 'prior': false}";
  private static final String WITH_PRIOR = "{'name': 'product', 'prior': true}";
  private static final String SEVERAL = "{'name': 'product', 'prior': 'several'}";
  private static final String POWERSET = "{'name': 'mixture-of-products', 'prior': 'full'}";
  private static final String SINGLETONS_AND_FULL =
      "{'name': 'mixture-of-products', 'subsets': 'singletons+full'}";
  private static final String JOINT = "{'name': 'joint-encoder', 'hidden': [3]}";
  private static final String MIXTURE = "{'name': 'mixture'}";

  private static final String CLUSTERS = "{'kind': 'mixture', 'clusters': 3}";

  private static final String MHVAE =
      "'kind': 'mhvae', 'latent': {'shared': 1}, 'hierarchy': {'levels': 2, 'hidden': 2}";
  private static final String NEXUS =
      "'kind': 'nexus', 'latent': {'shared': 2, 'private': 1}, 'top': {'hidden': [4], 'adaptive':"
          + " ['b']}";

  private static final Schema VECTORS =
      Schema.of(
          Stream.of("a", "b", "c")
              .map(name -> new Modality(name, Modality.Kind.VECTOR, List.of(2L)))
              .toList());

  /**
   * An objective over modalities a, b, c.
   *
   * @param json its mapping in a recipe
   * @param fusion of the model
   * @param exact whether its gradient is that of its value; DReG's, the stratified ELBO's and that
   *     of Nexus are not, by design
   */
  record Case(String json, String fusion, boolean exact) {
    Case(String json, String fusion) {
      this(json, fusion, true);
    }

    String name() {
      return json.replaceAll("^\\[?\\{'name': '([a-z-]+)'.*$", "$1");
    }

    Run run(long own) {
      Toy toy = Toy.plain().withOwn(own).withFusion(fusion);
      return new Run(
          store ->
              switch (name()) {
                case "factorised" -> toy.factorised(store, "a", "b", "c");
                case "jnf" -> Models.create(Settings.parse("{\"kind\": \"jnf\"}"), VECTORS, store);
                case "mhvae" -> Hierarchies.model(store, MHVAE, "a", "b", "c");
                case "nexus" -> Hierarchies.model(store, NEXUS, "a", "b", "c");
                case "cvae" -> Conditionals.model(store, "");
                case "cmvae" -> Priors.vae(CLUSTERS, "normal", VECTORS, store);
                default -> toy.model(store, "a", "b", "c");
              },
          json);
    }

    @Override
    public String toString() {
      return json + " on " + fusion;
    }
  }

  /** Objectives that take partial data, each with the fusions it is for. */
  static Stream<Case> taking() {
    return Stream.of(
        new Case("{'name': 'elbo-naive'}", MIXTURE),
        new Case("{'name': 'elbo-naive', 'private_codes': 'auxiliary'}", MIXTURE),
        new Case("{'name': 'elbo-naive', 'components': 'random'}", "{'name': 'hoelder'}"),
        new Case("{'name': 'elbo-naive'}", "{'name': 'hoelder'}"),
        new Case("{'name': 'elbo-naive'}", "{'name': 'abstract-mean', 'weights': {'b': 2}}"),
        new Case("{'name': 'elbo-naive'}", JOINT),
        new Case("{'name': 'elbo-stratified'}", MIXTURE, false),
        new Case("{'name': 'iwae', 'draws': 2}", MIXTURE),
        new Case("{'name': 'iwae', 'draws': 2, 'bound': 'tight'}", POWERSET),
        new Case("{'name': 'dreg', 'draws': 2}", MIXTURE, false),
        new Case("{'name': 'mmvaeplus'}", MIXTURE),
        new Case("{'name': 'mmvaeplus', 'draws': 2, 'private_codes': 'own'}", MIXTURE),
        new Case("{'name': 'mmvaeplus', 'estimator': 'dreg'}", MIXTURE, false),
        new Case("{'name': 'cmvae'}", MIXTURE),
        new Case("{'name': 'mhvae'}", "{}"),
        new Case("{'name': 'mhvae', 'subsets': 'random'}", "{}"),
        new Case("{'name': 'nexus', 'warmup': 0, 'dropout': 0.5}", "{}", false),
        new Case("{'name': 'kl'}", MIXTURE),
        new Case("{'name': 'infonce'}", MIXTURE),
        new Case("{'name': 'moments'}", MIXTURE),
        new Case("{'name': 'symmetric-kl'}", PRODUCT),
        new Case("{'name': 'cross-reconstruction'}", MIXTURE),
        new Case("{'name': 'cross-reconstruction', 'draws': 2}", JOINT),
        new Case("{'name': 'factorised'}", MIXTURE),
        new Case("{'name': 'telbo', 'stage': 'unimodal'}", JOINT),
        new Case("{'name': 'mvae', 'random_subsets': 2}", WITH_PRIOR),
        new Case("{'name': 'mvae'}", JOINT),
        new Case("{'name': 'mopoe'}", POWERSET),
        new Case("{'name': 'mopoe', 'components': 'each'}", SINGLETONS_AND_FULL),
        new Case("{'name': 'mvtcae'}", PRODUCT),
        new Case("{'name': 'mvtcae'}", WITH_PRIOR),
        new Case("{'name': 'mmjsd'}", MIXTURE),
        new Case("{'name': 'crmvae'}", PRODUCT),
        new Case("{'name': 'dmvae', 'private_beta': {'b': 3}}", SEVERAL),
        new Case("{'name': 'dmvae', 'draws': 2}", WITH_PRIOR),
        new Case("{'name': 'unimodal'}", MIXTURE),
        new Case("{'name': 'mmvm'}", MIXTURE),
        new Case("{'name': 'mmvm', 'divergence': 'pairwise', 'alpha': 0.3}", MIXTURE),
        new Case("{'name': 'code'}", "{'name': 'consensus'}"),
        new Case("{'name': 'code', 'draws': 2}", "{'name': 'consensus', 'weights': 'equal'}"));
  }

  /** Objectives that refuse partial data. */
  static Stream<Case> refusing() {
    return Stream.of(
        new Case("{'name': 'jmvae'}", JOINT),
        new Case("{'name': 'telbo', 'stage': 'joint'}", JOINT),
        new Case("{'name': 'jnf', 'stage': 'joint'}", JOINT),
        new Case("{'name': 'jnf', 'stage': 'flows'}", JOINT),
        new Case("{'name': 'cvae'}", "none"));
  }

  /** Objectives of one modality, where a partial sample would be an empty one. */
  private static final List<String> UNIMODAL =
      List.of("elbo", "beta-tcvae", "factorvae", "infovae", "wae", "vq");

  /** Objectives of a model with a discriminator: AdversarialTest masks what they lack. */
  private static final List<String> GAME = List.of("adversarial", "discriminator");

  /** Terms on images alone: PerceptualTest masks what they lack. */
  private static final List<String> IMAGES = List.of("perceptual");

  /** Objectives that train private codes and refuse a model without. */
  private static final List<String> PRIVATE = List.of("mmvaeplus", "cmvae");

  @BeforeAll
  static void start() {
    Engine.start(1);
  }

  @Test
  void everyObjectiveIsListed() {
    List<String> listed = Stream.concat(taking(), refusing()).map(Case::name).distinct().toList();
    List<String> registered =
        Extensions.of(ObjectiveProvider.class, "objective").all().stream()
            .filter(p -> p.getClass().getPackage().equals(Objective.class.getPackage()))
            .filter(p -> !p.getClass().getName().contains("Test"))
            .map(ObjectiveProvider::name)
            .filter(name -> !UNIMODAL.contains(name) && !GAME.contains(name))
            .filter(name -> !IMAGES.contains(name))
            .toList();

    assertThat(listed).containsAll(registered);
    taking().forEach(c -> assertThat(c.run(1).objective().needsComplete()).as("%s", c).isEmpty());
    refusing()
        .forEach(c -> assertThat(c.run(1).objective().needsComplete()).as("%s", c).isPresent());
  }

  @ParameterizedTest
  @MethodSource("taking")
  void noGradientReachesAMissingModality(Case objective) {
    for (long own = PRIVATE.contains(objective.name()) ? 1 : 0; own < 2; own++) {
      try (Scope scope = Scope.open()) {
        Run run = objective.run(own);
        Batch batch = Toy.missing(batch(), "b", new byte[4]);

        double[] gradient = run.gradient(batch, 3);

        assertThat(Arrays.stream(gradient).allMatch(Double::isFinite)).isTrue();
        assertThat(largest(run, "modality.b.")).isZero();
        assertThat(largest(run, "modality.a.")).isPositive();
        assertThat(largest(run, "modality.c.")).isPositive();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("taking")
  void whatFillsThePlaceOfAMissingModalityDoesNotMatter(Case objective) {
    try (Scope scope = Scope.open()) {
      Run run = objective.run(1);

      double value = run.value(partial(batch()), 3);
      double[] gradient = run.gradient(partial(batch()), 3);
      Batch filled = partial(filled(batch(), Double.NaN));

      assertThat(run.value(filled, 3)).isEqualTo(value).isFinite();
      assertThat(run.gradient(filled, 3)).containsExactly(gradient);
      // and what is there does
      assertThat(run.value(partial(Toy.batch(4, 9, "a", "b", "c")), 3)).isNotEqualTo(value);
    }
  }

  @ParameterizedTest
  @MethodSource("taking")
  void gradientOfAPartialBatchMeetsCentralDifferences(Case objective) {
    assumeThat(objective.exact()).isTrue();
    try (Scope scope = Scope.open()) {
      Run run = objective.run(1);

      run.checkGradient(partial(batch()), 7);
      // the bound is a number, too
      assertThat(run.bound(partial(batch()), 7)).isFinite();
    }
  }

  @ParameterizedTest
  @MethodSource("taking")
  void aMaskThatHidesNothingChangesNothing(Case objective) {
    try (Scope scope = Scope.open()) {
      Run run = objective.run(1);
      Batch masked = Toy.missing(batch(), "b", new byte[] {1, 1, 1, 1});

      assertThat(run.value(masked, 3))
          .isCloseTo(run.value(batch(), 3), Offset.offset(1e-12)); // other order of sums
    }
  }

  private static Batch batch() {
    return Toy.batch(4, 2, "a", "b", "c");
  }

  /** All of the first sample, a and c of the second, a and b of the third, c of the fourth. */
  private static Batch partial(Batch all) {
    Batch withoutA = Toy.missing(all, "a", new byte[] {1, 1, 1, 0});
    Batch withoutB = Toy.missing(withoutA, "b", new byte[] {1, 0, 1, 0});
    return Toy.missing(withoutB, "c", new byte[] {1, 1, 0, 1});
  }

  /** The batch with another value where {@link #partial} has nothing. */
  private static Batch filled(Batch all, double filler) {
    Batch partial = partial(all);
    Map<String, Observation> observations = new LinkedHashMap<>();
    partial
        .modalities()
        .forEach(
            (name, o) -> {
              Tensor there = Objects.requireNonNull(o.available()).unsqueeze(1);
              observations.put(
                  name,
                  Observation.of(torch.where(there, o.value(), Tensors.scalar(filler, o.value()))));
            });
    return new Batch(observations, null, null, all.ids());
  }

  /** The largest absolute gradient of the parameters whose path holds a text. */
  private static double largest(Run run, String part) {
    double largest = 0;
    for (Parameter p : run.store().all()) {
      if (p.path().contains(part)) {
        for (double g : Tensors.doubles(Gradients.at(p))) {
          largest = Math.max(largest, Math.abs(g));
        }
      }
    }
    return largest;
  }
}
