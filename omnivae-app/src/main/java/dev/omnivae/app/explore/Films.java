package dev.omnivae.app.explore;

import dev.omnivae.core.config.RunException;
import dev.omnivae.eval.figure.FilmPicture;
import dev.omnivae.eval.figure.Panel;
import dev.omnivae.eval.figure.Screen;
import dev.omnivae.eval.film.ClosedSpline;
import dev.omnivae.eval.film.Frames;
import dev.omnivae.eval.film.GifFile;
import dev.omnivae.eval.film.LatentPath;
import dev.omnivae.eval.film.Mp4;
import dev.omnivae.eval.film.Sine;
import dev.omnivae.eval.film.Walk;
import dev.omnivae.eval.latent.Colouring;
import dev.omnivae.eval.latent.Interpolation;
import dev.omnivae.eval.latent.LatentSpace;
import dev.omnivae.eval.latent.Region;
import dev.omnivae.eval.projection.Points;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Films of a latent space: the decoded images beside the map with the point that moves. */
final class Films {
  private static final int CENTISECONDS = 5;
  private static final int STOPS_OF_PATH = 6;
  private static final double AMPLITUDE = 2.5;

  private final LatentSpace space;
  private final Screen screen;
  private final Colouring colouring;
  private final Chosen chosen;
  private final Wishes wishes;
  private final Path folder;
  private final Optional<Mp4> mp4 = Mp4.find(Optional.ofNullable(System.getenv("PATH")).orElse(""));

  Films(
      LatentSpace space,
      Screen screen,
      Colouring colouring,
      Chosen chosen,
      Wishes wishes,
      Path folder) {
    this.space = space;
    this.screen = screen;
    this.colouring = colouring;
    this.chosen = chosen;
    this.wishes = wishes;
    this.folder = folder;
  }

  List<Written> write() {
    if (mp4.isEmpty()) {
      space.evaluation().say("films: no ffmpeg on the PATH, so GIFs alone");
    }
    Region region = space.region();
    List<Written> written = new ArrayList<>();
    written.addAll(
        film(
            "path",
            "A slow path through random points",
            new ClosedSpline(region.draw(STOPS_OF_PATH, space.evaluation().seed())).evenly(),
            List.of(),
            frame -> ""));
    written.addAll(sine(region));
    for (Interpolation way : Interpolation.values()) {
      written.addAll(walk(way, region));
    }
    return written;
  }

  private List<Written> sine(Region region) {
    List<Integer> dimensions =
        wishes.dimensions().isEmpty() ? region.widest(2) : wishes.dimensions();
    Sine sine = new Sine(region, chosen.code(0), dimensions, AMPLITUDE);
    String names = dimensions.stream().map(d -> "z" + d).collect(Collectors.joining(", "));
    return film(
        "sine",
        String.format(
            Locale.ROOT,
            "A sine of %.1f spreads along %s, else as %s",
            AMPLITUDE,
            names,
            chosen.names().get(0)),
        sine,
        List.of(),
        frame -> {
          double[] at = sine.at(time(frame));
          return dimensions.stream()
              .map(d -> String.format(Locale.ROOT, "z%d = %+.2f", d, at[d]))
              .collect(Collectors.joining("   "));
        });
  }

  private List<Written> walk(Interpolation way, Region region) {
    List<double[]> stops = IntStream.range(0, chosen.size()).mapToObj(chosen::code).toList();
    Walk walk = new Walk(stops, way, region.mean());
    List<FilmPicture.Stop> marks =
        IntStream.range(0, chosen.size())
            .mapToObj(
                i ->
                    new FilmPicture.Stop(
                        chosen.names().get(i), i * wishes.frames() / chosen.size()))
            .toList();
    return film(
        "walk-" + way.key(),
        "From sample to sample, " + way.key(),
        walk,
        marks,
        frame ->
            "from %s to %s"
                .formatted(
                    chosen.names().get(walk.from(time(frame))),
                    chosen.names().get(walk.to(time(frame)))));
  }

  private double time(int frame) {
    return (double) frame / wishes.frames();
  }

  private List<Written> film(
      String name,
      String title,
      LatentPath path,
      List<FilmPicture.Stop> stops,
      IntFunction<String> caption) {
    space.evaluation().say("films: " + name);
    Points way = Region.points(List.of(path.points(wishes.frames())));
    FilmPicture picture =
        new FilmPicture(
            title,
            space.plane().project(space.codes().codes()),
            way.width() == 2
                ? "the two latent dimensions"
                : "posterior means, principal components",
            colouring,
            space.plane().project(way),
            stops);
    Frames frames = new Drawn(picture, screen.panels(way), caption);
    Path gif = folder.resolve(name + ".gif");
    GifFile.write(gif, frames, CENTISECONDS);
    List<Written> written = new ArrayList<>();
    written.add(new Written(gif, title + ", %d frames.".formatted(frames.count())));
    mp4.ifPresent(
        ffmpeg -> {
          Path file = folder.resolve(name + ".mp4");
          try {
            ffmpeg.write(file, frames, 100 / CENTISECONDS);
            written.add(new Written(file, "The same."));
          } catch (RunException e) {
            space.evaluation().say("films: " + e.getMessage());
          }
        });
    return written;
  }

  private record Drawn(FilmPicture picture, List<List<Panel>> panels, IntFunction<String> caption)
      implements Frames {
    @Override
    public int count() {
      return panels.size();
    }

    @Override
    public BufferedImage at(int index) {
      return picture.draw(panels.get(index), index, caption.apply(index));
    }
  }
}
