package dev.omnivae.app.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.omnivae.app.picture.Mosaic;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Samples;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.data.Dataset;
import dev.omnivae.data.DatasetInfo;
import dev.omnivae.data.Split;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;

/** What a data set is, for {@code data describe}. */
public final class DatasetDescription {
  private static final long LOOKED_AT = 1000;

  private final Dataset dataset;
  private final Map<String, Range> ranges;

  /** Smallest, mean and largest value among the first training samples of a modality. */
  private record Range(double smallest, double mean, double largest) {}

  private DatasetDescription(Dataset dataset, Map<String, Range> ranges) {
    this.dataset = dataset;
    this.ranges = ranges;
  }

  /** Looks at a data set. */
  public static DatasetDescription of(Dataset dataset) {
    Map<String, Range> ranges = new LinkedHashMap<>();
    for (Modality modality : dataset.modalities()) {
      try (Scope scope = Scope.open();
          NoGrad off = NoGrad.open()) {
        Samples singles = dataset.singles(Split.TRAIN, modality.name());
        long[] first = LongStream.range(0, Math.min(LOOKED_AT, singles.size())).toArray();
        Tensor values = singles.gather(0, first).of(modality.name()).value();
        ranges.put(
            modality.name(),
            new Range(
                Tensors.item(values.min()),
                Tensors.item(values.mean()),
                Tensors.item(values.max())));
      }
    }
    return new DatasetDescription(dataset, ranges);
  }

  /** Lines to read. */
  public String lines() {
    DatasetInfo info = dataset.info();
    StringBuilder lines = new StringBuilder();
    row(lines, "name", info.name());
    row(lines, "what", info.description());
    for (Split split : Split.values()) {
      row(lines, split.key(), dataset.samples(split).size() + " samples");
    }
    for (Modality modality : dataset.modalities()) {
      Range range = ranges.get(modality.name());
      row(
          lines,
          modality.name(),
          String.format(
              Locale.ROOT,
              "%s %s, values %.3f to %.3f (mean %.3f), %d + %d + %d single",
              modality.kind().name().toLowerCase(Locale.ROOT),
              modality.shape(),
              range == null ? 0 : range.smallest(),
              range == null ? 0 : range.largest(),
              range == null ? 0 : range.mean(),
              dataset.singles(Split.TRAIN, modality.name()).size(),
              dataset.singles(Split.VALID, modality.name()).size(),
              dataset.singles(Split.TEST, modality.name()).size()));
    }
    row(lines, "classes", String.join(", ", info.classes()));
    row(lines, "licence", info.licence());
    row(lines, "citation", info.citation());
    new TreeMap<>(info.checksums()).forEach((file, sum) -> row(lines, "sha256", file + " " + sum));
    return lines.toString();
  }

  private static void row(StringBuilder lines, String key, String value) {
    lines.append(key).append(" ".repeat(Math.max(1, 14 - key.length()))).append(value).append('\n');
  }

  /** Adds classes and value ranges to what the manifest says of a data set. */
  public void addTo(ObjectNode json) {
    json.set("classes", Json.tree(dataset.info().classes()));
    ranges.forEach(
        (name, range) -> {
          ObjectNode values = json.withObject("/modalities/" + name).putObject("values");
          values.put("smallest", range.smallest());
          values.put("mean", range.mean());
          values.put("largest", range.largest());
        });
  }

  /** Draws samples of the training split with their labels. */
  public void writeContactSheet(Path file) {
    Mosaic mosaic = new Mosaic();
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.open()) {
      Samples samples = dataset.samples(Split.TRAIN);
      long[] first = LongStream.range(0, Math.min(64, samples.size())).toArray();
      var batch = samples.gather(0, first);
      for (Modality modality : dataset.modalities()) {
        List<float[]> images = new ArrayList<>();
        for (int i = 0; i < first.length; i++) {
          images.add(Tensors.floats(batch.of(modality.name()).value().select(0, i)));
        }
        mosaic.add(modality, images);
      }
    }
    AtomicFiles.write(file, mosaic.png());
  }
}
