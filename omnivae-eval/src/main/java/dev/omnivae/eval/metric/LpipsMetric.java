package dev.omnivae.eval.metric;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.eval.Evaluation;
import dev.omnivae.eval.Metric;
import dev.omnivae.eval.quality.Lpips;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@link Lpips} of {@link ImagePairs}: {@code lpips.A}, {@code lpips.B->A}. Its weights are looked
 * for in {@code weights/} of the cache.
 */
public final class LpipsMetric implements Metric {
  /** Samples looked at, at most: a pair of 28x28 takes half a billion multiplications. */
  public static final long MOST = 1_000;

  /** Channels of images that VGG16 looks at: grey and colour. */
  private static final Set<Long> COLOURS = Set.of(1L, 3L);

  /** Sides from which on every layer of VGG16 has something to see. */
  private static final long SMALLEST = 16;

  private final String vgg;
  private final String heads;

  /** From torchvision's file, and the one that LPIPS has under {@code weights}. */
  public LpipsMetric() {
    this("vgg16-397923af.pth", "v0.1/vgg.pth");
  }

  /** From files of these names. */
  LpipsMetric(String vgg, String heads) {
    this.vgg = vgg;
    this.heads = heads;
  }

  @Override
  public String name() {
    return "lpips";
  }

  @Override
  public Map<String, Double> measure(Evaluation evaluation) {
    Path weights = evaluation.cache().resolve("weights");
    if (lacks(evaluation, weights.resolve(vgg), "torchvision's VGG16")
        || lacks(evaluation, weights.resolve(heads), "the heads that LPIPS publishes")) {
      return Map.of();
    }
    List<Modality> images =
        evaluation.model().modalities().stream()
            .filter(m -> m.kind() == Modality.Kind.IMAGE && COLOURS.contains(m.shape().get(0)))
            .filter(m -> m.shape().stream().skip(1).allMatch(s -> s >= SMALLEST))
            .toList();
    if (images.isEmpty()) {
      evaluation.say("lpips: skipped, no grey or colour images of at least 16x16 pixels");
      return Map.of();
    }
    Lpips lpips = Lpips.read(weights.resolve(vgg), weights.resolve(heads));
    return new ImagePairs(name(), MOST, lpips::of).measure(evaluation, images);
  }

  private static boolean lacks(Evaluation evaluation, Path file, String what) {
    boolean lacks = !Files.isRegularFile(file);
    if (lacks) {
      evaluation.say("lpips: skipped, there is no %s; put %s there".formatted(file, what));
    }
    return lacks;
  }
}
