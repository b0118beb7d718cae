package dev.omnivae.app.sampling;

import dev.omnivae.app.picture.UserPicture;
import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Observation;
import dev.omnivae.core.batch.Samples;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.data.Dataset;
import dev.omnivae.data.Split;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * One example made of pictures of the user's, as often as draws are wanted; the id of a file counts
 * the draws. Its conditions, where the data have any, are the training split's means.
 */
public final class PictureExamples implements Examples {
  private final Dataset dataset;
  private final Map<String, Path> files;
  private final int count;

  /**
   * An example.
   *
   * @param files pictures by modality; what has none is not available
   */
  public PictureExamples(Dataset dataset, Map<String, Path> files, int count) {
    this.dataset = dataset;
    this.files = new LinkedHashMap<>(files);
    this.count = count;
  }

  @Override
  public void forEach(Action action) {
    Map<Modality, float[]> pictures = new LinkedHashMap<>();
    for (Modality modality : dataset.modalities()) {
      Path file = files.get(modality.name());
      pictures.put(
          modality,
          file == null
              ? new float[Math.toIntExact(modality.elements())]
              : UserPicture.read(file, modality, darkBorder(modality)));
    }
    for (int from = 0; from < count; from += BATCH) {
      int size = Math.min(BATCH, count - from);
      try (Scope scope = Scope.open();
          NoGrad off = NoGrad.open()) {
        action.on(example(pictures).repeat(size), LongStream.range(from, from + size).toArray());
      }
    }
  }

  private Batch example(Map<Modality, float[]> pictures) {
    Map<String, Observation> observations = new LinkedHashMap<>();
    pictures.forEach(
        (modality, values) ->
            observations.put(
                modality.name(),
                Observation.of(Tensors.of(values, Tensors.prepend(modality.sizes(), 1)))));
    int width = dataset.conditions().size();
    Tensor means = width == 0 ? null : Tensors.zeros(ScalarType.Float, 1, width); // standardised
    return new Batch(observations, means, null, Tensors.zeros(ScalarType.Long, 1))
        .given(files.keySet());
  }

  /** Whether the training images of a modality are dark at their borders. */
  private boolean darkBorder(Modality modality) {
    Samples singles = dataset.singles(Split.TRAIN, modality.name());
    long[] first = LongStream.range(0, Math.min(BATCH, singles.size())).toArray();
    try (Scope scope = Scope.open()) {
      Tensor images = singles.gather(0, first).of(modality.name()).value();
      return Tensors.item(images.select(-1, 0).mean()) < 0.5;
    }
  }
}
