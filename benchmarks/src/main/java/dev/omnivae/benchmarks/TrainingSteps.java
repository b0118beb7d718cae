package dev.omnivae.benchmarks;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Schema;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.model.Models;
import dev.omnivae.core.objective.Clock;
import dev.omnivae.core.objective.Objective;
import dev.omnivae.core.objective.Step;
import dev.omnivae.core.objective.Term;
import dev.omnivae.core.state.ParameterGroup;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.core.train.Optimizer;
import dev.omnivae.core.train.OptimizerSettings;
import dev.omnivae.core.train.TrainingPlan;
import java.util.List;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;

/** Training steps on one batch, Adam included, without what a trainer does around them. */
final class TrainingSteps {
  private final Model model;
  private final Objective<Model> objective;
  private final Optimizer adam;
  private final ParameterGroup trained;
  private final Batch batch;
  private long steps;

  /**
   * Builds what a recipe describes.
   *
   * @param recipe the mapping {@code model}
   * @param training the mapping {@code training}
   */
  @SuppressWarnings("unchecked") // the plan has checked that the objective fits the model
  TrainingSteps(String recipe, String training, List<Modality> modalities, Batch batch) {
    ParameterStore store = new ParameterStore();
    model = Models.create(Settings.parse(recipe), Schema.of(modalities), store);
    TrainingPlan plan = TrainingPlan.create(Settings.parse(training), model, store);
    objective = (Objective<Model>) plan.phases().get(0).turns().get(0).objective();
    Recipes.allocate(store);
    trained = store.select("*");
    adam = Optimizer.of(OptimizerSettings.DEFAULT, trained.tensors());
    this.batch = batch;
  }

  void step() {
    try (Scope scope = Scope.open()) {
      Noise noise = Noise.of(1, 0, steps++).inTraining();
      Tensor loss = null;
      for (Term term :
          objective
              .of(new Step<>(model, null, batch, noise, new Clock(steps, 0, 0, 1), true))
              .terms()) {
        Tensor weighted = term.weight().times(term.nats().mean());
        loss = loss == null ? weighted : loss.add(weighted);
      }
      Objects.requireNonNull(loss).backward();
      adam.stepInPlace(trained.takeGradients(), 1e-3);
    }
  }
}
