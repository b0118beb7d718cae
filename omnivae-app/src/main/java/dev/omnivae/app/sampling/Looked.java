package dev.omnivae.app.sampling;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Observation;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.model.Latents;
import dev.omnivae.core.model.Model;
import dev.omnivae.eval.figure.Cells;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Samples as they were looked at: their codes, conditions and pictures, on this side of libtorch.
 */
final class Looked {
  private final Cells cells;
  private final List<String> names = new ArrayList<>();
  private final Map<String, List<float[]>> codes = new LinkedHashMap<>(); // by code, by sample
  private final List<float[]> conditions = new ArrayList<>();
  private final List<Map<String, BufferedImage>> pictures = new ArrayList<>(); // by sample

  private Looked(Cells cells) {
    this.cells = cells;
  }

  /** Infers one code of each sample from all of it that is there. */
  static Looked at(List<Transfer.Source> sources, Model model, Cells cells, Noise noise) {
    Looked looked = new Looked(cells);
    for (Transfer.Source source : sources) {
      source
          .examples()
          .forEach(
              (batch, ids) -> {
                int before = looked.names.size();
                for (long id : ids) {
                  looked.names.add(source.name() + (source.counted() ? id : ""));
                }
                looked.add(batch, model.infer(batch, 1, noise.stream("sample" + before)));
              });
    }
    return looked;
  }

  private void add(Batch batch, Latents inferred) {
    inferred
        .codes()
        .forEach(
            (name, code) ->
                codes.computeIfAbsent(name, n -> new ArrayList<>()).addAll(rows(code.squeeze(0))));
    Tensor under = batch.conditions();
    if (under != null) {
      conditions.addAll(rows(under));
    }
    int size = Math.toIntExact(batch.size());
    List<Map<String, BufferedImage>> shown = new ArrayList<>();
    IntStream.range(0, size).forEach(i -> shown.add(new LinkedHashMap<>()));
    for (Modality modality : cells.dataset().modalities()) {
      Observation seen = batch.of(modality.name());
      Tensor mask = seen.available();
      long[] available = mask == null ? new long[0] : Tensors.longs(mask);
      List<BufferedImage> of = cells.shows(modality) ? cells.of(modality, seen) : List.of();
      for (int i = 0; i < of.size(); i++) {
        if (available.length == 0 || available[i] != 0) {
          shown.get(i).put(modality.name(), of.get(i));
        }
      }
    }
    pictures.addAll(shown);
  }

  private static List<float[]> rows(Tensor matrix) {
    List<float[]> rows = new ArrayList<>();
    for (long i = 0; i < matrix.size(0); i++) {
      rows.add(Tensors.floats(matrix.select(0, i)));
    }
    return rows;
  }

  List<String> names() {
    return List.copyOf(names);
  }

  /** The sample in a modality; in another one where it lacks this. */
  BufferedImage picture(int sample, Modality modality) {
    Map<String, BufferedImage> of = pictures.get(sample);
    BufferedImage own = of.get(modality.name());
    return own != null
        ? own
        : of.values().stream()
            .findFirst()
            .orElseGet(() -> new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB));
  }

  /** All codes of one sample, {@code (1, times, latent)}. */
  Map<String, Tensor> codes(int sample, int times) {
    Map<String, Tensor> of = new LinkedHashMap<>();
    codes.forEach(
        (name, rows) ->
            of.put(name, tensor(Collections.nCopies(times, rows.get(sample))).unsqueeze(0)));
    return of;
  }

  /** A code of all samples, {@code (1, sample, latent)}. */
  Tensor code(String name) {
    return tensor(codes.getOrDefault(name, List.of())).unsqueeze(0);
  }

  /** Conditions of one sample, {@code (times, condition)}. */
  @Nullable Tensor conditions(int sample, int times) {
    return conditions.isEmpty() ? null : tensor(Collections.nCopies(times, conditions.get(sample)));
  }

  private static Tensor tensor(List<float[]> rows) {
    int width = rows.get(0).length;
    float[] all = new float[rows.size() * width];
    for (int i = 0; i < rows.size(); i++) {
      System.arraycopy(rows.get(i), 0, all, i * width, width);
    }
    return Tensors.of(all, rows.size(), width);
  }
}
