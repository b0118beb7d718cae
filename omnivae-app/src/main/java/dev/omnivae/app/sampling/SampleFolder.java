package dev.omnivae.app.sampling;

import dev.omnivae.app.picture.Mosaic;
import dev.omnivae.app.picture.Png;
import dev.omnivae.app.run.RunFiles;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.engine.Tensors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/** Samples on their way to {@code MODE/GIVEN/MODALITY/ID.png}, kept for the contact sheet. */
final class SampleFolder {
  private final Path folder;
  private final Map<Modality, List<float[]>> inputs = new LinkedHashMap<>();
  private final Map<Modality, List<float[]>> drawn = new LinkedHashMap<>();
  private final List<Path> files = new ArrayList<>();

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
      inputs.computeIfAbsent(modality, m -> new ArrayList<>()).addAll(split(values));
    }
  }

  /**
   * Writes samples.
   *
   * @param values {@code (sample, event)}
   * @param ids names of the files
   */
  void add(Modality modality, Tensor values, long[] ids) {
    if (modality.kind() != Modality.Kind.IMAGE) {
      return; // only pictures are drawn so far
    }
    List<float[]> images = split(values);
    for (int i = 0; i < ids.length; i++) {
      Path file = folder.resolve(modality.name()).resolve(ids[i] + ".png");
      RunFiles.write(file, Png.of(images.get(i), 0, modality));
      files.add(file);
    }
    drawn.computeIfAbsent(modality, m -> new ArrayList<>()).addAll(images);
  }

  /** One row: what was looked at, then every modality. */
  void show(Mosaic mosaic) {
    inputs.forEach((modality, images) -> mosaic.add("given " + modality.name(), modality, images));
    drawn.forEach((modality, images) -> mosaic.add(modality.name(), modality, images));
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
