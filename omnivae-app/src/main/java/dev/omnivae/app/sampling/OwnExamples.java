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
import dev.omnivae.data.caption.GivenAttributes;
import dev.omnivae.data.sound.SoundFile;
import dev.omnivae.data.sound.Spectrogram;
import dev.omnivae.data.store.TokenRows;
import dev.omnivae.data.text.GivenText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * One example made of pictures, sounds and texts of the user's, as often as draws are wanted; the
 * id of a file counts the draws. Its conditions, where the data have any, are the training split's
 * means.
 */
public final class OwnExamples implements Examples {
  private final Dataset dataset;
  private final Map<String, Path> files;
  private final Map<String, String> texts;
  private final int count;

  /**
   * An example; what has neither a file nor a text is not available.
   *
   * @param files pictures and sounds by modality
   * @param texts by modality of tokens or attributes
   */
  public OwnExamples(
      Dataset dataset, Map<String, Path> files, Map<String, String> texts, int count) {
    this.dataset = dataset;
    this.files = new LinkedHashMap<>(files);
    this.texts = new LinkedHashMap<>(texts);
    this.count = count;
  }

  /**
   * A line for every text with words the model never saw; nothing is drawn yet.
   *
   * @throws dev.omnivae.core.config.InputException for a text that cannot be read at all, see
   *     {@link GivenText}
   */
  public List<String> notes() {
    List<String> notes = new ArrayList<>();
    for (Modality modality : dataset.modalities()) {
      String text = texts.get(modality.name());
      if (text != null && modality.kind() == Modality.Kind.TOKENS) {
        try (Scope scope = Scope.open()) {
          List<String> unknown = GivenText.of(modality, text).unknown();
          if (!unknown.isEmpty()) {
            notes.add(
                "%s: the model never saw %s, read as unknown"
                    .formatted(
                        modality.name(),
                        unknown.stream()
                            .map(word -> "'" + word + "'")
                            .collect(Collectors.joining(", "))));
          }
        }
      }
    }
    return notes;
  }

  @Override
  public void forEach(Action action) {
    Map<Modality, float[]> pictures = new LinkedHashMap<>();
    for (Modality modality : dataset.modalities()) {
      Path file = files.get(modality.name());
      if (modality.kind() == Modality.Kind.TOKENS || texts.containsKey(modality.name())) {
        continue;
      }
      pictures.put(
          modality,
          file == null ? new float[Math.toIntExact(modality.elements())] : read(file, modality));
    }
    for (int from = 0; from < count; from += BATCH) {
      int size = Math.min(BATCH, count - from);
      try (Scope scope = Scope.open();
          NoGrad off = NoGrad.open()) {
        action.on(example(pictures).repeat(size), LongStream.range(from, from + size).toArray());
      }
    }
  }

  private float[] read(Path file, Modality modality) {
    return modality.kind() == Modality.Kind.AUDIO
        ? Spectrogram.of(modality).of(SoundFile.read(file))
        : UserPicture.read(file, modality, darkBorder(dataset, modality));
  }

  private Batch example(Map<Modality, float[]> pictures) {
    Map<String, Observation> observations = new LinkedHashMap<>();
    pictures.forEach(
        (modality, values) ->
            observations.put(
                modality.name(),
                Observation.of(Tensors.of(values, Tensors.prepend(modality.sizes(), 1)))));
    Set<String> given = new LinkedHashSet<>(files.keySet());
    for (Modality modality : dataset.modalities()) {
      String text = texts.get(modality.name());
      if (text != null) {
        observations.put(modality.name(), read(modality, text));
      } else if (modality.kind() == Modality.Kind.TOKENS) {
        observations.put(modality.name(), absent(modality));
      }
    }
    given.addAll(texts.keySet());
    int width = dataset.conditions().size();
    Tensor means = width == 0 ? null : Tensors.zeros(ScalarType.Float, 1, width); // standardised
    return new Batch(observations, means, null, Tensors.zeros(ScalarType.Long, 1)).given(given);
  }

  private Observation read(Modality modality, String text) {
    return modality.kind() == Modality.Kind.ATTRIBUTES
        ? GivenAttributes.of(modality, dataset.names(modality.name()), text)
        : GivenText.of(modality, text).observation();
  }

  /** Padding alone. */
  private static Observation absent(Modality modality) {
    int[] row = {0};
    TokenRows none =
        TokenRows.of(
            modality.name(),
            Math.toIntExact(modality.elements()),
            Objects.requireNonNull(modality.vocabulary()),
            List.of(new int[0]));
    return new Observation(none.gather(row), null, none.known(row));
  }

  /** Whether the training images of a modality are dark at their borders. */
  public static boolean darkBorder(Dataset dataset, Modality modality) {
    Samples singles = dataset.singles(Split.TRAIN, modality.name());
    long[] first = LongStream.range(0, Math.min(BATCH, singles.size())).toArray();
    try (Scope scope = Scope.open()) {
      Tensor images = singles.gather(0, first).of(modality.name()).value();
      return Tensors.item(images.select(-1, 0).mean()) < 0.5;
    }
  }
}
