package dev.omnivae.eval.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnivae.core.batch.Schema;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.model.Models;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.data.Split;
import dev.omnivae.eval.EchoModel;
import dev.omnivae.eval.Tiny;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CodeSourcesTest {
  @BeforeAll
  static void start() {
    Engine.start(0);
  }

  @Test
  void sharedPrivateAndJointCodesHaveTheirOwnWidths() {
    Model model = model();
    Map<String, Codes.Source> sources = new TreeMap<>(CodeSources.alone(model));
    sources.putAll(CodeSources.own(model));
    sources.putAll(CodeSources.joint(model));

    Map<String, Codes> codes =
        Codes.collect(
            sources,
            Tiny.pairs(true, 0, 1, 1).lacking("large", 1).samples(Split.TEST),
            10,
            1,
            Noise.of(1, 0, 0));

    Map<String, Integer> widths = new TreeMap<>();
    Map<String, Integer> sizes = new TreeMap<>();
    codes.forEach(
        (name, some) -> {
          widths.put(name, some.width());
          sizes.put(name, some.size());
        });
    assertThat(widths).isEqualTo(Map.of("small", 3, "large", 3, "large.private", 2, "joint", 3));
    // one sample lacks the large image
    assertThat(sizes).isEqualTo(Map.of("small", 3, "large", 2, "large.private", 2, "joint", 2));
  }

  @Test
  void aModelOfOneModalityHasNothingJoint() {
    assertThat(CodeSources.joint(new EchoModel(List.of(Tiny.MODALITIES.get(0)), Map.of())))
        .isEmpty();
  }

  private static Model model() {
    String side = "{\"network\": \"mlp\", \"encoder\": {\"hidden\": []}}";
    ParameterStore store = new ParameterStore();
    Model model =
        Models.create(
            Settings.parse(
                "{\"latent\": {\"shared\": 3, \"private\": {\"large\": 2}}, \"modalities\": {\"small\": %s, \"large\": %s}}"
                    .formatted(side, side)),
            Schema.of(Tiny.MODALITIES),
            store);
    store.allocate(Noise.of(1, 0, 0), ScalarType.Float, Engine.device());
    return model;
  }
}
