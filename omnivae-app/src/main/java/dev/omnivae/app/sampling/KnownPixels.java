package dev.omnivae.app.sampling;

import dev.omnivae.app.picture.MaskPicture;
import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Observation;
import dev.omnivae.core.batch.Samples;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.data.Dataset;
import dev.omnivae.data.Split;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Which pixels are known, by modality: {@code --known bt=mask.png}, white where known. */
public final class KnownPixels {
  private static final int FIRST = 256;

  private final Map<String, byte[]> masks; // (channel, height, width), 1 where known
  private final Map<String, float[]> means; // of training images: what is in the hole at first

  private KnownPixels(Map<String, byte[]> masks, Map<String, float[]> means) {
    this.masks = masks;
    this.means = means;
  }

  /**
   * Reads masks.
   *
   * @param files mask pictures by modality, each a modality of the data set
   * @throws dev.omnivae.core.config.InputException when a mask is no picture or of another size, or
   *     its modality no image
   */
  public static KnownPixels read(Map<String, Path> files, Dataset dataset) {
    Map<String, byte[]> masks = new LinkedHashMap<>();
    Map<String, float[]> means = new LinkedHashMap<>();
    for (Modality modality : dataset.modalities()) {
      Path file = files.get(modality.name());
      if (file != null) {
        masks.put(modality.name(), MaskPicture.read(file, modality));
        means.put(modality.name(), mean(dataset, modality));
      }
    }
    return new KnownPixels(masks, means);
  }

  private static float[] mean(Dataset dataset, Modality modality) {
    Samples singles = dataset.singles(Split.TRAIN, modality.name());
    long[] first = LongStream.range(0, Math.min(FIRST, singles.size())).toArray();
    try (Scope scope = Scope.open()) {
      return Tensors.floats(singles.gather(0, first).of(modality.name()).value().mean(0));
    }
  }

  Set<String> modalities() {
    return masks.keySet();
  }

  /** The batch of which only these pixels are known, training means in their place. */
  Batch apply(Batch batch) {
    Batch partial = batch;
    for (String name : masks.keySet()) {
      Observation x = batch.of(name);
      long[] shape = Tensors.shape(x.value());
      long[] one = shape.clone();
      one[0] = 1;
      Tensor known = Tensors.of(masks.getOrDefault(name, new byte[0]), one).to(ScalarType.Bool);
      Tensor mean = Tensors.of(means.getOrDefault(name, new float[0]), one);
      Tensor value = torch.where(known, x.value(), mean);
      partial = partial.with(name, new Observation(value, x.available(), known.expand(shape)));
    }
    return partial;
  }
}
