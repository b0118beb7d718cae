package dev.omnivae.core.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Schema;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.fusion.Experts;
import dev.omnivae.core.fusion.Subsets;
import dev.omnivae.core.model.JointFlowVae;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.model.Models;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.core.testing.OnEngine;
import dev.omnivae.core.testing.Toy;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@OnEngine
final class JnfTest {
  /** A model of two modalities of two numbers each, every network tiny. */
  private static Model model(ParameterStore store, String flow) {
    String part =
        "{'encoder': {'hidden': [2], 'activation': 'tanh'}, 'likelihood': 'normal', 'weight': 1}";
    String json =
        """
        {'kind': 'jnf', 'latent': {'shared': 2},
         'fusion': {'name': 'joint-encoder', 'hidden': [2], 'activation': 'tanh'},
         'flow': {'kind': '%s', 'hidden': 4, 'layers': 1}, 'modalities': {'a': %s, 'b': %s}}"""
            .formatted(flow, part, part)
            .replace('\'', '"');
    Schema schema =
        Schema.of(
            new Modality("a", Modality.Kind.VECTOR, List.of(2L)),
            new Modality("b", Modality.Kind.VECTOR, List.of(2L)));
    return Models.create(Settings.parse(json), schema, store);
  }

  private static Run run(String flow, String objective) {
    return new Run(store -> model(store, flow), objective);
  }

  @ParameterizedTest
  @CsvSource({"maf,joint", "maf,flows", "iaf,flows"})
  void gradientMeetsCentralDifferences(String flow, String stage) {
    run(flow, "{'name': 'jnf', 'stage': '%s'}".formatted(stage))
        .checkGradient(
            Toy.batch(3, 5, "a", "b"),
            7,
            // the joint codes are detached, so their parts have a slope and no gradient
            path ->
                stage.equals("joint") || path.startsWith("flow.") || path.contains(".encoder."));
  }

  @Test
  void aFreshFlowFitsWithTheUnimodalExpertItself() {
    Run run = run("maf", "{'name': 'jnf', 'stage': 'flows', 'draws': 3}");
    Batch batch = Toy.batch(5, 2, "a", "b");
    JointFlowVae model = (JointFlowVae) run.model();

    // the formula written out: joint draws under each expert, since the flow is the identity yet
    Noise noise = Noise.of(3, 0, 0).stream("joint");
    Experts x = model.joint().encode(batch, Noise.of(0, 0, 0));
    Tensor z =
        model
            .joint()
            .fusion()
            .posterior(x, Subsets.full(2))
            .components()
            .sample(noise.stream("shared"), 3)
            .squeeze(1);
    double a = Tensors.item(x.of("a").shared().logProb(z).mean());
    double b = Tensors.item(x.of("b").shared().logProb(z).mean());

    assertThat(run.value(batch, 3)).isCloseTo(-a - b, within(1e-12));
    assertThat(run.bound(batch, 3)).isCloseTo(a + b, within(1e-12));
    assertThat(run.log(batch, 3, "log_posterior.b")).isCloseTo(b, within(1e-12));
  }

  @Test
  void eachStageLeavesTheOthersPartsAlone() {
    Batch batch = Toy.batch(5, 2, "a", "b");
    Run joint = run("maf", "{'name': 'jnf'}");
    Run flows = run("maf", "{'name': 'jnf', 'stage': 'flows'}");

    joint.gradient(batch, 3);
    flows.gradient(batch, 3);

    for (String name : new String[] {"a", "b"}) {
      assertThat(Toy.gradient(joint.store(), "flow." + name)).isZero();
      assertThat(Toy.gradient(joint.store(), "modality." + name + ".encoder")).isZero();
      assertThat(Toy.gradient(joint.store(), "modality." + name + ".joint")).isPositive();
      assertThat(Toy.gradient(joint.store(), "modality." + name + ".decoder")).isPositive();

      assertThat(Toy.gradient(flows.store(), "flow." + name)).isPositive();
      assertThat(Toy.gradient(flows.store(), "modality." + name + ".encoder")).isPositive();
      assertThat(Toy.gradient(flows.store(), "modality." + name + ".joint")).isZero();
      assertThat(Toy.gradient(flows.store(), "modality." + name + ".decoder")).isZero();
    }
    assertThat(Toy.gradient(joint.store(), "fusion")).isPositive();
    assertThat(Toy.gradient(flows.store(), "fusion")).isZero();
  }

  @Test
  void partialDataAreRefusedInBothStages() {
    for (String stage : new String[] {"joint", "flows"}) {
      assertThat(
              run("maf", "{'name': 'jnf', 'stage': '%s'}".formatted(stage))
                  .objective()
                  .needsComplete()
                  .orElse(""))
          .startsWith("objective 'jnf' infers codes from all modalities at once");
    }
  }

  @Test
  void badSettingsAreOneLine() {
    assertThatThrownBy(
            () -> new Run(store -> Toy.plain().model(store, "a", "b"), "{'name': 'jnf'}"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "objective.name must be an objective for the model, got 'jnf' for a MultimodalVae; it"
                + " trains a JointFlowVae; change model.kind or the objective");
    assertThatThrownBy(() -> run("maf", "{'name': 'jnf', 'stage': 'flow'}"))
        .hasMessage(
            "objective.stage must be a known choice, got 'flow'; did you mean 'flows'? choices:"
                + " flows, joint");
  }
}
