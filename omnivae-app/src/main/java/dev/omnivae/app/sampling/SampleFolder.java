package dev.omnivae.app.sampling;

import dev.omnivae.app.picture.Mosaic;
import dev.omnivae.app.picture.Png;
import dev.omnivae.app.run.RunFiles;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Observation;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.eval.figure.TextCells;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;

/**
 * Samples on their way to {@code MODE/GIVEN/MODALITY/ID.png}, texts to {@code ID.txt}, kept for the
 * contact sheet.
 */
final class SampleFolder {
  private final Path folder;
  private final Map<Modality, Shown> inputs = new LinkedHashMap<>();
  private final Map<Modality, Shown> drawn = new LinkedHashMap<>();
  private final List<Path> files = new ArrayList<>();

  /** What a panel shows: images, or texts where the modality is of tokens. */
  private record Shown(List<float[]> images, List<String> texts) {
    Shown() {
      this(new ArrayList<>(), new ArrayList<>());
    }

    void in(Mosaic mosaic, String label, Modality modality) {
      if (modality.kind() == Modality.Kind.TOKENS) {
        mosaic.add(label, texts);
      } else {
        mosaic.add(label, modality, images);
      }
    }
  }

  /** Samples of {@code MODE/GIVEN}. */
  SampleFolder(Path folder) {
    this.folder = folder;
  }

  Path path() {
    return folder;
  }

  List<Path> files() {
    return List.copyOf(files);
  }

  /** What was looked at, for the contact sheet alone: {@code (sample, event)}. */
  void addInput(Modality modality, Tensor values) {
    if (modality.kind() == Modality.Kind.IMAGE) {
      inputs.computeIfAbsent(modality, m -> new Shown()).images().addAll(split(values));
    } else if (modality.vocabulary() != null) {
      inputs.computeIfAbsent(modality, m -> new Shown()).texts().addAll(texts(modality, values));
    }
  }

  private static List<String> texts(Modality modality, Tensor ids) {
    return TextCells.texts(Observation.of(ids), Objects.requireNonNull(modality.vocabulary()));
  }

  /**
   * Writes samples.
   *
   * @param values {@code (sample, event)}
   * @param ids names of the files
   */
  void add(Modality modality, Tensor values, long[] ids) {
    if (modality.vocabulary() != null) {
      List<String> texts = texts(modality, values);
      for (int i = 0; i < ids.length; i++) {
        RunFiles.write(file(modality, ids[i], "txt"), texts.get(i) + "\n");
      }
      drawn.computeIfAbsent(modality, m -> new Shown()).texts().addAll(texts);
    } else if (modality.kind() == Modality.Kind.IMAGE) { // others are not drawn so far
      List<float[]> images = split(values);
      for (int i = 0; i < ids.length; i++) {
        RunFiles.write(file(modality, ids[i], "png"), Png.of(images.get(i), 0, modality));
      }
      drawn.computeIfAbsent(modality, m -> new Shown()).images().addAll(images);
    }
  }

  private Path file(Modality modality, long id, String ending) {
    Path file = folder.resolve(modality.name()).resolve(id + "." + ending);
    files.add(file);
    return file;
  }

  /** One row: what was looked at, then every modality. */
  void show(Mosaic mosaic) {
    inputs.forEach((modality, shown) -> shown.in(mosaic, "given " + modality.name(), modality));
    drawn.forEach((modality, shown) -> shown.in(mosaic, modality.name(), modality));
    mosaic.nextRow();
  }

  private static List<float[]> split(Tensor images) {
    List<float[]> values = new ArrayList<>();
    for (long i = 0; i < images.size(0); i++) {
      values.add(Tensors.floats(images.select(0, i)));
    }
    return values;
  }
}
