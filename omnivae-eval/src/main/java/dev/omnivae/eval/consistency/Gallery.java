package dev.omnivae.eval.consistency;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Samples;
import dev.omnivae.eval.Batches;
import dev.omnivae.eval.Evaluation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Some images with their own descriptions and wrong ones, judged: to be looked at.
 *
 * @param batch the images
 * @param rows by kind of description, {@link #OWN} first: one judged description an image
 */
public record Gallery(Batch batch, Map<String, List<Judged>> rows) {
  /** Kind of the descriptions that belong. */
  public static final String OWN = "its own";

  private static final int LOOKED_THROUGH = 200;

  /**
   * A judged description.
   *
   * @param text in words
   * @param score {@link Score#PUBLISHED}
   * @param right whether the verdict is
   */
  public record Judged(String text, double score, Calibration.Verdict verdict, boolean right) {}

  /** The first few of the measured split that have both; without gradients, in a scope. */
  public static Gallery of(
      Evaluation evaluation, PairScorer scorer, Calibration calibration, int count) {
    Samples samples = evaluation.dataset().samples(evaluation.split());
    Descriptions own =
        Descriptions.of(
                scorer,
                samples,
                Batches.positions(samples.size(), LOOKED_THROUGH, evaluation.seed()))
            .first(count);
    List<String> names = evaluation.dataset().names(scorer.described().name());
    Map<String, List<Description>> said = new LinkedHashMap<>();
    said.put(OWN, own.rows());
    for (Negative kind : Negative.values()) {
      if (kind.suits(scorer.described().kind())) {
        List<Description> wrong = kind.of(own.rows(), names, evaluation.seed());
        if (!wrong.isEmpty()) {
          said.put(kind.key(), wrong);
        }
      }
    }
    Batch batch = Batches.gather(samples, own.positions());
    PairScorer.Seen seen = scorer.see(batch);
    Map<String, List<Judged>> rows = new LinkedHashMap<>();
    said.forEach(
        (kind, descriptions) -> {
          double[][] scores =
              scorer.scores(seen, Description.observation(scorer.described(), descriptions));
          List<Judged> judged = new ArrayList<>();
          for (int i = 0; i < scores.length; i++) {
            Calibration.Verdict verdict = calibration.judge(scores[i]);
            judged.add(
                new Judged(
                    descriptions.get(i).text(scorer.described(), names),
                    Score.PUBLISHED.of(scores[i]),
                    verdict,
                    verdict.belongs() == kind.equals(OWN)));
          }
          rows.put(kind, judged);
        });
    return new Gallery(batch, rows);
  }
}
