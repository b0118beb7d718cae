package dev.omnivae.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Samples;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.objective.Loss;
import dev.omnivae.core.objective.Objective;
import dev.omnivae.core.objective.Step;
import dev.omnivae.core.state.ParameterStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which objectives the trainer lets near samples that lack modalities. */
final class IncompleteDataTest {
  private static final String SETTINGS = "{\"epochs\": 1, \"batch_size\": 16}";

  @BeforeAll
  static void start() {
    Engine.start(1);
  }

  @Test
  void anObjectiveThatNeedsAllIsRefusedWithItsReason(@TempDir Path folder) {
    assertThatThrownBy(() -> trainer(folder, new NeedsAll(), false))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "training samples must be complete, got samples that lack modalities, and it encodes"
                + " all of them jointly; choose another objective or drop the incomplete samples");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void completeSamplesAndOtherObjectivesAreTaken(@TempDir Path one, @TempDir Path two) {
    assertThat(trainer(one, new NeedsAll(), true).run(false).steps()).isEqualTo(4);
    assertThat(trainer(two, new TinyVae.Elbo(), false).run(false).steps()).isEqualTo(4);
  }

  private static Trainer trainer(Path folder, Objective<TinyVae> objective, boolean complete) {
    ParameterStore store = new ParameterStore();
    TinyVae model = new TinyVae(store);
    TrainingPlan plan =
        TrainingPlan.create(
            Settings.parse(SETTINGS), model, store, (settings, m, parameters) -> objective);
    Runs.allocate(store);
    return new Trainer(
        plan, model, null, new Partial(complete), null, folder, 1, TrainingListener.NONE);
  }

  /** The tiny ELBO with a reason to refuse. */
  private static final class NeedsAll implements Objective<TinyVae> {
    private final TinyVae.Elbo elbo = new TinyVae.Elbo();

    @Override
    public Loss of(Step<TinyVae> step) {
      return elbo.of(step);
    }

    @Override
    public Optional<String> needsComplete() {
      return Optional.of("it encodes all of them jointly");
    }

    @Override
    public Class<TinyVae> models() {
      return TinyVae.class;
    }
  }

  private record Partial(boolean complete) implements Samples {
    private static final Samples ALL = TinyVae.samples(64, 1);

    @Override
    public List<Modality> modalities() {
      return ALL.modalities();
    }

    @Override
    public long size() {
      return ALL.size();
    }

    @Override
    public Batch gather(long epoch, long[] positions) {
      return ALL.gather(epoch, positions);
    }
  }
}
