package dev.omnivae.core.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CoefficientTest {
  private static Coefficient read(String json) {
    JsonNode node = Settings.parse("{\"beta\": " + json.replace('\'', '"') + "}").value("beta");
    return Coefficient.read(Objects.requireNonNull(node), "beta", 1);
  }

  private static double at(String json, long step, double epoch) {
    return read(json).at(new Clock(step, epoch, 0, 100));
  }

  @ParameterizedTest
  @CsvSource({"0, 0.5", "10, 0.5", "20, 1.25", "30, 2", "90, 2"})
  void linearRisesFromStartToStartPlusLength(long step, double expected) {
    String json = "{'schedule': 'linear', 'from': 0.5, 'to': 2, 'start': 10, 'steps': 20}";

    assertThat(at(json, step, 0)).isCloseTo(expected, within(1e-15));
  }

  /** Fu et al. 2019, eq. 6 and 7: T = 100, M = 4, R = 0.5, so a cycle of 25 rises for 12.5. */
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "5, 0.4",
    "12, 0.96",
    "13, 1",
    "24, 1",
    "25, 0",
    "30, 0.4",
    "75, 0",
    "99, 1",
    "100, 1",
    "1000, 1"
  })
  void cyclicalRisesAndHoldsInEveryCycleAndStaysAfterTheLast(long step, double expected) {
    assertThat(at("{'schedule': 'cyclical', 'steps': 100}", step, 0))
        .isCloseTo(expected, within(1e-15));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0.1",
    "1, 0.1",
    "1.5, 0.3",
    "2, 0.5",
    "2.75, 0.5",
    "3, 0.1",
    "4.9, 0.5",
    "5, 0.5"
  })
  void cyclicalCountsEpochsFromItsStart(double epoch, double expected) {
    String json =
        "{'schedule': 'cyclical', 'from': 0.1, 'to': 0.5, 'start': 1, 'epochs': 4, 'cycles': 2,"
            + " 'ratio': 0.5}";

    assertThat(at(json, 0, epoch)).isCloseTo(expected, within(1e-15));
  }

  @Test
  void logisticIsHalfDoneAtX0AndNinetyPerCentLn9OverKLater() {
    String json = "{'schedule': 'logistic', 'from': 1, 'to': 3, 'k': 0.003, 'x0': 1000}";

    assertThat(at(json, 1000, 0)).isEqualTo(2);
    assertThat(at(json, 0, 0)).isCloseTo(1 + 2 / (1 + Math.exp(3)), within(1e-15));
    // ln 9 / 0.003 = 732.4
    assertThat(at(json, 1732, 0)).isCloseTo(2.8, within(2 * 0.09 * 0.003));
    assertThat(at(json, 1_000_000, 0)).isEqualTo(3);
  }

  @Test
  void badSettingsAreOneLine() {
    assertLine(
        "{'schedule': 'cosine'}",
        "beta.schedule must be a known schedule, got 'cosine'; did you mean 'linear'? choices:"
            + " cyclical, linear, logistic");
    assertLine(
        "{'schedule': 'cyclical', 'cylces': 2}",
        "beta must hold known keys, got 'cylces'; did you mean 'cycles'? choices: cycles, epochs,"
            + " from, ratio, schedule, start, steps, to");
    assertLine(
        "{'schedule': 'cyclical', 'cycles': 1.5}",
        "beta.cycles must be a whole number of at least 1, got 1.5; write cycles: 4");
    assertLine(
        "{'schedule': 'cyclical', 'ratio': 1.5}",
        "beta.ratio must be above 0, at most 1, got 1.5; write ratio: 0.5");
    assertLine(
        "{'schedule': 'cyclical', 'steps': 0}",
        "beta.steps must be positive, got 0; it is the length of all cycles");
    assertLine(
        "{'schedule': 'logistic', 'k': 0}",
        "beta.k must be positive, got 0; write k: 0.0025, per step");
    assertLine(
        "{'schedule': 'logistic', 'epochs': 2}",
        "beta must hold known keys, got 'epochs'; did you mean 'from'? choices: from, k,"
            + " schedule, to, x0");
  }

  private static void assertLine(String json, String line) {
    assertThatThrownBy(() -> read(json)).isInstanceOf(InputException.class).hasMessage(line);
  }
}
