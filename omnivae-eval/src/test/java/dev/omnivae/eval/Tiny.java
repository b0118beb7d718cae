package dev.omnivae.eval;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.model.Model;
import dev.omnivae.data.Split;
import dev.omnivae.eval.likelihood.LikelihoodSettings;
import dev.omnivae.eval.sampler.FitSettings;
import dev.omnivae.eval.sampler.Samplers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** Grey images of two sizes whose brightness, 0 or 1, is their class. */
public final class Tiny {
  public static final List<Modality> MODALITIES =
      List.of(Modality.image("small", 1, 2, 2), Modality.image("large", 1, 3, 3));

  private Tiny() {}

  /** Pairs of images filled with each label. */
  public static TinyDataset pairs(boolean labelled, float... labels) {
    List<Tensor> values = new ArrayList<>();
    for (Modality modality : MODALITIES) {
      values.add(
          Tensors.of(labels, labels.length, 1, 1, 1)
              .expand(Tensors.prepend(modality.sizes(), labels.length))
              .contiguous());
    }
    long[] classes = new long[labels.length];
    for (int i = 0; i < labels.length; i++) {
      classes[i] = (long) labels[i];
    }
    @Nullable Tensor all = labelled ? Tensors.of(classes, classes.length) : null;
    return new TinyDataset(MODALITIES, values, all, labelled ? 2 : 0);
  }

  /** An evaluation on the test split that writes its lines into a list. */
  public static Evaluation evaluation(Model model, TinyDataset data, List<String> said) {
    return evaluation(model, data, Evaluation.CANDIDATES, said);
  }

  /** The same evaluation, beside whose prior codes are drawn by a mixture of up to two normals. */
  public static Evaluation withMixture(Evaluation of) {
    FitSettings few = new FitSettings(100, 1, 2, 1, 1, 1);
    return of.with(new Samplers(List.of("gmm"), few, 1, null));
  }

  /** The same evaluation, beside whose codes are drawn by a flow fitted in so many steps. */
  public static Evaluation withFlow(Evaluation of, int steps) {
    FitSettings small = new FitSettings(1_000, steps, 1, 1, 32, 1);
    return of.with(new Samplers(List.of("flow"), small, 1, null));
  }

  /** As above, with other likelihoods asked for. */
  public static Evaluation evaluation(
      Model model, TinyDataset data, LikelihoodSettings likelihood, List<String> said) {
    return evaluation(model, data, Evaluation.CANDIDATES, likelihood, said);
  }

  /** As above, with another number of candidates. */
  public static Evaluation evaluation(
      Model model, TinyDataset data, int candidates, List<String> said) {
    return evaluation(model, data, candidates, LikelihoodSettings.DEFAULT, said);
  }

  private static Evaluation evaluation(
      Model model,
      TinyDataset data,
      int candidates,
      LikelihoodSettings likelihood,
      List<String> said) {
    return new Evaluation(
        model,
        data,
        Split.TEST,
        1,
        candidates,
        likelihood,
        Path.of("unused"),
        said::add,
        (name, content) -> {});
  }
}
