package dev.omnivae.eval;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.distribution.Distribution;
import dev.omnivae.core.distribution.Normal;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.model.Latents;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.state.ParameterStore;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * Images whose upper half is lit or not, and whose left half is lit or not, with what they are; and
 * a model that knows both, but never draws a lit left half.
 */
public final class Halves implements Model {
  public static final Modality IMAGE = Modality.image("image", 1, 8, 8);
  public static final Modality MARKS = new Modality("marks", Modality.Kind.ATTRIBUTES, List.of(2L));
  private static final int SIZE = 400;

  /** Marks of every sample: {@code (sample, 2)} in row-major order, the same every time. */
  public static float[] marks() {
    Random random = new Random(1);
    float[] marks = new float[SIZE * 2];
    for (int i = 0; i < marks.length; i++) {
      marks[i] = random.nextInt(2);
    }
    return marks;
  }

  public static TinyDataset dataset() {
    Random random = new Random(2);
    float[] marks = marks();
    float[] pixels = new float[SIZE * 64];
    for (int i = 0; i < pixels.length; i++) {
      float lit = (i % 64 < 32 ? marks[i / 64 * 2] : 0) + (i % 8 < 4 ? marks[i / 64 * 2 + 1] : 0);
      pixels[i] = 0.4f * lit + 0.2f * random.nextFloat();
    }
    return new TinyDataset(
        List.of(IMAGE, MARKS),
        List.of(Tensors.of(pixels, SIZE, 1, 8, 8), Tensors.of(marks, SIZE, 2)),
        null,
        0);
  }

  @Override
  public List<Modality> modalities() {
    return List.of(IMAGE, MARKS);
  }

  @Override
  public ParameterStore parameters() {
    return new ParameterStore();
  }

  /** The marks: as given, or read from the brightest and the darkest corner. */
  @Override
  public Latents infer(Batch given, long draws, Noise noise) {
    Tensor code;
    if (given.of("marks").available() == null) {
      code = given.of("marks").value();
    } else {
      Tensor x = given.of("image").value().squeeze(1);
      Tensor right = Tensors.mean(x.narrow(1, 0, 4).narrow(2, 4, 4), 1, 2); // upper right
      Tensor lower = Tensors.mean(x.narrow(1, 4, 4).narrow(2, 0, 4), 1, 2); // lower left
      Tensor both = Tensors.stack(List.of(right, lower), 1);
      code = both.gt(Tensors.scalar(0.3, both)).to(ScalarType.Float);
    }
    return new Latents(Map.of(Latents.SHARED, code.unsqueeze(0)));
  }

  @Override
  public Latents fromPrior(long count, @Nullable Tensor condition, Noise noise) {
    throw new UnsupportedOperationException("not asked");
  }

  @Override
  public Distribution decode(
      String modality, Latents latents, @Nullable Tensor condition, Noise noise) {
    Tensor code = latents.shared(); // (1, batch, 2)
    Tensor mean = code;
    if (modality.equals("image")) {
      mean =
          torch.full(new long[] {1, code.size(1), 1, 8, 8}, new org.bytedeco.pytorch.Scalar(0.1));
      Tensor upper = code.select(2, 0).view(1, -1, 1, 1, 1);
      mean.narrow(3, 0, 4).add_(Tensors.times(upper, 0.4));
    }
    return Normal.of(mean, torch.ones_like(mean), modality.equals("image") ? 3 : 1);
  }

  @Override
  public Tensor logJoint(Latents latents, Batch x) {
    throw new UnsupportedOperationException("not asked");
  }

  @Override
  public Tensor logProposal(Latents latents, Batch given) {
    throw new UnsupportedOperationException("not asked");
  }
}
