package dev.omnivae.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.omnivae.app.Cli;
import dev.omnivae.app.run.Json;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders of the user's pictures, as typed. */
class OwnPicturesTest {
  @TempDir Path temp;

  /** Discs of any colour and place, JPEG and PNG, in two folders, and one file that is none. */
  private Path pictures() throws IOException {
    Path folder = temp.resolve("mine");
    for (int i = 0; i < 40; i++) {
      BufferedImage image = new BufferedImage(50 + i, 40, BufferedImage.TYPE_INT_RGB);
      Graphics2D pen = image.createGraphics();
      pen.setColor(new Color(6 * i, 255 - 6 * i, 128));
      pen.fillOval(10, i % 20, 20, 20);
      pen.dispose();
      String format = i % 2 == 0 ? "png" : "jpg";
      Path file = folder.resolve(i % 4 < 2 ? "some" : "others").resolve(i + "." + format);
      Files.createDirectories(file.getParent());
      ImageIO.write(image, format, file.toFile());
    }
    Files.createFile(folder.resolve("some/empty.png"));
    return folder;
  }

  @Test
  void aFolderIsDescribedWithASheet() throws IOException {
    Path sheet = temp.resolve("sheet.png");

    Cli.Outcome told =
        Cli.run(
            "data",
            "describe",
            "folder",
            "--data",
            pictures().toString(),
            "--out",
            sheet.toString());

    assertThat(told.code()).as(told.err()).isZero();
    assertThat(told.out())
        .contains("what           40 pictures of folder mine, 1 left out (1 empty)")
        .contains("image          image [3, 64, 64], values 0.000 to ")
        .contains("classes        others, some");
    assertThat(ImageIO.read(sheet.toFile()).getHeight()).isGreaterThan(100);
  }

  @Test
  void theRecipeTrainsOnAFolder() throws IOException {
    Path run = temp.resolve("run");

    Cli.Outcome trained =
        Cli.run(
            "train",
            "folder",
            "--data",
            pictures().toString(),
            "--out",
            run.toString(),
            "-s",
            "data.size=16",
            "-s",
            "training.epochs=2",
            "-s",
            "training.batch_size=8",
            "-s",
            "model.modalities.image.encoder.filters=4",
            "--threads",
            "2");

    assertThat(trained.code()).as(trained.err()).isZero();
    JsonNode metrics = Json.read(run.resolve("metrics.json"));
    assertThat(metrics.get("elbo").isNumber()).isTrue();
    assertThat(Json.read(run.resolve("manifest.json")).at("/data/description").asText())
        .isEqualTo("40 pictures of folder mine, 1 left out (1 empty)");
    assertThat(run.resolve("config.yaml")).content().contains("max_megapixels: 64");
    assertThat(run.resolve("report.html")).isNotEmptyFile();
  }

  @Test
  void facesAreCutOutOfPhotographs() throws IOException {
    String named = System.getenv("OMNIVAE_DATA");
    Path photographs = Path.of(named == null ? "../../shared/data" : named).resolve("backgrounds");
    Assumptions.assumeTrue(Files.isDirectory(photographs), "no photographs here");
    Path source = Files.createDirectories(temp.resolve("photographs"));
    Files.copy(photographs.resolve("astronaut.png"), source.resolve("astronaut.png"));
    Files.copy(photographs.resolve("coffee.png"), source.resolve("coffee.png"));
    Path faces = temp.resolve("faces");

    Cli.Outcome told =
        Cli.run("data", "crop-faces", source.toString(), faces.toString(), "--size", "48");

    assertThat(told.code()).as(told.err()).isZero();
    assertThat(told.out())
        .contains("1 face of 2 pictures; 1 without a face, 0 with several")
        .contains("contact sheet  " + faces + "-sheet.png");
    assertThat(ImageIO.read(faces.resolve("astronaut.png-1.png").toFile()).getWidth())
        .isEqualTo(48);
    assertThat(ImageIO.read(temp.resolve("faces-sheet.png").toFile()).getWidth()).isGreaterThan(48);
    Cli.Outcome json =
        Cli.run("data", "crop-faces", source.toString(), temp.resolve("b").toString(), "--json");
    JsonNode counts = new ObjectMapper().readTree(json.out());
    assertThat(counts.get("faces").asInt()).isEqualTo(1);
    assertThat(counts.get("without").asInt()).isEqualTo(1);
  }

  @Test
  void whatCannotBeCutIsRefused() {
    Cli.refused(
        "SOURCE must be a folder that is there, got " + temp.resolve("no") + "; check the path",
        "data",
        "crop-faces",
        temp.resolve("no").toString(),
        temp.resolve("faces").toString());
    Cli.refused(
        "several must be a known choice, got 'bigest'; did you mean 'largest'? choices: all, largest,"
            + " none",
        "data",
        "crop-faces",
        temp.toString(),
        temp.resolve("faces").toString(),
        "--several",
        "bigest");
  }
}
