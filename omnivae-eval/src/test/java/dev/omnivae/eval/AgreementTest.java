package dev.omnivae.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class AgreementTest {
  @Test
  void microCountsSamplesAndMacroCountsClassesAlike() {
    Agreement agreement = new Agreement();
    agreement.add(new long[] {0, 0, 0, 1}, new long[] {0, 0, 0, 0});
    agreement.add(new long[] {1}, new long[] {1});

    assertThat(agreement.micro()).isEqualTo(4.0 / 5);
    // sums of two fractions: exact but for one rounding
    assertThat(agreement.macro()).isEqualTo((3.0 / 4 + 1) / 2, within(1e-15));
  }

  @Test
  void refusesAnotherNumberOfLabels() {
    assertThatThrownBy(() -> new Agreement().add(new long[1], new long[2]))
        .hasMessage("predictions must be as many as labels, got 1 and 2");
  }
}
