package dev.omnivae.app.explore;

import dev.omnivae.eval.Evaluation;
import dev.omnivae.eval.figure.MapPicture;
import dev.omnivae.eval.latent.CodeSet;
import dev.omnivae.eval.latent.Colouring;
import dev.omnivae.eval.projection.Pca;
import dev.omnivae.eval.projection.Points;
import dev.omnivae.eval.projection.Projection;
import dev.omnivae.eval.projection.Projections;
import dev.omnivae.eval.projection.Trustworthiness;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;

/**
 * Codes on the plane, {@code map-pca.png}, {@code map-tsne.png} and {@code map-umap.png}, with
 * draws from the prior among them. The prior's draws take part in t-SNE and UMAP like any code;
 * principal components are those of the codes alone.
 */
public final class Maps {
  /** The most draws from the prior: crosses should not hide what they are compared with. */
  private static final int MOST_PRIOR = 400;

  private static final int PRIOR_SHARE = 10;
  private static final int LINES = 40;

  private final Evaluation evaluation;
  private final CodeSet codes;
  private final CodeSet.Kind kind;
  private final Colouring colouring;
  private final Path folder;

  /** Of codes of the evaluation's split. */
  public Maps(
      Evaluation evaluation, CodeSet codes, CodeSet.Kind kind, Colouring colouring, Path folder) {
    this.evaluation = evaluation;
    this.codes = codes;
    this.kind = kind;
    this.colouring = colouring;
    this.folder = folder;
  }

  /** Writes all of them. */
  public List<Written> write() {
    int draws = Math.min(MOST_PRIOR, Math.max(1, codes.size() / PRIOR_SHARE));
    Optional<Points> prior = CodeSet.prior(evaluation, draws);
    if (prior.isEmpty()) {
      evaluation.say("maps: no draws from the prior, the model generates nothing without a sample");
    }
    List<Written> written = new ArrayList<>();
    for (Projection projection : Projections.ALL) {
      evaluation.say("maps: %s of %,d codes".formatted(projection.title(), codes.size()));
      written.add(write(projection, prior));
    }
    return written;
  }

  private Written write(Projection projection, Optional<Points> prior) {
    long start = System.nanoTime();
    List<String> notes = new ArrayList<>();
    Points map;
    Optional<Points> priorMap;
    if (projection instanceof Pca) {
      Pca.Plane plane = Pca.fit(codes.codes());
      map = plane.project(codes.codes());
      priorMap = prior.map(plane::project);
      notes.add(
          "The first component, to the right, holds %.0f %% of the variance, the second %.0f %%."
              .formatted(100 * plane.explained()[0], 100 * plane.explained()[1]));
    } else {
      Points all = prior.map(p -> Points.joined(List.of(codes.codes(), p))).orElse(codes.codes());
      Points whole = projection.map(all, evaluation.seed());
      map = whole.range(0, codes.size());
      priorMap = prior.map(p -> whole.range(codes.size(), whole.size()));
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    double trust = Trustworthiness.of(codes.codes(), map, Trustworthiness.NEIGHBOURS);
    String told = told(trust);
    MapPicture picture =
        new MapPicture(projection.title() + " of codes, by " + colouring.title(), map, colouring)
            .views(codes.views(), codes.view())
            .lines(codes.views().size() > 1 ? together() : List.of())
            .note(told);
    picture.note(shown());
    notes.forEach(picture::note);
    priorMap.ifPresent(picture::prior);
    Path file = folder.resolve("map-" + projection.name() + ".png");
    picture.write(file);
    Map<String, Double> numbers = new LinkedHashMap<>();
    numbers.put("seconds", seconds);
    if (!Double.isNaN(trust)) {
      numbers.put("trustworthiness", trust);
    }
    return new Written(file, told + String.format(Locale.ROOT, " %.1f s.", seconds), numbers);
  }

  private static String told(double trust) {
    return Double.isNaN(trust)
        ? "Too few codes to say how far the map can be trusted."
        : String.format(
            Locale.ROOT,
            "Trustworthiness at %d neighbours: %.3f.",
            Trustworthiness.NEIGHBOURS,
            trust);
  }

  private String shown() {
    return String.format(
        Locale.ROOT,
        "%,d %s of the %s split in %d dimensions%s.",
        codes.size(),
        kind == CodeSet.Kind.MEAN ? "posterior means" : "draws from the posterior",
        evaluation.split().key(),
        codes.codes().width(),
        codes.views().size() > 1
            ? ", each of one modality alone: " + String.join(", ", codes.views())
            : "");
  }

  /** Codes of some samples, all views of each; samples that have all of them. */
  private List<int[]> together() {
    Map<Long, int[]> bySample = new HashMap<>();
    Map<Long, Integer> found = new HashMap<>();
    for (int i = 0; i < codes.size(); i++) {
      long sample = codes.position()[i];
      bySample.computeIfAbsent(sample, s -> new int[codes.views().size()])[codes.view()[i]] = i;
      found.merge(sample, 1, Integer::sum);
    }
    List<Long> whole = new ArrayList<>();
    found.forEach(
        (sample, count) -> {
          if (count == codes.views().size()) {
            whole.add(sample);
          }
        });
    Collections.sort(whole);
    Collections.shuffle(whole, new Random(evaluation.seed()));
    return whole.stream()
        .limit(Math.max(1, LINES / (codes.views().size() - 1)))
        .map(sample -> Objects.requireNonNull(bySample.get(sample)))
        .toList();
  }
}
