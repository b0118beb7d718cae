package dev.omnivae.app.explore;

import dev.omnivae.eval.latent.CodeSet;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of an exploration.
 *
 * @param only parts that were named; empty for all that the model allows
 * @param points codes on a map at most
 * @param codes which code of each posterior maps show
 * @param colorBy what colours them; null for the label, else the modality
 * @param ids samples that walks, interpolations and neighbours start from; empty for one a class
 * @param dimensions along which films swing and the manifold spreads; empty for the widest
 * @param frames of each film
 */
public record Wishes(
    Set<Part> only,
    int points,
    CodeSet.Kind codes,
    @Nullable String colorBy,
    List<Long> ids,
    List<Integer> dimensions,
    int frames) {
  public Wishes {
    only = Set.copyOf(only);
    ids = List.copyOf(ids);
    dimensions = List.copyOf(dimensions);
  }

  /** Maps alone, of posterior means. */
  public static Wishes maps(int points) {
    return new Wishes(
        Set.of(Part.MAPS), points, CodeSet.Kind.MEAN, null, List.of(), List.of(), /* frames= */ 0);
  }

  boolean wants(Part part) {
    return only.isEmpty() || only.contains(part);
  }

  /** Named parts that decode; there may be none. */
  Set<Part> decoding() {
    Set<Part> decoding = only.isEmpty() ? EnumSet.noneOf(Part.class) : EnumSet.copyOf(only);
    decoding.remove(Part.MAPS);
    return decoding;
  }
}
