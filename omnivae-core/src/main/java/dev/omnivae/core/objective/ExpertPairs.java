package dev.omnivae.core.objective;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Nearest;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.distribution.Factorised;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.fusion.Experts;
import dev.omnivae.core.model.Model;
import java.util.List;
import java.util.Set;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What {@link Moments} and {@link SymmetricKl} share: a distance between the experts of every pair
 * of modalities.
 *
 * @param fixed modalities whose experts stand still: they are detached, so that others come to them
 */
record ExpertPairs(Set<String> fixed) {
  ExpertPairs {
    fixed = Set.copyOf(fixed);
  }

  /** A distance between two experts over {@code (batch, latent)}: {@code (batch)}. */
  @FunctionalInterface
  interface Distance {
    Tensor between(Factorised a, Factorised b);
  }

  /**
   * Checks and makes it.
   *
   * @param names the recipe's {@code fixed}
   * @throws InputException for a model of one modality, an unknown name, or where nothing would
   *     move
   */
  static ExpertPairs of(Settings settings, Model model, List<String> names, String objective) {
    List<String> modalities = model.modalities().stream().map(Modality::name).toList();
    if (modalities.size() < 2) {
      throw InputException.of(
          settings.path("name"),
          "for several modalities when it is " + objective,
          modalities,
          "leave the term out");
    }
    for (String name : names) {
      if (!modalities.contains(name)) {
        throw new InputException(
            "%s must name modalities, got '%s'; %s"
                .formatted(settings.path("fixed"), name, Nearest.hint(name, modalities)));
      }
    }
    if (Set.copyOf(names).size() == modalities.size()) {
      throw InputException.of(
          settings.path("fixed"), "some of the modalities", names, "leave one free to move");
    }
    return new ExpertPairs(Set.copyOf(names));
  }

  /**
   * Mean over the pairs of modalities a sample has; zero, without gradient, where it has none.
   *
   * @return {@code (batch)}
   */
  Tensor mean(Experts x, Distance distance) {
    List<String> names = x.modalities();
    Tensor available = x.available();
    Tensor total = null;
    @Nullable Tensor pairs = null;
    for (int a = 0; a < names.size(); a++) {
      for (int b = a + 1; b < names.size(); b++) {
        Tensor each = distance.between(expert(x, names, a), expert(x, names, b)); // (batch)
        if (available != null) {
          Tensor both = available.select(0, a).logical_and(available.select(0, b));
          each = Tensors.masked(each, both);
          pairs = sum(pairs, both.to(each.scalar_type()));
        }
        total = sum(total, each);
      }
    }
    Tensor all = java.util.Objects.requireNonNull(total, "at least two modalities");
    if (pairs == null) {
      return Tensors.times(all, 2.0 / (names.size() * (names.size() - 1)));
    }
    try (Scalar one = new Scalar(1.0)) {
      return all.div(pairs.clamp_min(one));
    }
  }

  private static Tensor sum(@Nullable Tensor total, Tensor more) {
    return total == null ? more : total.add(more);
  }

  private Factorised expert(Experts x, List<String> names, int index) {
    Factorised q = x.of(names.get(index)).shared();
    return fixed.contains(names.get(index)) ? q.detach() : q;
  }
}
