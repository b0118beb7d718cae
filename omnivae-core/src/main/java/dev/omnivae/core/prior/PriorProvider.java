package dev.omnivae.core.prior;

import dev.omnivae.core.config.Named;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.distribution.LatentFamily;
import dev.omnivae.core.state.Parameters;
import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;

/** A prior, named in a recipe as {@code model.prior.kind}. */
public interface PriorProvider extends Named {
  /**
   * Creates it.
   *
   * @param settings the mapping {@code model.prior}, the key {@code kind} included
   * @param parameters where to declare what is learned
   * @param like gives element type and device, once the store is allocated
   */
  Prior create(
      Settings settings,
      LatentFamily family,
      long latent,
      Parameters parameters,
      Supplier<Tensor> like);

  /** {@code kind: standard}. */
  final class Standard implements PriorProvider {
    @Override
    public String name() {
      return "standard";
    }

    @Override
    public Prior create(
        Settings settings,
        LatentFamily family,
        long latent,
        Parameters parameters,
        Supplier<Tensor> like) {
      settings.allow(List.of("kind"));
      return new StandardPrior(family, latent, like);
    }
  }

  /** {@code kind: learned}. */
  final class Learned implements PriorProvider {
    @Override
    public String name() {
      return "learned";
    }

    @Override
    public Prior create(
        Settings settings,
        LatentFamily family,
        long latent,
        Parameters parameters,
        Supplier<Tensor> like) {
      settings.allow(List.of("kind"));
      return new LearnedPrior(family, latent, parameters);
    }
  }
}
