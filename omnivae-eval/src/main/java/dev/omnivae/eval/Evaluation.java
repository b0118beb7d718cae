package dev.omnivae.eval;

import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.model.Model;
import dev.omnivae.data.Dataset;
import dev.omnivae.data.Split;
import dev.omnivae.eval.likelihood.LikelihoodSettings;
import dev.omnivae.eval.sampler.SampledModel;
import dev.omnivae.eval.sampler.Samplers;
import java.nio.file.Path;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * What a metric is given.
 *
 * @param split which split is measured; probes and oracles are still trained on the training split
 * @param seed of all draws
 * @param candidates samples among which {@code alignment} looks for a partner, at most
 * @param likelihood how {@code nll} and the perplexity of texts are estimated
 * @param cache where trained oracles are kept, by content hash
 * @param progress takes one line at a time
 * @param files takes name and content of a small file that a metric leaves in the run folder
 * @param samplers what else draws codes, beside the model's prior
 */
public record Evaluation(
    Model model,
    Dataset dataset,
    Split split,
    long seed,
    int candidates,
    LikelihoodSettings likelihood,
    Path cache,
    Consumer<String> progress,
    BiConsumer<String, String> files,
    Samplers samplers) {
  /** How many candidates unless told. */
  public static final int CANDIDATES = 1_000;

  /** Of what has no run folder: files are dropped. */
  public Evaluation(
      Model model, Dataset dataset, Split split, long seed, Path cache, Consumer<String> progress) {
    this(
        model,
        dataset,
        split,
        seed,
        CANDIDATES,
        LikelihoodSettings.DEFAULT,
        cache,
        progress,
        (name, content) -> {});
  }

  /** Of a model's own prior alone. */
  public Evaluation(
      Model model,
      Dataset dataset,
      Split split,
      long seed,
      int candidates,
      LikelihoodSettings likelihood,
      Path cache,
      Consumer<String> progress,
      BiConsumer<String, String> files) {
    this(
        model,
        dataset,
        split,
        seed,
        candidates,
        likelihood,
        cache,
        progress,
        files,
        Samplers.none());
  }

  /** The same of other data with the same modalities, and more beside them. */
  public Evaluation over(Dataset other) {
    return new Evaluation(
        model, other, split, seed, candidates, likelihood, cache, progress, files, samplers);
  }

  /** The same beside other samplers. */
  public Evaluation with(Samplers others) {
    return copy(model, others);
  }

  /** The same, where the model draws its codes from one of the {@link #samplers}. */
  public Evaluation drawnBy(String sampler) {
    Model drawn = new SampledModel(model, samplers.of(this, sampler));
    return copy(drawn, samplers);
  }

  private Evaluation copy(Model ofModel, Samplers others) {
    return new Evaluation(
        ofModel, dataset, split, seed, candidates, likelihood, cache, progress, files, others);
  }

  /**
   * The noise of one measurement: a stream of its own, so that adding a metric changes no other.
   */
  public Noise noise(String name) {
    return Noise.of(seed, 0, 0).stream("evaluate." + name);
  }

  public void say(String line) {
    progress.accept(line);
  }
}
