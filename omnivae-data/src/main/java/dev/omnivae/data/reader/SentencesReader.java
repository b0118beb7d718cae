package dev.omnivae.data.reader;

import dev.omnivae.core.config.InputException;
import dev.omnivae.data.Availability;
import dev.omnivae.data.Dataset;
import dev.omnivae.data.DatasetInfo;
import dev.omnivae.data.Reader;
import dev.omnivae.data.ReaderContext;
import dev.omnivae.data.Split;
import dev.omnivae.data.format.Checksums;
import dev.omnivae.data.store.AlignedDataset;
import dev.omnivae.data.store.AlignedRows;
import dev.omnivae.data.store.RowSplits;
import dev.omnivae.data.store.TokenRows;
import dev.omnivae.data.text.SavedVocabulary;
import dev.omnivae.data.text.Texts;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A text file, one sentence a line: the modality {@code text} alone. Empty lines and sentences
 * without any known word are left out; sentences that occur twice are in one split.
 */
public final class SentencesReader implements Reader {
  private static final int LEAST = 10;

  @Override
  public String name() {
    return "sentences";
  }

  @Override
  public String summary() {
    return "your own text file, one sentence a line";
  }

  @Override
  public Availability availability(List<Path> roots) {
    return Availability.found("names its file in the recipe");
  }

  @Override
  public Dataset read(ReaderContext context) {
    SentencesSettings settings =
        context.settings().read(SentencesSettings.class, SentencesSettings.DEFAULT);
    Path file =
        DataFiles.of(name(), context.roots(), "name its folder with --data").get(settings.file());
    Lines lines = Lines.read(file, settings.samples());
    Map<Split, int[]> splits = splits(lines, settings, file);
    SavedVocabulary vocabulary =
        Texts.vocabulary(
            "text",
            settings.text(),
            IntStream.of(RowSplits.of(splits, Split.TRAIN)).mapToObj(lines.texts()::get).toList(),
            context);
    Texts all =
        Texts.of(
            "text",
            vocabulary,
            settings.text(),
            lines.texts(),
            row -> "line %d of %s".formatted(lines.numbers()[row], file));
    TextLog.tell(file.toString(), all.report());
    AlignedRows rows = known(all, vocabulary, settings);
    DatasetInfo info =
        new DatasetInfo(
            name(),
            "sentences of "
                + file.getFileName()
                + "; "
                + all.report().line()
                + Texts.coverage(vocabulary),
            "as its owner says",
            "none",
            List.of(),
            Map.of(String.valueOf(file.getFileName()), Checksums.of(file)));
    return AlignedDataset.of(info, rows, renumbered(splits, all));
  }

  /** Equal sentences in one split. */
  private static Map<Split, int[]> splits(Lines lines, SentencesSettings settings, Path file) {
    Map<String, Integer> groups = new HashMap<>();
    int[] group = new int[lines.texts().size()];
    for (int i = 0; i < group.length; i++) {
      group[i] = groups.computeIfAbsent(lines.texts().get(i).strip(), text -> groups.size());
    }
    if (groups.size() < LEAST) {
      throw InputException.of(
          file.toString(),
          "of at least %d different sentences".formatted(LEAST),
          groups.size(),
          "write one sentence a line");
    }
    return RowSplits.grouped(
        group, new int[groups.size()], 1, settings.test(), settings.validation(), settings.seed());
  }

  /** The rows that hold a text. */
  private static AlignedRows known(
      Texts all, SavedVocabulary vocabulary, SentencesSettings settings) {
    List<int[]> ids =
        IntStream.range(0, all.rows().size())
            .filter(all.rows()::has)
            .mapToObj(all.rows()::ids)
            .toList();
    return AlignedRows.of(
        List.of(TokenRows.of("text", settings.text().maxLength(), vocabulary, ids)),
        new int[0],
        row -> "sentence " + (row + 1));
  }

  /** Splits over the rows that hold a text. */
  private static Map<Split, int[]> renumbered(Map<Split, int[]> splits, Texts all) {
    int[] place = new int[all.rows().size()];
    int next = 0;
    for (int row = 0; row < place.length; row++) {
      place[row] = all.rows().has(row) ? next++ : -1;
    }
    Map<Split, int[]> renumbered = new HashMap<>();
    splits.forEach(
        (split, rows) ->
            renumbered.put(
                split, IntStream.of(rows).map(row -> place[row]).filter(at -> at >= 0).toArray()));
    return renumbered;
  }
}
