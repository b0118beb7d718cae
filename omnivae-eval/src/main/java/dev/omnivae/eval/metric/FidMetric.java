package dev.omnivae.eval.metric;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.eval.Evaluation;
import dev.omnivae.eval.Metric;
import dev.omnivae.eval.quality.Inception;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * {@link FrechetMetric} in what {@link Inception} sees: {@code fid.A}, {@code fid.B->A}, {@code
 * fid.A.real} and the four of neighbourhoods. Its weights are looked for in {@code weights/} of the
 * cache.
 */
public final class FidMetric implements Metric {
  /** Channels of images that Inception looks at: grey and colour. */
  private static final Set<Long> COLOURS = Set.of(1L, 3L);

  @Override
  public String name() {
    return "fid";
  }

  @Override
  public Map<String, Double> measure(Evaluation evaluation) {
    Path file = evaluation.cache().resolve("weights").resolve(Inception.FILE);
    if (!Files.isRegularFile(file)) {
      evaluation.say(
          "fid: skipped, there is no %s; put pytorch-fid's file there, or measure frechet"
              .formatted(file));
      return Map.of();
    }
    Inception inception = Inception.read(file);
    return new FrechetMetric(
            name(),
            (of, modality) ->
                modality.kind() == Modality.Kind.IMAGE && COLOURS.contains(modality.shape().get(0))
                    ? Optional.of(inception)
                    : Optional.empty())
        .measure(evaluation);
  }
}
