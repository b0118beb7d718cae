package dev.omnivae.data.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.omnivae.core.config.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.types.MatFile;
import us.hebi.matlab.mat.types.MatlabType;
import us.hebi.matlab.mat.types.Matrix;

class SvhnMatTest {
  @SuppressWarnings("NullAway.Init") // set by JUnit
  @TempDir
  Path folder;

  @Test
  void labelTenIsTheDigitZero() throws IOException {
    Path file = write(images(3), labels(1, 10, 9));

    assertThat(SvhnMat.read(file, 0).labels()).containsExactly(1, 0, 9);
  }

  @Test
  void pixelsStandInRowMajorOrder() throws IOException {
    Matrix images = images(2);
    int row = 3;
    int column = 7;
    images.setByte(new int[] {row, column, 2, 1}, (byte) 200);
    Path file = write(images, labels(1, 2));

    byte[] pixels = SvhnMat.read(file, 0).pixels();

    // Sample 1, channel 2: everything else is 0.
    assertThat(pixels[1 * 3072 + 2 * 1024 + row * 32 + column]).isEqualTo((byte) 200);
    pixels[1 * 3072 + 2 * 1024 + row * 32 + column] = 0;
    assertThat(pixels).containsOnly(0);
  }

  @Test
  void onlyTheFirstSamplesAreReadWhenAsked() throws IOException {
    Path file = write(images(3), labels(1, 10, 9));

    SvhnMat two = SvhnMat.read(file, 2);

    assertThat(two.labels()).containsExactly(1, 0);
    assertThat(two.pixels()).hasSize(2 * 3072);
  }

  @Test
  void aFileWithoutXSaysWhatItHolds() throws IOException {
    Path file = write(Mat5.newMatFile().addArray("y", labels(1)).addArray("z", labels(1)));

    assertThatThrownBy(() -> SvhnMat.read(file, 0))
        .isInstanceOf(InputException.class)
        .hasMessage(
            file
                + " must be a .mat file with matrices X and y, got only y, z; take train_32x32.mat"
                + " and test_32x32.mat of SVHN");
  }

  @Test
  void aFileWithoutLabelsSaysWhatItHolds() throws IOException {
    Path file = write(Mat5.newMatFile().addArray("X", images(2)));

    assertThatThrownBy(() -> SvhnMat.read(file, 0))
        .isInstanceOf(InputException.class)
        .hasMessage(
            file
                + " must be a .mat file with matrices X and y, got only X; take train_32x32.mat and"
                + " test_32x32.mat of SVHN");
  }

  @Test
  void asManyLabelsAsImagesAreNeeded() throws IOException {
    Path file = write(images(3), labels(1, 2));

    assertThatThrownBy(() -> SvhnMat.read(file, 0))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "y of "
                + file
                + " must be one label for each of the 3 images of X, got 2 labels; download the"
                + " file again");
  }

  @Test
  void aLabelAboveTenIsNamed() throws IOException {
    Path file = write(images(2), labels(1, 11));

    assertThatThrownBy(() -> SvhnMat.read(file, 0))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "y of "
                + file
                + " must be labels 1 to 10, 10 standing for 0, got 11 at sample 1; download the"
                + " file again");
  }

  @Test
  void imagesOfAnotherShapeAreNamed() throws IOException {
    Matrix other = Mat5.newMatrix(new int[] {16, 32, 3, 2}, MatlabType.UInt8);
    Path file = write(other, labels(1, 2));

    assertThatThrownBy(() -> SvhnMat.read(file, 0))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "X of "
                + file
                + " must be (32, 32, 3, samples), got [16, 32, 3, 2]; take the cropped digits"
                + " (format 2), not the full numbers");
  }

  @Test
  void aCutOffFileIsOneLine() throws IOException {
    Path file = write(images(3), labels(1, 10, 9));
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));

    assertThatThrownBy(() -> SvhnMat.read(file, 0))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(file + " must be a complete MATLAB v5 file, got ")
        .hasMessageEndingWith("; download it again")
        .hasMessageNotContaining("\n");
  }

  private Path write(Matrix images, Matrix labels) throws IOException {
    return write(Mat5.newMatFile().addArray("X", images).addArray("y", labels));
  }

  private Path write(MatFile mat) throws IOException {
    return Mat5.writeToFile(mat, folder.resolve("train_32x32.mat").toFile()).toPath();
  }

  private static Matrix images(int samples) {
    return Mat5.newMatrix(new int[] {32, 32, 3, samples}, MatlabType.UInt8);
  }

  private static Matrix labels(int... values) {
    Matrix labels = Mat5.newMatrix(values.length, 1, MatlabType.UInt8);
    for (int i = 0; i < values.length; i++) {
      labels.setInt(i, values[i]);
    }
    return labels;
  }
}
