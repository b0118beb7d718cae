package dev.omnivae.data.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.data.Dataset;
import dev.omnivae.data.ReaderContext;
import dev.omnivae.data.Split;
import dev.omnivae.data.face.FaceCrop;
import dev.omnivae.data.face.FaceReport;
import dev.omnivae.data.face.Several;
import dev.omnivae.data.picture.SamplePictures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CroppedFacesTest {
  @TempDir private Path temp;
  private final List<String> told = new ArrayList<>();
  private final Notices notices = new Notices(told::add);

  @BeforeAll
  static void start() {
    Engine.start(1);
  }

  private Dataset read(Path folder) {
    return new FolderReader(notices)
        .read(
            new ReaderContext(
                Settings.parse("{\"size\": 16, \"crop_faces\": true}"),
                List.of(folder),
                temp.resolve("cache"),
                1));
  }

  private static long size(Dataset dataset) {
    return java.util.Arrays.stream(Split.values())
        .mapToLong(split -> dataset.samples(split).size())
        .sum();
  }

  private Path photographs(int count) throws IOException {
    String named = System.getenv("OMNIVAE_DATA");
    Path file =
        Path.of(named == null ? "../../shared/data" : named).resolve("backgrounds/astronaut.png");
    Assumptions.assumeTrue(Files.isRegularFile(file), "no photograph here");
    Path folder = temp.resolve("photographs");
    for (int i = 0; i < count; i++) {
      SamplePictures.write(folder.resolve(i + ".png"), Files.readAllBytes(file));
    }
    SamplePictures.write(
        folder.resolve("noise.png"), SamplePictures.bytes(SamplePictures.noise(80), "png"));
    return folder;
  }

  @Test
  void facesAreCutIntoTheCacheOnceAndToldInOneLine() throws IOException {
    Path folder = photographs(4);

    for (int i = 0; i < 2; i++) {
      Dataset dataset = read(folder);

      assertThat(size(dataset)).isEqualTo(4);
      assertThat(dataset.info().description()).isEqualTo("4 pictures of folder photographs");
    }

    assertThat(told)
        .singleElement()
        .asString()
        .startsWith(
            "folder photographs: 4 faces of 5 pictures; 1 without a face, 0 with several, cut into "
                + temp.resolve("cache/faces"));
  }

  @Test
  void aFolderOfFacesIsReadAsItIs() throws IOException {
    Path faces = temp.resolve("faces");
    FaceReport report =
        CroppedFaces.make(photographs(3), faces, new FaceCrop(24, 0), Several.ALL, 64);

    assertThat(report.crops()).hasSize(3);
    assertThat(size(read(faces))).isEqualTo(3);
    assertThat(told).isEmpty();
    assertThat(temp.resolve("cache/faces")).doesNotExist();
  }

  @Test
  void picturesWithoutFacesAreOneLine() {
    Path folder = temp.resolve("things");
    for (int i = 0; i < 3; i++) {
      SamplePictures.write(
          folder.resolve(i + ".png"), SamplePictures.bytes(SamplePictures.noise(60 + i), "png"));
    }

    assertThatThrownBy(() -> read(folder))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "faces in the pictures of folder things must be at least 3, got 0 in 3 pictures; name a"
                + " folder of photographs of people with --data, or write crop_faces: false");
  }

  @Test
  void foldersThatMakeNoSenseAreOneLine() throws IOException {
    Path empty = Files.createDirectories(temp.resolve("empty"));
    Path full = temp.resolve("full");
    SamplePictures.write(
        full.resolve("a.png"), SamplePictures.bytes(SamplePictures.noise(9), "png"));
    SamplePictures.write(temp.resolve("phone/a.heic"), new byte[1]);

    refused(
        temp.resolve("nothing"),
        empty,
        "SOURCE must be a folder that is there, got "
            + temp.resolve("nothing")
            + "; check the path");
    refused(
        temp.resolve("phone"),
        empty,
        "SOURCE must be a folder with PNG, JPEG, GIF, BMP, WebP or TIFF files, got "
            + temp.resolve("phone")
            + " without any, 1 of a format that is not read; name the folder of your photographs");
    refused(
        full,
        full,
        "folder to make data in must be new or empty, got " + full + "; name another one");
  }

  private static void refused(Path source, Path target, String message) {
    assertThatThrownBy(() -> CroppedFaces.make(source, target, FaceCrop.DEFAULT, Several.ALL, 64))
        .isInstanceOf(InputException.class)
        .hasMessage(message);
  }
}
