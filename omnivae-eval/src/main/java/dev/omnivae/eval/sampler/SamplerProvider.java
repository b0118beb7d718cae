package dev.omnivae.eval.sampler;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.config.Named;
import dev.omnivae.core.model.Model;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/** A sampler, named in a recipe as one of {@code evaluation.samplers}. */
public interface SamplerProvider extends Named {
  /**
   * Fails on a model it cannot be fitted to, before any training: its weights may be the first
   * ones.
   *
   * @param example a sample or two that have all modalities
   * @throws dev.omnivae.core.config.InputException in one line that says why
   */
  void check(Model model, Batch example);

  /** Fits one to the codes of the training split; labels are not looked at. */
  Sampler fit(Fitting fitting);

  /**
   * The same sampler again.
   *
   * @param tensors of the one that was fitted, {@link Sampler#tensors}
   */
  Sampler restore(Fitting fitting, Map<String, Tensor> tensors);
}
