package dev.omnivae.core.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.fusion.Experts;
import dev.omnivae.core.fusion.Posterior;
import dev.omnivae.core.fusion.Subsets;
import dev.omnivae.core.model.MultimodalVae;
import dev.omnivae.core.testing.OnEngine;
import dev.omnivae.core.testing.Toy;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@OnEngine
final class CrmvaeTest {
  private static final String PRODUCT = "{'name': 'product', 'prior': false}";

  private static Run run(Toy toy, String options) {
    return new Run(
        store -> toy.withFusion(PRODUCT).model(store, "a", "b"),
        "{'name': 'crmvae'" + options + "}");
  }

  @Test
  void divergenceIsTheClosedForm() {
    Run run = run(Toy.plain(), ", 'beta': 1");
    Constants.set(run.store(), Constants.GOLDEN);

    Term kl = Run.term(run.loss(Toy.batch(4, 2, "a", "b"), 3), "kl");

    // golden kl.joint.standard and kl.joint.experts.sum, over M + 1
    assertThat(Tensors.item(kl.nats().mean()))
        .isCloseTo((3.796290731874155 + 3.0575814637483107) / 3, within(1e-9));
  }

  @Test
  void halfOfEveryReconstructionIsFromTheModalitysOwnExpert() {
    Run run = run(Toy.plain(), ", 'beta': 2");
    Batch batch = Toy.batch(5, 2, "a", "b");
    MultimodalVae m = (MultimodalVae) run.model();
    Experts x = m.encode(batch, Noise.of(3, 0, 0));
    Subsets subsets = Subsets.full(2).and(Subsets.singletons(2));

    Posterior q = m.fusion().posterior(x, subsets);
    Tensor z = q.components().sample(Noise.of(3, 0, 0).stream("shared"), 1).select(0, 0);
    double joint = 0;
    double own = 0;
    for (int d = 0; d < 2; d++) {
      String name = x.modalities().get(d);
      var decoder = m.part(name).decoder();
      Tensor value = batch.of(name).value();
      var fromJoint = decoder.decode(z.select(0, 0), null, Noise.of(0, 0, 0));
      var fromOwn = decoder.decode(z.select(0, d + 1), null, Noise.of(0, 0, 0));
      joint += Tensors.item(fromJoint.logProb(value).mean());
      own += Tensors.item(fromOwn.logProb(value).mean());
    }
    double kl = run.log(batch, 3, "kl.a+b");
    double expected = (-(joint + own) / 2 + 2 * (kl + run.log(batch, 3, "kl.to_experts"))) / 3;

    assertThat(run.value(batch, 3)).isCloseTo(expected, within(1e-12));
    assertThat(run.bound(batch, 3)).isCloseTo(joint - kl, within(1e-12));
  }

  @Test
  void aSampleOfOneModalityCountsOneModality() {
    Run run = run(Toy.plain(), ", 'beta': 2");
    Batch batch = Toy.missing(Toy.batch(2, 2, "a", "b"), "b", (byte) 0, (byte) 0);
    MultimodalVae m = (MultimodalVae) run.model();
    Experts x = m.encode(batch, Noise.of(3, 0, 0));

    Posterior q = m.fusion().posterior(x, Subsets.full(2).and(Subsets.singletons(2)));
    Tensor z = q.components().sample(Noise.of(3, 0, 0).stream("shared"), 1).select(0, 0);
    double both = 0;
    for (int c = 0; c < 2; c++) {
      var p = m.part("a").decoder().decode(z.select(0, c), null, Noise.of(0, 0, 0));
      both += Tensors.item(p.logProb(batch.of("a").value()).mean());
    }

    assertThat(run.log(batch, 3, "kl.to_experts")).isCloseTo(0, within(1e-12));
    assertThat(run.value(batch, 3))
        .isCloseTo((-both / 2 + 2 * run.log(batch, 3, "kl.a+b")) / 2, within(1e-12));
  }

  @ParameterizedTest
  @CsvSource({"0", "1"})
  void gradientMeetsCentralDifferences(long own) {
    run(Toy.plain().withOwn(own), ", 'draws': 2").checkGradient(Toy.batch(3, 5, "a", "b"), 7);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "b"})
  void everyReconstructionPaysHalfOfItsPrivateCode(String name) {
    // given a private posterior of one modality away from its prior, and all else at its prior
    Run run = run(Toy.plain().withOwn(1), ", 'beta': 1");
    Constants.set(run.store(), Map.of("modality." + name + ".own.bias", new double[] {2, 0}));

    Term kl = Run.term(run.loss(Toy.batch(2, 2, "a", "b"), 3), "kl");

    // KL(N(2, 1), N(0, 1)) = 2; the joint posterior is surer than N(0, 1): twice its precision
    double joint = 0.5 - 1 + Math.log(2); // two dimensions of ½(½ - 1 + log 2)
    double toExperts = 2 * joint;
    assertThat(Tensors.item(kl.nats().mean()))
        .isCloseTo((joint + toExperts + 2) / 3, within(1e-12));
  }

  @Test
  void badSettingsAreOneLine() {
    assertThatThrownBy(
            () -> new Run(store -> Toy.plain().model(store, "a", "b"), "{'name': 'crmvae'}"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "objective.name must be for a fusion of posteriors of any subsets when it is crmvae,"
                + " got Mixture; set model.fusion: {name: product}");
  }
}
