package dev.omnivae.eval;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class IntervalTest {
  @Test
  void itsEndsStandBesideTheNumberAndAreFoundAgain() {
    Map<String, Double> numbers = new TreeMap<>(Map.of("joint", 2.0, "mine.low", 7.0));
    new Interval(1, 4).put("joint", numbers);

    assertThat(Interval.of(numbers, "joint")).contains(new Interval(1, 4));
    assertThat(Interval.of(numbers, "joint").orElseThrow().halfWidth()).isEqualTo(1.5);
    assertThat(numbers.keySet().stream().filter(key -> Interval.isEnd(numbers, key)))
        .containsExactly("joint.high", "joint.low");
    // somebody's own key that ends so
    assertThat(Interval.of(numbers, "mine")).isEmpty();
  }
}
