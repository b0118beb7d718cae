package dev.omnivae.core.prior;

import dev.omnivae.core.config.Named;
import java.util.List;

/** A prior, named in a recipe as {@code model.prior.kind}. */
public interface PriorProvider extends Named {
  Prior create(PriorContext context);

  /** {@code kind: standard}. */
  final class Standard implements PriorProvider {
    @Override
    public String name() {
      return "standard";
    }

    @Override
    public Prior create(PriorContext context) {
      context.settings().allow(List.of("kind"));
      return new StandardPrior(context.family(), context.latent(), context.like());
    }
  }

  /** {@code kind: learned}. */
  final class Learned implements PriorProvider {
    @Override
    public String name() {
      return "learned";
    }

    @Override
    public Prior create(PriorContext context) {
      context.settings().allow(List.of("kind"));
      return new LearnedPrior(context.family(), context.latent(), context.parameters());
    }
  }
}
