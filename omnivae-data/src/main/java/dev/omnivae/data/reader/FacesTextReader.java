package dev.omnivae.data.reader;

import dev.omnivae.data.Availability;
import dev.omnivae.data.Dataset;
import dev.omnivae.data.DatasetInfo;
import dev.omnivae.data.Reader;
import dev.omnivae.data.ReaderContext;
import dev.omnivae.data.caption.AttributeSentences;
import dev.omnivae.data.generate.Faces;
import dev.omnivae.data.store.AlignedDataset;
import dev.omnivae.data.store.AlignedRows;
import dev.omnivae.data.store.RowSplits;
import dev.omnivae.data.store.View;
import dev.omnivae.data.text.SavedVocabulary;
import dev.omnivae.data.text.TextSettings;
import dev.omnivae.data.text.Texts;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The faces of {@link FacesReader}, their attributes told in sentences. */
public final class FacesTextReader implements Reader {
  private static final int LONGEST = 28;

  /**
   * Settings; see {@link FacesReader.FacesSettings}.
   *
   * @param attributes which are told
   * @param text how sentences become tokens
   */
  public record FacesTextSettings(
      String reader,
      List<String> attributes,
      int samples,
      int testSamples,
      double validation,
      long seed,
      TextSettings text) {
    public FacesTextSettings {
      attributes = faces(reader, attributes, samples, testSamples, validation, seed).attributes();
    }

    FacesReader.FacesSettings faces() {
      return faces(reader, attributes, samples, testSamples, validation, seed);
    }

    private static FacesReader.FacesSettings faces(
        String reader, List<String> attributes, int samples, int test, double valid, long seed) {
      return new FacesReader.FacesSettings(reader, attributes, samples, test, valid, seed);
    }
  }

  @Override
  public String name() {
    return "faces-text";
  }

  @Override
  public String summary() {
    return "cartoon faces in colour 64x64 with sentences of their attributes, drawn";
  }

  @Override
  public Availability availability(List<Path> roots) {
    return Availability.drawn();
  }

  @Override
  public Dataset read(ReaderContext context) {
    FacesTextSettings settings =
        context
            .settings()
            .read(
                FacesTextSettings.class,
                new FacesTextSettings(
                    name(), Faces.ATTRIBUTES, 8000, 1000, 0.1, 1, TextSettings.words(LONGEST)));
    AttributeSentences sentences = new AttributeSentences(settings.attributes());
    Map<String, String> checksums = new LinkedHashMap<>();
    DrawnFaces train = DrawnFaces.of("train", settings.samples(), settings.faces(), checksums);
    DrawnFaces test = DrawnFaces.of("test", settings.testSamples(), settings.faces(), checksums);
    List<String> told = sentences.sentences(train.attributes(), settings.seed(), "train");
    int[] training =
        RowSplits.training(new int[settings.samples()], 1, settings.validation(), settings.seed());
    SavedVocabulary vocabulary =
        Texts.vocabulary(
            "text", settings.text(), IntStream.of(training).mapToObj(told::get).toList(), context);
    Texts trainTexts = Captioned.texts(told, vocabulary, settings.text(), "train");
    Texts testTexts =
        Captioned.texts(
            sentences.sentences(test.attributes(), settings.seed(), "test"),
            vocabulary,
            settings.text(),
            "test");
    DatasetInfo info =
        new DatasetInfo(name(), summary(), Drawn.LICENCE, Drawn.CITATION, List.of(), checksums);
    AlignedDataset pairs =
        dataset(
            Captioned.told(info, trainTexts, testTexts, vocabulary),
            rows(train, List.of(train.images(), trainTexts.rows()), settings, "train"),
            rows(test, List.of(test.images(), testTexts.rows()), settings, "test"),
            settings);
    return pairs.telling(
        dataset(
            pairs.info(),
            rows(train, attributed(train, trainTexts, settings), settings, "train"),
            rows(test, attributed(test, testTexts, settings), settings, "test"),
            settings));
  }

  private static AlignedDataset dataset(
      DatasetInfo info, AlignedRows train, AlignedRows test, FacesTextSettings settings) {
    return AlignedDataset.of(info, train, test, settings.validation(), settings.seed());
  }

  private static List<View> attributed(DrawnFaces faces, Texts texts, FacesTextSettings settings) {
    return List.of(faces.images(), texts.rows(), faces.view(settings.attributes()));
  }

  /** Attributes are factors of the image. */
  private static AlignedRows rows(
      DrawnFaces faces, List<View> views, FacesTextSettings settings, String split) {
    List<String> attributes = settings.attributes();
    Map<String, float[]> factors = new LinkedHashMap<>();
    for (int a = 0; a < attributes.size(); a++) {
      float[] of = new float[faces.attributes().size()];
      for (int i = 0; i < of.length; i++) {
        of[i] = faces.attributes().get(i)[a];
      }
      factors.put("image." + attributes.get(a), of);
    }
    return new AlignedRows(
        views, new int[0], Map.of(), factors, row -> DrawnFaces.name(split, row));
  }
}
