package dev.omnivae.app.run;

import dev.omnivae.app.recipe.Recipe;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.model.Models;
import dev.omnivae.core.state.CheckpointFolder;
import dev.omnivae.core.state.ModelFile;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.core.train.Phase;
import dev.omnivae.core.train.TrainingPlan;
import dev.omnivae.data.Dataset;
import dev.omnivae.data.Datasets;
import dev.omnivae.data.ReaderContext;
import dev.omnivae.eval.Evaluator;
import dev.omnivae.eval.figure.Earlier;
import dev.omnivae.eval.sampler.Samplers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Everything a recipe describes, built and checked: data set, model, training plan. Building writes
 * every default into the recipe's tree.
 *
 * @param store the model's parameters and the objectives', allocated and initialised by the seed
 */
public record Experiment(
    Recipe recipe,
    Dataset dataset,
    Model model,
    ParameterStore store,
    TrainingPlan plan,
    EvaluationSettings evaluation) {

  /**
   * Builds what the recipe describes; the engine has been started.
   *
   * @param roots folders to look for data sets in, best first
   * @param kept what the run keeps of its data, see {@link RunFolder#kept}; empty for a new one
   * @throws InputException on anything in the recipe that makes no sense, before any work starts
   */
  public static Experiment of(Recipe recipe, List<Path> roots, Map<String, String> kept) {
    Settings root = recipe.settings();
    long seed = recipe.seed();
    EvaluationSettings evaluation =
        root.child("evaluation").read(EvaluationSettings.class, EvaluationSettings.DEFAULT);
    new Evaluator().check(evaluation.metrics());
    Samplers samplers = new Samplers(evaluation.samplers(), evaluation.fitting(), seed, null);
    Dataset dataset = dataset(recipe, roots, kept);
    ParameterStore store = new ParameterStore();
    Model model = Models.create(root.child("model"), dataset.schema(), store);
    evaluation.likelihood().check(model.modalities().stream().map(Modality::name).toList());
    TrainingPlan plan =
        TrainingPlan.create(
            root.child("training"), model, store, new Outside(model, dataset, roots, seed));
    store.allocate(Noise.of(seed, 0, 0).stream("initialise"), ScalarType.Float, Engine.device());
    samplers.check(model, dataset);
    return new Experiment(recipe, dataset, model, store, plan, evaluation);
  }

  /** The data set of a recipe alone; see {@link #of}. */
  public static Dataset dataset(Recipe recipe, List<Path> roots, Map<String, String> kept) {
    return Datasets.read(
        new ReaderContext(
            recipe.settings().child("data"), roots, Places.cache(), recipe.seed(), kept));
  }

  /**
   * Loads the weights to evaluate: the best by validation, else the last.
   *
   * @throws InputException when the folder has no checkpoint, or one of another architecture
   */
  public void load(RunFolder folder) {
    Path checkpoint =
        CheckpointFolder.find(folder.checkpoints(), "best")
            .or(() -> CheckpointFolder.find(folder.checkpoints(), "last"))
            .orElseThrow(
                () ->
                    InputException.of(
                        "DIR",
                        "a run with a checkpoint",
                        folder.path() + " without one",
                        "go on training with 'omnivae train --out "
                            + folder.path()
                            + " --resume'"));
    ModelFile.load(checkpoint.resolve("model.safetensors"), store, model);
  }

  /**
   * The model as it was before the last phase that plays a game of several turns; empty where no
   * phase does, or the weights of then are not kept.
   */
  Optional<Earlier> beforeGame(RunFolder folder) {
    List<Phase> phases = plan.phases();
    for (int i = phases.size() - 1; i > 0; i--) {
      if (phases.get(i).turns().size() > 1) {
        String phase = phases.get(i).name();
        return CheckpointFolder.find(folder.checkpoints(), ModelFile.endOf(i - 1))
            .map(checkpoint -> new Earlier(copy(checkpoint), phase));
      }
    }
    return Optional.empty();
  }

  private Model copy(Path checkpoint) {
    ParameterStore second = new ParameterStore();
    Model earlier = Models.create(recipe.settings().child("model"), dataset.schema(), second);
    second.allocate(
        Noise.of(recipe.seed(), 0, 0).stream("initialise"), ScalarType.Float, Engine.device());
    ModelFile.load(checkpoint.resolve("model.safetensors"), second, earlier);
    return earlier;
  }
}
