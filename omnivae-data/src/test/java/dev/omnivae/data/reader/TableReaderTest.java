package dev.omnivae.data.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Samples;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.data.Dataset;
import dev.omnivae.data.Datasets;
import dev.omnivae.data.Description;
import dev.omnivae.data.ReaderContext;
import dev.omnivae.data.Split;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableReaderTest {
  @SuppressWarnings("NullAway.Init") // set by JUnit
  @TempDir
  Path root;

  @BeforeAll
  static void start() {
    Engine.start(1);
  }

  @Test
  void aFileAViewIsStandardisedOnTheTrainingRows() throws IOException {
    write("a.csv", "x,y,part", "1,10,train", "3,30,train", "100,1,valid", "5,-10,test");
    write("b.txt", "7 1", "8 2", "9 3", "10 4");

    Dataset table =
        read("\"views\": {\"left\": \"a.csv\", \"right\": \"b.txt\"}, \"split\": \"part\"");

    assertThat(table.modalities())
        .containsExactly(
            new Modality("left", Modality.Kind.VECTOR, List.of(2L)),
            new Modality("right", Modality.Kind.VECTOR, List.of(2L)));
    // x: mean 2, deviation 1; y: mean 20, deviation 10
    assertThat(values(table, Split.TRAIN, "left")).containsExactly(-1, -1, 1, 1);
    assertThat(values(table, Split.VALID, "left")).containsExactly(98, -1.9f);
    assertThat(values(table, Split.TEST, "left")).containsExactly(3, -3);
    assertThat(values(table, Split.TEST, "right")).containsExactly(5, 5);
    assertThat(table.samples(Split.TRAIN).complete()).isTrue();
    assertThat(table.samples(Split.TRAIN).gather(0, new long[] {0}).of("left").known()).isNull();
  }

  @Test
  void columnsOfOneFileAreViewsByNameOrPattern() throws IOException {
    write(
        "all.csv",
        "id,g1,g2,age,g3,kind",
        rows(20, i -> "%d,%d,%d,%d,%d,k%d".formatted(i, i, 2 * i, i * i, -i, i % 2)));

    Dataset table =
        read(
            "\"views\": {\"genes\": {\"file\": \"all.csv\", \"columns\": [\"g*\", \"!g2\"]},"
                + " \"rest\": {\"file\": \"all.csv\", \"columns\": [\"!g*\"]}},"
                + " \"ignore\": [\"id\"], \"label\": \"kind\"");

    assertThat(table.modalities()).extracting(Modality::elements).containsExactly(2L, 1L);
    assertThat(table.info().classes()).containsExactly("k0", "k1");
    // a fifth of each class is the test split, a twentieth of the rest validation
    assertThat(table.samples(Split.TEST).size()).isEqualTo(4);
    assertThat(table.samples(Split.TRAIN).size() + table.samples(Split.VALID).size()).isEqualTo(16);
    Batch test = table.samples(Split.TEST).gather(0, new long[] {0, 1, 2, 3});
    assertThat(LongStream.of(Tensors.longs(Objects.requireNonNull(test.labels()))).sum())
        .isEqualTo(2);
  }

  @Test
  void emptyCellsAreUnknownAndAnEmptyViewIsMissing() throws IOException {
    write("a.csv", "x,y,part", "1,10,train", "3,NA,train", ",,train", "2,20,train", "5,50,test");
    write("b.csv", "z", "1", "2", "3", "4", "5");

    Dataset table = read("\"views\": {\"a\": \"a.csv\", \"b\": \"b.csv\"}, \"split\": \"part\"");

    Samples train = table.samples(Split.TRAIN);
    Batch batch = train.gather(0, new long[] {0, 1, 2, 3});
    assertThat(Tensors.longs(Objects.requireNonNull(batch.of("a").known())))
        .containsExactly(1, 1, 1, 0, 0, 0, 1, 1);
    assertThat(Tensors.longs(Objects.requireNonNull(batch.of("a").available())))
        .containsExactly(1, 1, 0, 1);
    assertThat(batch.of("b").available()).isNull();
    assertThat(batch.of("b").known()).isNull();
    assertThat(train.complete()).isFalse();
    // x over 1, 3, 2: mean 2, deviation sqrt(2/3); y over 10, 20: mean 15, deviation 5
    float[] values = Tensors.floats(batch.of("a").value());
    assertThat(values[0]).isCloseTo((float) (-1 / Math.sqrt(2 / 3.0)), within(1e-6f));
    assertThat(values[1]).isEqualTo(-1);
    assertThat(values[3]).isZero();
    Description.ModalityDescription described = Description.of(table).modalities().get(0);
    assertThat(described.singles()).containsEntry("train", 3L);
    assertThat(described.maximum()).isCloseTo(7, within(1e-6)); // 50 of y, in the test split
  }

  @Test
  void labelsMayStandInAFileOfTheirOwn() throws IOException {
    write("a.csv", "x", rows(20, i -> "" + i));
    write("labels.csv", "group", rows(20, i -> "" + (i % 2 == 0 ? 10 : 9)));

    Dataset table =
        read(
            "\"views\": {\"a\": \"a.csv\"}, \"label\": {\"file\": \"labels.csv\", \"column\":"
                + " \"group\"}");

    assertThat(table.info().classes()).containsExactly("9", "10");
    assertThat(table.info().checksums()).containsOnlyKeys("a.csv", "labels.csv");
  }

  @Test
  void anEmptyRowIsNamed() throws IOException {
    write("a.csv", "x,part", "1,train", "2,train", ",train", "3,test");
    write("b.csv", "z", "1", "2", "NA", "4");

    refused(
        "\"views\": {\"a\": \"a.csv\", \"b\": \"b.csv\"}, \"split\": \"part\"",
        "every sample must be one with at least one modality, got none for row 3; leave it out of"
            + " the data");
  }

  @Test
  void filesOfUnequalLengthAreNamed() throws IOException {
    write("a.csv", "x", "1", "2", "3");
    write("b.csv", "z", "1", "2");

    refused(
        "\"views\": {\"a\": \"a.csv\", \"b\": \"b.csv\"}",
        "rows of all files must be the same number, row i of each being sample i, got 3 in %s, 2 in"
                .formatted(root.resolve("a.csv"))
            + " %s; add the missing rows, with empty cells where nothing is known"
                .formatted(root.resolve("b.csv")));
  }

  @Test
  void textWhereANumberMustBeIsNamed() throws IOException {
    write("a.csv", "x,y", "1,2", "3,high", "5,6");

    refused(
        "\"views\": {\"a\": \"a.csv\"}",
        root.resolve("a.csv")
            + " row 2 column 'y' must be a number, got 'high'; correct it, list it under na where"
            + " it means missing, or ignore the column");
  }

  @Test
  void constantColumnsAreNamedTogether() throws IOException {
    write("a.csv", "x,y,z,part", "1,7,,train", "2,7,,train", "3,8,1,test");

    refused(
        "\"views\": {\"a\": \"a.csv\"}, \"split\": \"part\"",
        "columns of "
            + root.resolve("a.csv")
            + " must be of more than one value over the 2 training rows, got one alone in 'y' (7.0,"
            + " first in row 1), 'z' (all missing); list them under ignore");
  }

  @Test
  void whatTheRecipeNamesWrongIsAnsweredWithTheNearest() throws IOException {
    write("a.csv", "age,weight,part", "1,7,train", "2,8,train", "3,8,test");

    refused(
        "\"views\": {\"a\": \"a.csv\"}, \"label\": \"part_\"",
        "data.label must name a column of the files, got 'part_'; did you mean 'part'? choices:"
            + " age, part, weight");
    refused(
        "\"views\": {\"a\": {\"file\": \"a.csv\", \"columns\": [\"wait*\"]}}",
        "data.views.a.columns must fit columns of %s, got 'wait*'; did you mean 'part'? choices:"
                .formatted(root.resolve("a.csv"))
            + " age, part, weight");
    refused(
        "\"views\": {\"a\": \"a.csv\"}, \"split\": \"age\"",
        "row 1 column 'age' must be train, valid or test, got '1'; correct it");
    refused(
        "\"views\": {}",
        "views must be at least one view: a name and its file, got none; write views: {blood:"
            + " blood.csv, genes: {file: omics.parquet, columns: [\"gene_*\"]}}");
    refused(
        "\"views\": {\"a\": \"b.csv\"}",
        "file b.csv of data set table must be in one of %s, %s, got no such file; name its folder"
                .formatted(root.resolve("table"), root)
            + " with --data");
  }

  @Test
  void theResolvedRecipeReadsTheSame() throws IOException {
    write("a.csv", "x,part", "1,train", "2,train", "3,test");
    Settings settings =
        Settings.parse(
            "{\"reader\": \"table\", \"views\": {\"a\": \"a.csv\"}, \"split\": \"part\"}");
    Dataset first = Datasets.read(new ReaderContext(settings, List.of(root), root, 1));

    Dataset again =
        Datasets.read(
            new ReaderContext(Settings.parse(settings.tree().toString()), List.of(root), root, 1));

    assertThat(values(again, Split.TRAIN, "a")).isEqualTo(values(first, Split.TRAIN, "a"));
    assertThat(settings.tree().at("/views/a/columns/0").textValue()).isEqualTo("*");
  }

  private interface Row {
    String of(int index);
  }

  private static String[] rows(int count, Row row) {
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(row.of(i));
    }
    return rows.toArray(String[]::new);
  }

  private static float[] values(Dataset table, Split split, String view) {
    Samples samples = table.samples(split);
    Batch batch = samples.gather(0, LongStream.range(0, samples.size()).toArray());
    return Tensors.floats(batch.of(view).value());
  }

  private void refused(String settings, String message) {
    assertThatThrownBy(() -> read(settings)).isInstanceOf(InputException.class).hasMessage(message);
  }

  private Dataset read(String settings) {
    return new TableReader()
        .read(
            new ReaderContext(
                Settings.parse("{\"reader\": \"table\", " + settings + "}"),
                List.of(root),
                root.resolve("cache"),
                1));
  }

  private void write(String name, String first, String... rows) throws IOException {
    Files.writeString(
        root.resolve(name), first + "\n" + String.join("\n", rows) + (rows.length > 0 ? "\n" : ""));
  }
}
