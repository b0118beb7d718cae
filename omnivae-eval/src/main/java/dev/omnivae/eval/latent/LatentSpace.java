package dev.omnivae.eval.latent;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Samples;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.model.Latents;
import dev.omnivae.core.model.Model;
import dev.omnivae.eval.Batches;
import dev.omnivae.eval.Evaluation;
import dev.omnivae.eval.projection.Pca;
import dev.omnivae.eval.projection.Points;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * A latent space with the codes of whole samples in it: where to move, and what else a decoder is
 * told there. Private codes are at their prior's centre; conditions, and what a conditional model
 * is given, are those of the first sample.
 */
public final class LatentSpace {
  private final Evaluation evaluation;
  private final MovingCode moving;
  private final float[] condition;
  private final CodeSet codes;
  private final Region region;
  private final Pca.Plane plane;

  private LatentSpace(
      Evaluation evaluation, MovingCode moving, float[] condition, long[] positions) {
    this.evaluation = evaluation;
    this.moving = moving;
    this.condition = condition;
    this.codes = infer(positions);
    this.region = Region.of(codes.codes());
    this.plane = Region.plane(codes.codes());
  }

  /**
   * The space of the evaluation's model.
   *
   * @param most samples of its split that are inferred
   */
  public static LatentSpace of(Evaluation evaluation, int most) {
    Model model = evaluation.model();
    Samples samples = evaluation.dataset().samples(evaluation.split());
    long[] positions = Batches.positions(samples.size(), most, evaluation.seed());
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.open()) {
      Batch first = whole(model, Batches.gather(samples, positions)).map(t -> t.narrow(0, 0, 1));
      CentredNoise centre = new CentredNoise();
      Latents anchor =
          CodeSet.describes(model, Set.of())
              ? model.fromPrior(1, first.conditions(), centre)
              : model.infer(first, 1, centre);
      Tensor conditions = first.conditions();
      return new LatentSpace(
          evaluation,
          new MovingCode(model.privateCodes(), anchor),
          conditions == null ? new float[0] : Tensors.floats(conditions),
          positions);
    }
  }

  /** Samples with all modalities for a model that needs them; any sample for others. */
  private static Batch whole(Model model, Batch batch) {
    return CodeSet.views(model).contains(CodeSet.ALL) ? CodeSet.seen(batch, CodeSet.ALL) : batch;
  }

  /** Codes of some samples of the split, of all that is there of each. */
  public CodeSet infer(long[] positions) {
    Model model = evaluation.model();
    List<Points> parts = new ArrayList<>();
    List<Long> found = new ArrayList<>();
    Batches.forEach(
        evaluation.dataset().samples(evaluation.split()),
        positions,
        (batch, from) -> {
          Batch seen = whole(model, batch);
          if (seen.size() > 0) {
            parts.add(moving.of(model.infer(seen, 1, new CentredNoise())));
            for (long id : Tensors.longs(seen.ids())) {
              found.add(id);
            }
          }
        });
    String view = model.modalities().size() == 1 ? model.modalities().get(0).name() : CodeSet.ALL;
    return new CodeSet(
        CodeSet.finite(Points.joined(parts)),
        List.of(view),
        new int[found.size()],
        found.stream().mapToLong(Long::longValue).toArray());
  }

  public Evaluation evaluation() {
    return evaluation;
  }

  /** One code a sample. */
  public CodeSet codes() {
    return codes;
  }

  public Region region() {
    return region;
  }

  /** On which the space is drawn. */
  public Pca.Plane plane() {
    return plane;
  }

  /** What a decoder is told at points: codes {@code (1, point, latent)}. */
  public Latents at(Points points) {
    return moving.at(points);
  }

  /** Conditions of so many points, {@code (point, condition)}; null without any. */
  public @Nullable Tensor conditions(int count) {
    return condition.length == 0
        ? null
        : Tensors.of(condition, 1, condition.length)
            .to(Engine.device(), ScalarType.Float)
            .expand(count, condition.length);
  }
}
