package dev.omnivae.app.sampling;

import dev.omnivae.app.picture.Mosaic;
import dev.omnivae.app.picture.Png;
import dev.omnivae.app.run.RunFiles;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Observation;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.data.sound.Sound;
import dev.omnivae.data.sound.SoundFile;
import dev.omnivae.data.sound.Spectrogram;
import dev.omnivae.eval.figure.Cells;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;

/**
 * Samples on their way to {@code MODE/GIVEN/MODALITY/ID.png}, sound to {@code ID.wav} too, texts
 * and sentences of attributes to {@code ID.txt}, kept for the contact sheet.
 */
final class SampleFolder {
  private final Path folder;
  private final Cells cells;
  private final Map<Modality, Shown> inputs = new LinkedHashMap<>();
  private final Map<Modality, Shown> drawn = new LinkedHashMap<>();
  private final List<Path> files = new ArrayList<>();

  /** What a panel shows: images, or texts where the modality is shown in words. */
  private record Shown(List<float[]> images, List<String> texts) {
    Shown() {
      this(new ArrayList<>(), new ArrayList<>());
    }

    void in(Mosaic mosaic, String label, Modality modality) {
      if (images.isEmpty()) {
        mosaic.add(label, texts);
      } else {
        mosaic.add(label, modality, images);
      }
    }
  }

  /**
   * Samples of {@code MODE/GIVEN}.
   *
   * @param cells knows what is shown in words
   */
  SampleFolder(Path folder, Cells cells) {
    this.folder = folder;
    this.cells = cells;
  }

  Path path() {
    return folder;
  }

  List<Path> files() {
    return List.copyOf(files);
  }

  /** What was looked at, for the contact sheet alone. */
  void addInput(Modality modality, Observation seen) {
    if (modality.drawable()) {
      shown(inputs, modality).images().addAll(split(seen.value()));
    } else if (cells.inWords(modality)) {
      shown(inputs, modality).texts().addAll(cells.texts(modality, seen));
    }
  }

  private static Shown shown(Map<Modality, Shown> all, Modality modality) {
    return all.computeIfAbsent(modality, m -> new Shown());
  }

  /** As {@link #add(Modality, Tensor, List)}, files named by number. */
  void add(Modality modality, Tensor values, long[] ids) {
    add(modality, values, LongStream.of(ids).mapToObj(Long::toString).toList());
  }

  /**
   * Writes samples.
   *
   * @param values {@code (sample, event)}
   * @param ids names of the files
   * @return where each was written, of sound the picture; none for a modality that cannot be
   */
  List<Path> add(Modality modality, Tensor values, List<String> ids) {
    List<Path> written = new ArrayList<>();
    if (cells.inWords(modality)) {
      List<String> texts = cells.texts(modality, Observation.of(values));
      for (int i = 0; i < ids.size(); i++) {
        written.add(file(modality, ids.get(i), "txt"));
        RunFiles.write(written.get(i), texts.get(i) + "\n");
      }
      shown(drawn, modality).texts().addAll(texts);
    } else if (modality.drawable()) { // vectors are not written so far
      List<float[]> images = split(values);
      for (int i = 0; i < ids.size(); i++) {
        written.add(file(modality, ids.get(i), "png"));
        RunFiles.write(written.get(i), Png.of(images.get(i), 0, modality));
      }
      shown(drawn, modality).images().addAll(images);
      if (modality.kind() == Modality.Kind.AUDIO) {
        files.addAll(addSounds(modality, values, ids));
      }
    }
    files.addAll(written);
    return written;
  }

  /** The same to be heard, beside the pictures. */
  private List<Path> addSounds(Modality modality, Tensor values, List<String> ids) {
    List<Path> written = new ArrayList<>();
    List<Sound> sounds = Spectrogram.of(modality).sounds(values);
    for (int i = 0; i < ids.size(); i++) {
      written.add(file(modality, ids.get(i), "wav"));
      RunFiles.write(written.get(i), SoundFile.wav(sounds.get(i)));
    }
    return written;
  }

  private Path file(Modality modality, String id, String ending) {
    return folder.resolve(modality.name()).resolve(id + "." + ending);
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
