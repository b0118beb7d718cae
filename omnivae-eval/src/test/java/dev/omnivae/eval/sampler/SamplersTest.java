package dev.omnivae.eval.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.model.Model;
import dev.omnivae.data.Split;
import dev.omnivae.eval.EchoModel;
import dev.omnivae.eval.Evaluation;
import dev.omnivae.eval.LargeFromSmall;
import dev.omnivae.eval.Tiny;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Samplers of a run: fitted once, kept, and refused where they make no sense. */
class SamplersTest {
  private static final FitSettings FEW = new FitSettings(200, 8, 3, 4, 8, 1);

  private final List<String> said = new ArrayList<>();

  @TempDir Path folder;

  @BeforeAll
  static void start() {
    Engine.start(1);
  }

  private Evaluation evaluation() {
    Fitting of = Numbers.correlated(2, 0.8, FEW, 1);
    return new Evaluation(of.model(), of.dataset(), Split.TEST, 1, folder, said::add);
  }

  private float[] drawn(String name, FitSettings settings) {
    try (Scope scope = Scope.open()) {
      Sampler sampler = new Samplers(List.of(name), settings, 1, folder).of(evaluation(), name);
      return Tensors.floats(sampler.draw(50, Noise.of(7, 0, 0)).shared());
    }
  }

  private long fits() {
    return said.stream().filter(line -> line.contains("fitting to the codes")).count();
  }

  @ParameterizedTest
  @ValueSource(strings = {"gmm", "maf", "iaf", "flow"})
  void aStoredSamplerDrawsTheSameBitsAndIsNotFittedAgain(String name) {
    float[] fitted = drawn(name, FEW);
    float[] read = drawn(name, FEW);

    assertThat(read).containsExactly(fitted);
    assertThat(fits()).isEqualTo(1);
    assertThat(folder.resolve(name + ".safetensors")).isNotEmptyFile();
  }

  @ParameterizedTest
  @ValueSource(strings = {"gmm", "flow"})
  void otherSettingsAndBrokenFilesAreFittedAnew(String name) throws IOException {
    drawn(name, FEW);
    drawn(name, new FitSettings(100, 8, 3, 4, 8, 1));
    assertThat(fits()).isEqualTo(2);

    Files.writeString(folder.resolve(name + ".safetensors"), "broken");
    drawn(name, FEW);
    assertThat(fits()).isEqualTo(3);
  }

  @Test
  void aNameThatIsNoneIsRefused() {
    assertThatThrownBy(() -> new Samplers(List.of("gmn"), FEW, 1, null))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(
            "sampler must be a known name, got 'gmn'; did you mean 'gmm'? choices: ");
  }

  @Test
  void settingsThatMakeNoSenseAreRefused() {
    assertThatThrownBy(() -> new FitSettings(1, 0, 1, 1, 1, 1))
        .isInstanceOf(InputException.class)
        .hasMessage("steps must be at least 1, got 0; write steps: 4000");
  }

  @Test
  void aModelThatIsAlwaysGivenSomethingIsRefused() {
    Model conditional = new LargeFromSmall(new EchoModel(Tiny.MODALITIES, Map.of()));

    assertThatThrownBy(
            () ->
                new Samplers(List.of("gmm"), FEW, 1, null)
                    .check(conditional, Tiny.pairs(true, 0, 1)))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "sampler gmm must be for a model that generates given nothing, got one that is always"
                + " given some modalities; write evaluation.samplers: []");
  }

  @Test
  void codesThatAreTooWideAreRefused() {
    Fitting of = Numbers.correlated(2, 0.8, FEW, 1);

    assertThatThrownBy(() -> Fittable.check("gmm", of.model(), of.example(), noise -> 1_000, 256))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "sampler gmm must be for codes of at most 256 numbers, got 1000; write"
                + " evaluation.samplers: []");
  }
}
