package dev.omnivae.data.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.omnivae.core.config.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableFileTest {
  @SuppressWarnings("NullAway.Init") // set by JUnit
  @TempDir
  Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a.csv|x,y\\n1,2.5\\n,-3e1\\n",
        "a.csv|x;y\\n1;2.5\\nNA;-3e1\\n",
        "a.tsv|x\\ty\\n1\\t2.5\\n\\t-3e1\\n",
        "a.txt|x y\\n 1   2.5\\n?\\t -3e1\\n",
      })
  void everyTextFormatGivesTheSameNumbers(String name, String text) throws IOException {
    Table table = read(write(name, text));

    assertThat(table.columns()).containsExactly("x", "y");
    assertThat(table.numbers("x")).containsExactly(1, Double.NaN);
    assertThat(table.numbers("y")).containsExactly(2.5, -30);
  }

  @Test
  void aParquetFileIsReadWithItsTypes() throws SQLException {
    Path file = folder.resolve("it's.parquet");
    String quoted = file.toString().replace("'", "''");
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duck.createStatement()) {
      statement.execute(
          "COPY (SELECT * FROM (VALUES (1, 2.5::DOUBLE, true, 'a'), (2, NULL, false, 'b'))"
              + " t(i, d, flag, name)) TO '"
              + quoted
              + "' (FORMAT parquet)");
    }

    Table table = new TableFile(TableFile.Header.AUTO, List.of()).read(file, Set.of("name"));

    assertThat(table.numbers("i")).containsExactly(1, 2);
    assertThat(table.numbers("d")).containsExactly(2.5, Double.NaN);
    assertThat(table.numbers("flag")).containsExactly(1, 0);
    assertThat(table.texts("name")).containsExactly("a", "b");
  }

  @Test
  void numbersAloneHaveNoHeader() throws IOException {
    Table table = read(write("a.csv", "1,2\\n3,4\\n"));

    assertThat(table.columns()).containsExactly("c1", "c2");
    assertThat(table.rows()).isEqualTo(2);
  }

  @Test
  void aFirstRowOfNumbersAndAClassNameIsNoHeader() throws IOException {
    assertThat(read(write("iris.csv", "5.1,setosa\\n4.9,setosa\\n")).rows()).isEqualTo(2);
  }

  @Test
  void quotedCellsMayHoldTheSeparator() throws IOException {
    Path file = write("a.csv", "name,x\\n\"one, two\",1\\n\"three\",2\\n");

    Table table =
        new TableFile(TableFile.Header.AUTO, TableFile.MISSING).read(file, Set.of("name"));

    assertThat(table.texts("name")).containsExactly("one, two", "three");
  }

  @Test
  void textWhereANumberMustBeIsNamedByFileRowAndColumn() throws IOException {
    Path file = write("a.csv", "x,y\\n1,2\\n3,high\\n");

    assertThatThrownBy(() -> read(file).numbers("y"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            file
                + " row 2 column 'y' must be a number, got 'high'; correct it, list it under na"
                + " where it means missing, or ignore the column");
  }

  @Test
  void aRowOfAnotherLengthIsNamed() throws IOException {
    Path file = write("a.txt", "x y\\n1 2\\n3\\n");

    assertThatThrownBy(() -> read(file))
        .isInstanceOf(InputException.class)
        .hasMessage(
            file
                + " row 2 must be one cell for each of the 2 columns, got 1 cells; correct it, or"
                + " the separator");
  }

  @Test
  void aRaggedCsvIsRefusedInOneLine() throws IOException {
    Path file = write("a.csv", "x,y\\n1,2\\n3,4,5\\n6,7\\n");

    assertThatThrownBy(() -> read(file))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(file.toString())
        .hasMessageNotContaining("\n");
  }

  @Test
  void anUnknownColumnNamesTheNearest() throws IOException {
    Path file = write("a.csv", "age,weight\\n1,2\\n");

    assertThatThrownBy(() -> read(file).numbers("weigth"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "column of %s must be one of the file's, got 'weigth'; did you mean 'weight'? choices: age, weight"
                .formatted(file));
  }

  @Test
  void anEmptyTableIsRefused() throws IOException {
    Path file = write("a.csv", "x,y\\n");

    assertThatThrownBy(() -> read(file))
        .isInstanceOf(InputException.class)
        .hasMessage(file + " must be a table with rows, got none; check the file");
  }

  private static Table read(Path file) {
    return new TableFile(TableFile.Header.AUTO, TableFile.MISSING).read(file, Set.of());
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text.replace("\\n", "\n").replace("\\t", "\t"));
  }
}
