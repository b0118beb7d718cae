package dev.omnivae.data.reader;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Nearest;
import dev.omnivae.data.Availability;
import dev.omnivae.data.Dataset;
import dev.omnivae.data.DatasetInfo;
import dev.omnivae.data.Reader;
import dev.omnivae.data.ReaderContext;
import dev.omnivae.data.generate.Faces;
import dev.omnivae.data.store.AlignedDataset;
import dev.omnivae.data.store.AlignedRows;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
    DrawnFaces faces = DrawnFaces.of(split, samples, settings, checksums);
    return AlignedRows.of(
        List.of(faces.images(), faces.view(settings.attributes())),
        new int[0],
        row -> DrawnFaces.name(split, row));
  }
}
