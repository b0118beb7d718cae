package dev.omnivae.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnivae.app.Cli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code omnivae sweep}, as typed. */
class SweepRunTest {
  @TempDir Path temp;

  @Test
  void aGridBecomesOneTableAndOneSheetAndIsNotTrainedTwice() throws IOException {
    Cli.Outcome first = sweep("-g", "training.objective.beta=1,4");

    assertThat(first.code()).as(first.err()).isZero();
    assertThat(first.out()).contains("| beta-1 ").contains("| beta-4 ").contains("sheet.png");
    assertThat(Files.readString(temp.resolve("beta-4/seed-1/config.yaml"))).contains("beta: 4");
    assertThat(temp.resolve("beta-4/seed-1/explore/map-pca.png")).exists();
    var sheet = ImageIO.read(temp.resolve("sheet.png").toFile());
    assertThat(sheet.getWidth()).as("reconstructions, samples and a map").isGreaterThan(900);
    assertThat(sheet.getHeight()).as("a row for each value").isGreaterThan(300);

    Cli.Outcome again = sweep("-g", "training.objective.beta=1,4");

    assertThat(again.err()).contains("beta-1, seed 1: finished before");
    assertThat(again.out()).isEqualTo(first.out());
  }

  @Test
  void aKeyThatIsNoneIsOneLineBeforeAnyTraining() {
    Cli.Outcome refused = sweep("-g", "beta");

    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.errors())
        .singleElement()
        .asString()
        .contains("-g must be key.path=v1,v2,... with distinct values, got 'beta'");
    assertThat(temp).isEmptyDirectory();
  }

  private Cli.Outcome sweep(String... axis) {
    return Cli.run(
        "sweep",
        "digits-vae",
        axis[0],
        axis[1],
        "-s",
        "data.samples=200",
        "-s",
        "data.test_samples=100",
        "-s",
        "training.epochs=1",
        "-s",
        "evaluation.metrics=[elbo]",
        "--out",
        temp.toString(),
        "--threads",
        "2");
  }
}
