package dev.omnivae.eval.latent;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Samples;
import dev.omnivae.core.config.RunException;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.model.Latents;
import dev.omnivae.core.model.Model;
import dev.omnivae.eval.Batches;
import dev.omnivae.eval.Evaluation;
import dev.omnivae.eval.projection.Points;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Shared codes of samples as each modality alone tells them: of every modality the same samples, as
 * far as they have it.
 *
 * @param codes one a sample and view
 * @param views what was looked at: a modality, or {@link #ALL} for a model that infers nothing from
 *     one
 * @param view of each code, an index into {@code views}; codes of one view follow each other
 * @param position of each code's sample in its split
 */
@SuppressWarnings("ArrayRecordComponent") // bulk data; never compared
public record CodeSet(Points codes, List<String> views, int[] view, long[] position) {
  /** The view of everything at once. */
  public static final String ALL = "all";

  public CodeSet {
    views = List.copyOf(views);
  }

  /** Which codes of a posterior are looked at. */
  public enum Kind {
    /** Its centre, see {@link CentredNoise}. */
    MEAN,
    /** A draw. */
    DRAW
  }

  /**
   * Infers codes of the evaluation's split.
   *
   * @param most codes at most, all views together
   * @throws RunException when a code is not finite
   */
  public static CodeSet of(Evaluation evaluation, int most, Kind kind) {
    List<String> views = views(evaluation.model());
    Samples samples = evaluation.dataset().samples(evaluation.split());
    long[] positions =
        Batches.positions(samples.size(), Math.max(1, most / views.size()), evaluation.seed());
    List<Points> codes = new ArrayList<>();
    List<Integer> view = new ArrayList<>();
    List<Long> position = new ArrayList<>();
    for (int v = 0; v < views.size(); v++) {
      int of = v;
      Noise noise = evaluation.noise("codes." + views.get(v));
      Batches.forEach(
          samples,
          positions,
          (batch, from) -> {
            Batch seen = seen(batch, views.get(of));
            if (seen.size() > 0) {
              Noise drawn = kind == Kind.MEAN ? new CentredNoise() : noise.stream("@" + from);
              Latents latents = evaluation.model().infer(seen, 1, drawn);
              codes.add(Points.of(shared(latents).squeeze(0)));
              for (long id : Tensors.longs(seen.ids())) {
                view.add(of);
                position.add(id);
              }
            }
          });
    }
    return new CodeSet(
        finite(Points.joined(codes)),
        views,
        view.stream().mapToInt(Integer::intValue).toArray(),
        position.stream().mapToLong(Long::longValue).toArray());
  }

  /**
   * Shared codes drawn from the prior, under the conditions of samples of the split; empty for a
   * model that generates nothing without being given something.
   */
  public static Optional<Points> prior(Evaluation evaluation, int count) {
    Model model = evaluation.model();
    if (!describes(model, Set.of())) {
      return Optional.empty();
    }
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.open()) {
      Tensor conditions = conditions(evaluation, count);
      Latents latents = model.fromPrior(count, conditions, evaluation.noise("codes.prior"));
      return Optional.of(finite(Points.of(shared(latents).squeeze(0))));
    }
  }

  private static @Nullable Tensor conditions(Evaluation evaluation, int count) {
    Samples samples = evaluation.dataset().samples(evaluation.split());
    return samples.conditions().isEmpty()
        ? null
        : Batches.gather(samples, LongStream.range(0, count).map(i -> i % samples.size()).toArray())
            .conditions();
  }

  /**
   * The shared code; all codes side by side for a model without one. {@code (draw, batch, latent)}
   */
  public static Tensor shared(Latents latents) {
    Tensor shared = latents.codes().get(Latents.SHARED);
    return shared == null ? Tensors.cat(latents.codes().values(), -1) : shared;
  }

  /** Whether a model can be asked for codes given these modalities: it generates something then. */
  public static boolean describes(Model model, Set<String> given) {
    return model.modalities().stream().anyMatch(target -> model.generates(target.name(), given));
  }

  static List<String> views(Model model) {
    List<String> alone =
        model.modalities().stream()
            .map(Modality::name)
            .filter(name -> describes(model, Set.of(name)))
            .toList();
    return alone.isEmpty() ? List.of(ALL) : alone;
  }

  /** The samples that have what a view looks at, seen in it alone. */
  public static Batch seen(Batch batch, String view) {
    if (!view.equals(ALL)) {
      return Batches.having(batch, Set.of(view)).given(Set.of(view));
    }
    Batch whole = batch;
    for (String name : batch.modalities().keySet()) {
      whole = Batches.having(whole, Set.of(name));
    }
    return whole;
  }

  /**
   * The codes themselves.
   *
   * @throws RunException when one is not finite
   */
  public static Points finite(Points points) {
    for (float value : points.values()) {
      if (!Float.isFinite(value)) {
        throw new RunException(
            "codes must be finite numbers, got %s; the training diverged: lower".formatted(value)
                + " training.optimizer.learning_rate and train anew");
      }
    }
    return points;
  }

  public int size() {
    return codes.size();
  }

  /** Indices of the codes of a view. */
  public int[] of(int wanted) {
    return IntStream.range(0, size()).filter(i -> view[i] == wanted).toArray();
  }
}
