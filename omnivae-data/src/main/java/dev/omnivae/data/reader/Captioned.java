package dev.omnivae.data.reader;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.data.Dataset;
import dev.omnivae.data.DatasetInfo;
import dev.omnivae.data.ReaderContext;
import dev.omnivae.data.caption.Captions;
import dev.omnivae.data.caption.Trait;
import dev.omnivae.data.store.AlignedDataset;
import dev.omnivae.data.store.AlignedRows;
import dev.omnivae.data.store.Images;
import dev.omnivae.data.store.RowSplits;
import dev.omnivae.data.text.SavedVocabulary;
import dev.omnivae.data.text.TextSettings;
import dev.omnivae.data.text.Texts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Grey 28x28 images of ten classes with captions written for them: modalities image and text. */
final class Captioned {
  static final int SIZE = 28;
  private static final Modality IMAGE = Modality.image("image", 1, SIZE, SIZE);

  /**
   * Images of a split.
   *
   * @param pixels (sample, height, width)
   * @param measured by trait, then by sample
   */
  @SuppressWarnings("ArrayRecordComponent") // bulk data; never compared
  record Side(byte[] pixels, int[] labels, Map<String, float[]> measured) {}

  private Captioned() {}

  static Dataset of(
      DatasetInfo info,
      Side train,
      Side test,
      Captions captions,
      CaptionedSettings settings,
      ReaderContext context) {
    int[] training =
        RowSplits.training(
            train.labels(), info.classes().size(), settings.validation(), settings.seed());
    Map<String, Trait.Levels> levels = captions.levels(train.measured(), train.labels(), training);
    List<String> trainTexts =
        captions.write(train.labels(), train.measured(), levels, settings.seed(), "train");
    List<String> testTexts =
        captions.write(test.labels(), test.measured(), levels, settings.seed(), "test");
    SavedVocabulary vocabulary =
        Texts.vocabulary(
            "text",
            settings.text(),
            IntStream.of(training).mapToObj(trainTexts::get).toList(),
            context);
    Texts trainRows = texts(trainTexts, vocabulary, settings.text(), "train");
    Texts testRows = texts(testTexts, vocabulary, settings.text(), "test");
    return AlignedDataset.of(
            told(info, trainRows, testRows, vocabulary),
            rows(train, trainRows, "train"),
            rows(test, testRows, "test"),
            settings.validation(),
            settings.seed())
        .naming("text", captions.classes()::named);
  }

  /** The same data set, its description with what became of its captions. */
  static DatasetInfo told(DatasetInfo info, Texts train, Texts test, SavedVocabulary vocabulary) {
    return new DatasetInfo(
        info.name(),
        "%s; training captions: %s; test captions: %s%s"
            .formatted(
                info.description(),
                train.report().line(),
                test.report().line(),
                Texts.coverage(vocabulary)),
        info.licence(),
        info.citation(),
        info.classes(),
        info.checksums());
  }

  /** Captions of a split as modality text. */
  static Texts texts(
      List<String> captions, SavedVocabulary vocabulary, TextSettings settings, String split) {
    Texts texts =
        Texts.of(
            "text",
            vocabulary,
            settings,
            captions,
            row -> "caption %d of the %s split".formatted(row, split));
    TextLog.tell(split, texts.report());
    return texts;
  }

  private static AlignedRows rows(Side side, Texts texts, String split) {
    Map<String, float[]> factors = new LinkedHashMap<>();
    side.measured().forEach((name, values) -> factors.put("image." + name, values));
    return new AlignedRows(
        List.of(Images.of(IMAGE, side.pixels(), side.labels()), texts.rows()),
        side.labels(),
        Map.of(),
        factors,
        row -> "image %d of the %s split".formatted(row, split));
  }
}
