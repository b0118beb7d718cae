package dev.omnivae.data.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Samples;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.data.Dataset;
import dev.omnivae.data.ReaderContext;
import dev.omnivae.data.Split;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DigitsReaderTest {
  @SuppressWarnings("NullAway.Init") // set by JUnit
  @TempDir
  static Path cache;

  @BeforeAll
  static void start() {
    Engine.start(1);
  }

  @Test
  void pairsAreGatheredAsPixelsInUnitRange() {
    Samples train = read("{samples: 200, test_samples: 50}").samples(Split.TRAIN);

    Batch batch = train.gather(0, new long[] {0, 5, 17});

    assertThat(Tensors.shape(batch.of("handwritten").value())).containsExactly(3, 1, 28, 28);
    assertThat(Tensors.shape(batch.of("street").value())).containsExactly(3, 3, 32, 32);
    assertThat(Tensors.longs(batch.ids())).containsExactly(0, 5, 17);
    for (float value : Tensors.floats(batch.of("handwritten").value())) {
      assertThat(value).isBetween(0f, 1f);
    }
  }

  @Test
  void validationIsHeldOutOfEveryClassBeforePairing() {
    Dataset digits = read("{samples: 200, test_samples: 50, validation: 0.1}");

    assertThat(digits.singles(Split.TRAIN, "street").size()).isEqualTo(180);
    assertThat(digits.singles(Split.VALID, "street").size()).isEqualTo(20);
    assertThat(digits.samples(Split.TRAIN).size()).isEqualTo(180);
    assertThat(digits.samples(Split.VALID).size()).isEqualTo(20);
    assertThat(digits.samples(Split.TEST).size()).isEqualTo(50);
  }

  @Test
  void factorsStandBesideTheSingleImages() {
    Dataset digits = read("{samples: 200, test_samples: 50, validation: 0.1}");

    assertThat(digits.factors(Split.VALID, "street"))
        .containsKeys("typeface", "blur")
        .allSatisfy((name, values) -> assertThat(values).hasSize(20));
  }

  @Test
  void everySideOfAPairIsFoundAmongTheSingleImages() {
    Dataset digits = read("{samples: 200, test_samples: 50, validation: 0.1}");
    long[] some = {0, 3, 11, 19};

    for (Split split : Split.values()) {
      Batch pairs = digits.samples(split).gather(0, some);
      for (String side : new String[] {"handwritten", "street"}) {
        Batch singles = digits.singles(split, side).gather(0, digits.singlesOf(split, side, some));
        assertThat(Tensors.floats(singles.of(side).value()))
            .isEqualTo(Tensors.floats(pairs.of(side).value()));
      }
    }
  }

  @Test
  void anUnknownKeyNamesTheNearest() {
    assertThatThrownBy(() -> read("{sample: 200}"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("must be a known key, got 'sample'; did you mean 'samples'?");
  }

  @Test
  void drawingNoSampleIsRefused() {
    assertThatThrownBy(() -> read("{samples: 0}"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "data.samples must be at least 10 where samples are drawn (one of each digit), got 0;"
                + " write samples: 20000");
  }

  private static Dataset read(String yaml) {
    String json = yaml.replaceAll("([a-z_]+):", "\"$1\":");
    return new DigitsReader().read(new ReaderContext(Settings.parse(json), List.of(), cache, 1));
  }
}
