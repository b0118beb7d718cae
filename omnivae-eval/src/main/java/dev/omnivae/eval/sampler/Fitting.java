package dev.omnivae.eval.sampler;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Samples;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.model.CodeLayout;
import dev.omnivae.core.model.Latents;
import dev.omnivae.core.model.Model;
import dev.omnivae.data.Dataset;
import dev.omnivae.data.Split;
import dev.omnivae.eval.Batches;
import dev.omnivae.eval.latent.CodeSet;
import dev.omnivae.eval.projection.Points;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a sampler is fitted to.
 *
 * @param model whose weights are trained
 * @param seed of all draws
 * @param say takes one line at a time
 */
public record Fitting(
    Model model, Dataset dataset, FitSettings settings, long seed, Consumer<String> say) {
  private static final String NOISE = "sampler.";

  /** The noise of one use: a stream of its own. */
  public Noise noise(String name) {
    return Noise.of(seed, 0, 0).stream(NOISE + name);
  }

  /** The noise of one step of a descent. */
  Noise noise(String name, long step) {
    return Noise.of(seed, 0, step).stream(NOISE + name);
  }

  Samples samples() {
    return dataset.samples(Split.TRAIN);
  }

  /** Which training samples are looked at: ascending. */
  long[] positions() {
    return Batches.positions(samples().size(), settings.samples(), seed);
  }

  /** The first training samples that have every modality. */
  Batch example() {
    return example(samples());
  }

  /** As {@link #example()}, of a split. */
  static Batch example(Samples samples) {
    long most = Math.min(samples.size(), Batches.SIZE);
    Batch first = Batches.gather(samples, Batches.positions(most, most, 0));
    return CodeSet.seen(first, CodeSet.ALL);
  }

  /** How the codes of a sample stand side by side; of the whole latent space of the model. */
  CodeLayout layout() {
    return new CodeLayout(model.infer(example(), 1, noise("layout")));
  }

  /** A draw of the codes of every training sample that has all modalities: {@code (row, width)}. */
  Points codes(CodeLayout layout) {
    List<Points> parts = new ArrayList<>();
    Noise noise = noise("codes");
    Batches.forEach(
        samples(),
        positions(),
        (batch, from) -> {
          Batch whole = CodeSet.seen(batch, CodeSet.ALL);
          if (whole.size() > 0) {
            Latents z = model.infer(whole, 1, noise.stream("@" + from));
            parts.add(Points.of(layout.join(z).squeeze(0)));
          }
        });
    return CodeSet.finite(Points.joined(parts));
  }
}
