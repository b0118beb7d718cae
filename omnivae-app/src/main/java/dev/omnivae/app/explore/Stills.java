package dev.omnivae.app.explore;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.eval.figure.ImageGrid;
import dev.omnivae.eval.figure.Screen;
import dev.omnivae.eval.latent.Interpolation;
import dev.omnivae.eval.latent.LatentSpace;
import dev.omnivae.eval.latent.Region;
import dev.omnivae.eval.projection.Pca;
import dev.omnivae.eval.projection.Points;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Pictures of a latent space, one file a modality. */
final class Stills {
  private static final int SIDE = 56;
  private static final int MOST_ROWS = 32;
  private static final double FARTHEST = 3; // spreads
  private static final int STEPS = 9;
  private static final int MANIFOLD = 15;
  private static final double MANIFOLD_EDGE = 2.5; // spreads
  private static final int NEIGHBOURS = 9;

  private final LatentSpace space;
  private final Screen screen;
  private final Chosen chosen;
  private final Wishes wishes;
  private final Path folder;

  Stills(LatentSpace space, Screen screen, Chosen chosen, Wishes wishes, Path folder) {
    this.space = space;
    this.screen = screen;
    this.chosen = chosen;
    this.wishes = wishes;
    this.folder = folder;
  }

  /**
   * One row a latent dimension, the widest first: the code of the first chosen sample, that
   * dimension at -3 to 3 spreads from the mean. Not the mean itself: in the middle of clusters
   * there is nothing, and what is decoded there is fog.
   */
  List<Written> traversals() {
    Region region = space.region();
    List<Integer> dimensions =
        wishes.dimensions().isEmpty() ? region.widest(MOST_ROWS) : wishes.dimensions();
    double[] steps = steps(FARTHEST);
    return each(
        "traversals",
        "Traversals",
        "%s, one dimension a row from -3 to 3 spreads, the widest first"
            .formatted(chosen.names().get(0)),
        (modality, grid) -> {
          grid.headings(
              DoubleStream.of(steps)
                  .mapToObj(s -> String.format(Locale.ROOT, "%+.2f", s))
                  .toList());
          for (int d : dimensions) {
            List<double[]> row =
                DoubleStream.of(steps).mapToObj(s -> region.along(chosen.code(0), d, s)).toList();
            grid.row(
                String.format(Locale.ROOT, "z%d  ±%.2f", d, region.spread()[d]),
                screen.cells(modality, Region.points(row)));
          }
        });
  }

  /** From each chosen sample to the next, straight and around the mean, the samples at the ends. */
  List<Written> interpolations() {
    return each(
        "interpolations",
        "Interpolations",
        "samples at both ends, decoded codes between, straight and around the mean",
        (modality, grid) -> {
          List<BufferedImage> seen = screen.seen(modality, chosen.codes().position());
          for (int i = 0; i + 1 < chosen.size(); i++) {
            for (Interpolation way : Interpolation.values()) {
              List<BufferedImage> row = new ArrayList<>();
              row.add(seen.get(i));
              row.addAll(screen.cells(modality, between(i, way)));
              row.add(seen.get(i + 1));
              grid.row(
                  "%s to %s, %s"
                      .formatted(chosen.names().get(i), chosen.names().get(i + 1), way.key()),
                  row);
            }
          }
        });
  }

  private Points between(int from, Interpolation way) {
    return Region.points(
        IntStream.range(0, STEPS)
            .mapToObj(
                s ->
                    way.between(
                        chosen.code(from),
                        chosen.code(from + 1),
                        s / (STEPS - 1.0),
                        space.region().mean()))
            .toList());
  }

  /**
   * The decoded plane: of two chosen dimensions, else of a code of two dimensions, else of the
   * principal components, to 2.5 spreads from the mean each way. What lies across the plane is that
   * of the first chosen sample.
   */
  List<Written> manifold() {
    Points codes = space.codes().codes();
    boolean named = wishes.dimensions().size() > 1;
    Pca.Plane plane = named ? plane(wishes.dimensions()) : space.plane();
    Region flat = Region.of(plane.project(codes));
    String what =
        named
            ? "z%d to the right, z%d up"
                .formatted(wishes.dimensions().get(0), wishes.dimensions().get(1))
            : codes.width() == 2
                ? "z0 to the right, z1 up"
                : "the first principal component to the right, the second up";
    double[] steps = new double[MANIFOLD];
    for (int i = 0; i < MANIFOLD; i++) {
      steps[i] = MANIFOLD_EDGE * (2.0 * i / (MANIFOLD - 1) - 1);
    }
    double[] across = across(plane);
    return each(
        "manifold",
        "Decoded plane",
        codes.width() == 2 ? what : what + ", else as " + chosen.names().get(0),
        (modality, grid) -> {
          for (int line = MANIFOLD - 1; line >= 0; line--) {
            double y = flat.mean()[1] + steps[line] * flat.spread()[1];
            List<double[]> row =
                DoubleStream.of(steps)
                    .mapToObj(
                        s -> sum(across, plane.lift(flat.mean()[0] + s * flat.spread()[0], y)))
                    .toList();
            grid.row("", screen.cells(modality, Region.points(row)));
          }
        });
  }

  /** Through the mean, along two dimensions. */
  private Pca.Plane plane(List<Integer> dimensions) {
    double[][] axes = new double[2][space.region().width()];
    axes[0][dimensions.get(0)] = 1;
    axes[1][dimensions.get(1)] = 1;
    return new Pca.Plane(space.region().mean(), axes, new double[2]);
  }

  /** From the plane to the first chosen sample. */
  private double[] across(Pca.Plane plane) {
    Points sample = chosen.codes().codes().range(0, 1);
    Points there = plane.project(sample);
    float[] below = plane.lift(there.at(0, 0), there.at(0, 1));
    double[] across = new double[below.length];
    for (int d = 0; d < across.length; d++) {
      across[d] = sample.at(0, d) - below[d];
    }
    return across;
  }

  private static double[] sum(double[] across, float[] point) {
    double[] sum = across.clone();
    for (int d = 0; d < sum.length; d++) {
      sum[d] += point[d];
    }
    return sum;
  }

  /** Each chosen sample, then the samples whose codes are nearest to its own. */
  List<Written> neighbours() {
    return each(
        "neighbours",
        "Nearest neighbours",
        "each sample, then those with the nearest codes, nearest first",
        (modality, grid) -> {
          for (int i = 0; i < chosen.size(); i++) {
            List<Integer> nearest = nearest(i);
            long[] row = new long[nearest.size() + 1];
            row[0] = chosen.codes().position()[i];
            for (int n = 0; n < nearest.size(); n++) {
              row[n + 1] = space.codes().position()[nearest.get(n)];
            }
            grid.row(chosen.names().get(i), screen.seen(modality, row));
          }
        });
  }

  private List<Integer> nearest(int of) {
    Points codes = space.codes().codes();
    double[] here = chosen.code(of);
    double[] distance = new double[codes.size()];
    for (int i = 0; i < distance.length; i++) {
      for (int d = 0; d < here.length; d++) {
        double away = codes.at(i, d) - here[d];
        distance[i] += away * away;
      }
    }
    return IntStream.range(0, distance.length)
        .filter(i -> space.codes().position()[i] != chosen.codes().position()[of])
        .boxed()
        .sorted(Comparator.comparingDouble(i -> distance[i]))
        .limit(NEIGHBOURS)
        .toList();
  }

  private static double[] steps(double farthest) {
    return IntStream.range(0, STEPS)
        .mapToDouble(s -> farthest * (2.0 * s / (STEPS - 1) - 1))
        .toArray();
  }

  private interface Fill {
    void rows(Modality modality, ImageGrid grid);
  }

  private List<Written> each(String name, String title, String line, Fill fill) {
    space.evaluation().say(name + ": drawing");
    List<Written> written = new ArrayList<>();
    for (Modality modality : screen.shown()) {
      ImageGrid grid = new ImageGrid(title + ", " + modality.name() + ": " + line, SIDE);
      fill.rows(modality, grid);
      Path file = folder.resolve(name + "-" + modality.name() + ".png");
      grid.write(file);
      written.add(new Written(file, title + ": " + line + "."));
    }
    return written;
  }
}
