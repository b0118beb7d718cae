package dev.omnivae.core.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.omnivae.core.config.InputException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SchemaTest {
  private static final Modality A = Modality.image("a", 1, 4, 4);
  private static final Modality B = Modality.image("b", 1, 4, 4);
  private static final Schema SIZED =
      new Schema(List.of(A, B), List.of("width_px", "height_px", "depth"));

  @Test
  void columnsStandInTheOrderTheyAreAskedFor() {
    assertThat(SIZED.columns(List.of("depth", "width_px"), "model.condition"))
        .containsExactly(2, 0);
    assertThat(SIZED.columns(List.of(), "model.condition")).isEmpty();
  }

  @Test
  void oneOfTheModalitiesKeepsTheConditions() {
    assertThat(SIZED.only(B)).isEqualTo(new Schema(List.of(B), SIZED.conditions()));
    assertThat(SIZED.names()).containsExactly("a", "b");
  }

  @Test
  void aWrongNameIsOneLineThatNamesTheNearest() {
    assertThatThrownBy(() -> SIZED.columns(List.of("widht_px"), "model.condition"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "model.condition must name conditions of the data set, got 'widht_px'; did you mean"
                + " 'width_px'? choices: depth, height_px, width_px");
  }

  @Test
  void aNameWhereThereAreNoneSaysSo() {
    assertThatThrownBy(() -> Schema.of(A).columns(List.of("width_px"), "model.condition"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "model.condition must name conditions of the data set, got 'width_px'; it has none:"
                + " write condition: []");
  }
}
