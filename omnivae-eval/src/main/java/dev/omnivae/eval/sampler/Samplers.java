package dev.omnivae.eval.sampler;

import dev.omnivae.core.batch.Samples;
import dev.omnivae.core.config.Extensions;
import dev.omnivae.core.model.Model;
import dev.omnivae.data.Dataset;
import dev.omnivae.data.Split;
import dev.omnivae.eval.Evaluation;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The samplers of a run: fitted when first asked for, kept in its folder, and read from there as
 * long as the weights and the settings are those it was fitted with.
 */
public final class Samplers {
  private static final Samplers NONE = new Samplers(List.of(), FitSettings.DEFAULT, 0, null);

  private final List<String> names;
  private final FitSettings settings;
  private final long seed;
  private final @Nullable Path folder;
  private final Map<String, Sampler> fitted = new TreeMap<>();

  /**
   * Samplers by name.
   *
   * @param seed of the run, so that whoever asks first gets the same one
   * @param folder where they are kept, as {@code NAME.safetensors}; null for nowhere
   * @throws dev.omnivae.core.config.InputException on a name that is none
   */
  public Samplers(List<String> names, FitSettings settings, long seed, @Nullable Path folder) {
    check(names);
    this.names = names.stream().distinct().toList();
    this.settings = settings;
    this.seed = seed;
    this.folder = folder;
  }

  /** No sampler. */
  public static Samplers none() {
    return NONE;
  }

  private static Extensions<SamplerProvider> known() {
    return Extensions.of(SamplerProvider.class, "sampler");
  }

  /**
   * Fails on a name that is no sampler, before any work starts.
   *
   * @throws dev.omnivae.core.config.InputException naming the nearest
   */
  public static void check(List<String> names) {
    names.forEach(known()::get);
  }

  /** Those that are measured. */
  public List<String> names() {
    return names;
  }

  /**
   * Fails where one of them cannot be fitted to a model, whether it is trained or not.
   *
   * @throws dev.omnivae.core.config.InputException in one line that says why
   */
  public void check(Model model, Dataset dataset) {
    if (!names.isEmpty()) {
      Samples train = dataset.samples(Split.TRAIN);
      names.forEach(name -> known().get(name).check(model, Fitting.example(train)));
    }
  }

  /** Fits all of them, or finds them fitted. */
  public void prepare(Evaluation evaluation) {
    names.forEach(name -> of(evaluation, name));
  }

  /** The sampler of that name, which may be one that is not measured. */
  public Sampler of(Evaluation evaluation, String name) {
    Sampler known = fitted.get(name);
    if (known == null) {
      known = found(evaluation, name);
      fitted.put(name, known);
    }
    return known;
  }

  private Sampler found(Evaluation evaluation, String name) {
    SamplerProvider provider = known().get(name);
    Fitting fitting =
        new Fitting(
            evaluation.model(), evaluation.dataset(), settings, seed, evaluation.progress());
    if (folder == null) {
      return fit(provider, fitting);
    }
    Path file = folder.resolve(name + ".safetensors");
    String fingerprint = SamplerFile.fingerprint(name, fitting);
    Optional<Map<String, Tensor>> stored = SamplerFile.read(file, fingerprint);
    if (stored.isPresent()) {
      return provider.restore(fitting, stored.get());
    }
    Sampler sampler = fit(provider, fitting);
    SamplerFile.write(file, sampler.tensors(), fingerprint);
    return sampler;
  }

  private static Sampler fit(SamplerProvider provider, Fitting fitting) {
    String name = provider.name();
    provider.check(fitting.model(), fitting.example());
    fitting.say().accept("sampler " + name + ": fitting to the codes of the training split");
    long start = System.nanoTime();
    Sampler sampler = provider.fit(fitting);
    fitting
        .say()
        .accept("sampler %s: done in %.1f s".formatted(name, (System.nanoTime() - start) / 1e9));
    return sampler;
  }
}
