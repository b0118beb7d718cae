package dev.omnivae.eval.quality;

import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.eval.projection.Points;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;

/**
 * Images, real or generated, as an embedding sees them: the moments of their features, the features
 * themselves and the classes they show. Lives as long as the scope it is made in.
 */
public final class FeatureSample {
  /** Images of a class below which its covariance says nothing. */
  public static final int FEWEST_OF_A_CLASS = 50;

  private final Embedding embedding;
  private final Moments moments;
  private final List<Points> parts = new ArrayList<>();
  private long[] classes = new long[0];

  /** Of no image yet. */
  public FeatureSample(Embedding embedding) {
    this.embedding = embedding;
    this.moments = new Moments(embedding.width());
  }

  /**
   * Looks at images.
   *
   * @param images {@code (batch, channel, height, width)}
   */
  public void add(Tensor images) {
    if (images.size(0) == 0) {
      return;
    }
    Tensor features = embedding.of(images);
    moments.add(features);
    parts.add(Points.of(features));
    Tensor shown = embedding.classes(features);
    if (shown != null) {
      classes =
          LongStream.concat(Arrays.stream(classes), Arrays.stream(Tensors.longs(shown))).toArray();
    }
  }

  public long size() {
    return moments.count();
  }

  /** Frechet distance to other images. */
  public double distance(FeatureSample other) {
    return FrechetDistance.between(moments, other.moments);
  }

  /**
   * Mean over classes of the Frechet distance between the images that show the class here and
   * there. Takes from diversity what the choice of the class adds to it: images of a class that are
   * all alike are far from real ones, whatever their classes.
   *
   * @return empty where no class has enough images in both
   */
  public OptionalDouble distanceWithinClasses(FeatureSample other) {
    Map<Long, int[]> mine = byClass();
    Map<Long, int[]> theirs = other.byClass();
    return mine.keySet().stream()
        .filter(theirs::containsKey)
        .mapToDouble(
            shown -> {
              try (Scope scope = Scope.open();
                  NoGrad off = NoGrad.open()) {
                return FrechetDistance.between(
                    moments(mine.getOrDefault(shown, new int[0])),
                    other.moments(theirs.getOrDefault(shown, new int[0])));
              }
            })
        .average();
  }

  /** Places of the images of every class that has enough. */
  private Map<Long, int[]> byClass() {
    Map<Long, int[]> places = new TreeMap<>();
    for (long shown : Arrays.stream(classes).distinct().toArray()) {
      int[] those = IntStream.range(0, classes.length).filter(i -> classes[i] == shown).toArray();
      if (those.length >= FEWEST_OF_A_CLASS) {
        places.put(shown, those);
      }
    }
    return places;
  }

  private Moments moments(int[] places) {
    Moments some = new Moments(embedding.width());
    some.add(rows(places).tensor());
    return some;
  }

  /** Features of at most so many images, spread evenly: neighbours of one class may stand first. */
  public Points rows(int most) {
    int size = Math.toIntExact(size());
    int count = Math.min(size, most);
    return rows(IntStream.range(0, count).map(i -> (int) ((long) i * size / count)).toArray());
  }

  private Points rows(int[] places) {
    Points all = Points.joined(parts);
    int width = all.width();
    float[] chosen = new float[places.length * width];
    for (int i = 0; i < places.length; i++) {
      System.arraycopy(all.values(), places[i] * width, chosen, i * width, width);
    }
    return new Points(chosen, width);
  }
}
