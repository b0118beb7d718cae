package dev.omnivae.data.reader;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Nearest;
import dev.omnivae.data.Availability;
import dev.omnivae.data.Dataset;
import dev.omnivae.data.DatasetInfo;
import dev.omnivae.data.Reader;
import dev.omnivae.data.ReaderContext;
import dev.omnivae.data.format.Checksums;
import dev.omnivae.data.generate.Faces;
import dev.omnivae.data.store.AlignedDataset;
import dev.omnivae.data.store.AlignedRows;
import dev.omnivae.data.store.Attributes;
import dev.omnivae.data.store.Images;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Drawn cartoon faces with binary attributes. */
public final class FacesReader implements Reader {
  /**
   * Settings; see {@link SingleSettings}.
   *
   * @param attributes which of {@link Faces#ATTRIBUTES}, in order
   */
  public record FacesSettings(
      String reader,
      List<String> attributes,
      int samples,
      int testSamples,
      double validation,
      long seed) {
    public FacesSettings {
      attributes = List.copyOf(attributes);
      SingleSettings.atLeast("samples", samples, 1);
      SingleSettings.atLeast("test_samples", testSamples, 1);
      SingleSettings.fraction(validation);
      if (attributes.isEmpty() || attributes.stream().distinct().count() < attributes.size()) {
        throw InputException.of(
            "attributes", "at least one, each once", attributes, "write attributes: [smiling]");
      }
      for (String attribute : attributes) {
        if (!Faces.ATTRIBUTES.contains(attribute)) {
          throw new InputException(
              "attributes must be drawn ones, got '%s'; %s"
                  .formatted(attribute, Nearest.hint(attribute, Faces.ATTRIBUTES)));
        }
      }
    }
  }

  private static final Modality IMAGE = Modality.image("image", 3, Faces.SIZE, Faces.SIZE);

  @Override
  public String name() {
    return "faces";
  }

  @Override
  public String summary() {
    return "cartoon faces in colour 64x64 with ten binary attributes, drawn";
  }

  @Override
  public Availability availability(List<Path> roots) {
    return Availability.drawn();
  }

  @Override
  public Dataset read(ReaderContext context) {
    FacesSettings settings =
        context
            .settings()
            .read(
                FacesSettings.class,
                new FacesSettings(name(), Faces.ATTRIBUTES, 8000, 1000, 0.1, 1));
    Map<String, String> checksums = new LinkedHashMap<>();
    AlignedRows train = rows("train", settings.samples(), settings, checksums);
    AlignedRows test = rows("test", settings.testSamples(), settings, checksums);
    DatasetInfo info =
        new DatasetInfo(name(), summary(), Drawn.LICENCE, Drawn.CITATION, List.of(), checksums);
    return AlignedDataset.of(info, train, test, settings.validation(), settings.seed());
  }

  private static AlignedRows rows(
      String split, int samples, FacesSettings settings, Map<String, String> checksums) {
    int each = Math.toIntExact(IMAGE.elements());
    byte[] pixels = new byte[Math.multiplyExact(each, samples)];
    boolean[][] drawn = new boolean[samples][];
    IntStream.range(0, samples)
        .parallel()
        .forEach(i -> drawn[i] = Faces.draw(settings.seed(), split, i, pixels, i * each));
    checksums.put("image-" + split, Checksums.of(pixels));
    List<byte[]> values = new ArrayList<>();
    for (String attribute : settings.attributes()) {
      int column = Faces.ATTRIBUTES.indexOf(attribute);
      byte[] of = new byte[samples];
      for (int i = 0; i < samples; i++) {
        of[i] = (byte) (drawn[i][column] ? 1 : 0);
      }
      values.add(of);
    }
    return AlignedRows.of(
        List.of(
            Images.of(IMAGE, pixels, new int[samples]),
            Attributes.of("attributes", settings.attributes(), values)),
        new int[0],
        row -> "face %d of the %s split".formatted(row, split));
  }
}
