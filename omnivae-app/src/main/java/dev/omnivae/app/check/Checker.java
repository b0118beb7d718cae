package dev.omnivae.app.check;

import dev.omnivae.app.picture.UserPicture;
import dev.omnivae.app.run.Experiment;
import dev.omnivae.app.run.RunFolder;
import dev.omnivae.app.sampling.OwnExamples;
import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Observation;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.model.MultimodalVae;
import dev.omnivae.data.Dataset;
import dev.omnivae.eval.consistency.Calibration;
import dev.omnivae.eval.consistency.Description;
import dev.omnivae.eval.consistency.PairScorer;
import dev.omnivae.eval.consistency.Score;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Judges pairs with a trained run and its calibration. */
public final class Checker {
  private static final int BATCH = 64;

  private final Dataset dataset;
  private final PairScorer scorer;
  private final Calibration calibration;
  private final List<String> names;
  private final boolean darkBorder;

  private Checker(Dataset dataset, PairScorer scorer, Calibration calibration) {
    this.dataset = dataset;
    this.scorer = scorer;
    this.calibration = calibration;
    this.names = dataset.names(scorer.described().name());
    this.darkBorder = OwnExamples.darkBorder(dataset, scorer.image());
  }

  /**
   * A checker of one kind of description.
   *
   * @param kind attributes or tokens
   * @param option how it was asked for, for errors
   * @throws InputException when the run has no images, nothing of that kind, no posteriors to
   *     compare, or was never calibrated
   */
  public static Checker of(
      Experiment experiment, RunFolder run, Modality.Kind kind, String option) {
    List<Modality> modalities = experiment.dataset().modalities();
    List<String> all = modalities.stream().map(Modality::name).toList();
    List<Modality> images = PairScorer.images(modalities);
    if (images.isEmpty()) {
      throw InputException.of(
          "DIR", "a run with an image modality", run.path() + " over " + all, "name another");
    }
    Modality described =
        modalities.stream()
            .filter(modality -> modality.kind() == kind)
            .findFirst()
            .orElseThrow(
                () ->
                    InputException.of(
                        option,
                        "said of a run with "
                            + (kind == Modality.Kind.TOKENS ? "a text" : "attributes"),
                        run.path() + " over " + all,
                        kind == Modality.Kind.TOKENS ? "give --attributes" : "give --text"));
    MultimodalVae vae =
        experiment
            .model()
            .multimodal()
            .orElseThrow(
                () ->
                    InputException.of(
                        "DIR",
                        "a run whose model has a posterior given each modality alone",
                        run.path() + ", whose has none",
                        "name another"));
    Calibration calibration =
        Calibration.read(run.path(), described)
            .orElseThrow(
                () ->
                    InputException.of(
                        "DIR",
                        "a run that was calibrated (with its " + Calibration.file(described) + ")",
                        run.path() + " without it",
                        "run 'omnivae evaluate " + run.path() + " --metrics consistency'"));
    return new Checker(
        experiment.dataset(), new PairScorer(vae, images.get(0), described), calibration);
  }

  /**
   * Judges pairs, in their order.
   *
   * @throws InputException on the first that cannot be read, before any is judged in its batch
   */
  public List<Answer> check(List<Asked> pairs) {
    List<Answer> answers = new ArrayList<>();
    for (int from = 0; from < pairs.size(); from += BATCH) {
      try (Scope scope = Scope.open();
          NoGrad off = NoGrad.open()) {
        answers.addAll(batch(pairs.subList(from, Math.min(pairs.size(), from + BATCH))));
      }
    }
    return answers;
  }

  private List<Answer> batch(List<Asked> pairs) {
    List<Said> said =
        pairs.stream().map(asked -> Said.of(asked, scorer.described(), names)).toList();
    Observation description =
        Description.observation(scorer.described(), said.stream().map(Said::description).toList());
    PairScorer.Seen seen = scorer.see(seen(pairs, description));
    double[][] scores = scorer.scores(seen, description);
    boolean attributes = scorer.described().kind() == Modality.Kind.ATTRIBUTES;
    double[] probabilities = attributes ? Tensors.doubles(seen.said().mean()) : new double[0];
    List<Answer> answers = new ArrayList<>();
    for (int i = 0; i < scores.length; i++) {
      Map<String, Double> byKey = new LinkedHashMap<>();
      for (Score score : Score.values()) {
        byKey.put(score.key(), score.of(scores[i]));
      }
      answers.add(
          new Answer(
              byKey,
              calibration.judge(scores[i]).probability(),
              calibration.threshold(),
              attributes ? disagree(said.get(i).description(), probabilities, i) : Map.of(),
              said.get(i).unknown()));
    }
    return answers;
  }

  /** Attributes whose probability given the image is on the other side of one half. */
  private Map<String, Double> disagree(Description said, double[] probabilities, int row) {
    Map<String, Double> disagree = new LinkedHashMap<>();
    for (int k = 0; k < names.size(); k++) {
      double p = probabilities[row * names.size() + k];
      if (said.values()[k] == 1 ? p < 0.5 : p > 0.5) {
        disagree.put(names.get(k), p);
      }
    }
    return disagree;
  }

  /** The images; nothing but them and what is said of them is there. */
  private Batch seen(List<Asked> pairs, Observation description) {
    Modality image = scorer.image();
    int each = Math.toIntExact(image.elements());
    float[] pixels = new float[pairs.size() * each];
    for (int i = 0; i < pairs.size(); i++) {
      Asked asked = pairs.get(i);
      float[] read = UserPicture.read(asked.image(), image, darkBorder, asked.imageFrom());
      System.arraycopy(read, 0, pixels, i * each, each);
    }
    Map<String, Observation> observations = new LinkedHashMap<>();
    for (Modality modality : dataset.modalities()) {
      long[] shape = Tensors.prepend(modality.sizes(), pairs.size());
      boolean tokens = modality.kind() == Modality.Kind.TOKENS;
      Tensor zeros = Tensors.zeros(tokens ? ScalarType.Long : ScalarType.Float, shape);
      observations.put(
          modality.name(),
          modality.equals(scorer.described())
              ? description
              : modality.equals(image)
                  ? Observation.of(Tensors.of(pixels, shape))
                  : new Observation(
                      zeros, null, tokens ? Tensors.zeros(ScalarType.Bool, shape) : null));
    }
    int width = dataset.conditions().size();
    return new Batch(
            observations,
            width == 0 ? null : Tensors.zeros(ScalarType.Float, pairs.size(), width), // the means
            null,
            Tensors.zeros(ScalarType.Long, pairs.size()))
        .to(Engine.device());
  }
}
