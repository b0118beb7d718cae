package dev.omnivae.app.explore;

import dev.omnivae.app.sampling.TestExamples;
import dev.omnivae.core.batch.Samples;
import dev.omnivae.core.config.InputException;
import dev.omnivae.eval.Evaluation;
import dev.omnivae.eval.latent.CodeSet;
import dev.omnivae.eval.latent.Colouring;
import dev.omnivae.eval.latent.Colourings;
import dev.omnivae.eval.latent.LatentSpace;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Samples that pictures start from, with their codes.
 *
 * @param names label and id
 */
record Chosen(CodeSet codes, List<String> names) {
  private static final int MOST = 6;

  /**
   * Those named, or the first of each class, or the first of all.
   *
   * @throws InputException for an id the split does not have, or one id alone
   */
  static Chosen of(LatentSpace space, List<Long> ids) {
    CodeSet codes = ids.isEmpty() ? some(space) : space.infer(positions(space.evaluation(), ids));
    Colouring.Classes labels = labels(space.evaluation(), codes);
    List<String> names = new ArrayList<>();
    for (int i = 0; i < codes.size(); i++) {
      String id = "#" + codes.position()[i];
      names.add(labels == null ? id : labels.names().get(labels.of()[i]) + " " + id);
    }
    return new Chosen(codes, names);
  }

  private static long[] positions(Evaluation evaluation, List<Long> ids) {
    Samples samples = evaluation.dataset().samples(evaluation.split());
    new TestExamples("--ids", samples, ids, 0); // refuses what is not there
    if (ids.size() < 2) {
      throw InputException.of("--ids", "two samples or more", ids, "name where the walk leads");
    }
    return ids.stream().mapToLong(Long::longValue).toArray();
  }

  private static CodeSet some(LatentSpace space) {
    CodeSet codes = space.codes();
    Colouring.Classes labels = labels(space.evaluation(), codes);
    Set<Integer> classes = new LinkedHashSet<>();
    List<Long> positions = new ArrayList<>();
    for (int i = 0; i < codes.size() && positions.size() < MOST; i++) {
      if (labels == null || classes.add(labels.of()[i])) {
        positions.add(codes.position()[i]);
      }
    }
    return space.infer(positions.stream().mapToLong(Long::longValue).toArray());
  }

  private static Colouring.@Nullable Classes labels(Evaluation evaluation, CodeSet codes) {
    Colourings known = new Colourings(evaluation.dataset(), evaluation.split(), codes);
    return known.names().contains(Colourings.LABEL)
        ? (Colouring.Classes) known.of(Colourings.LABEL)
        : null;
  }

  int size() {
    return names.size();
  }

  /** The code of one as numbers. */
  double[] code(int index) {
    float[] row = codes.codes().row(index);
    double[] code = new double[row.length];
    for (int d = 0; d < code.length; d++) {
      code[d] = row[d];
    }
    return code;
  }
}
