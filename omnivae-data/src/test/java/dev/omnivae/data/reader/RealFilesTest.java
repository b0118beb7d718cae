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
import dev.omnivae.data.Reader;
import dev.omnivae.data.ReaderContext;
import dev.omnivae.data.Split;
import dev.omnivae.data.format.Idx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.types.MatlabType;
import us.hebi.matlab.mat.types.Matrix;

/** The readers of published files, on small files of the same formats and on real ones if found. */
class RealFilesTest {
  @SuppressWarnings("NullAway.Init") // set by JUnit
  @TempDir
  Path root;

  @BeforeAll
  static void start() {
    Engine.start(1);
  }

  @Test
  void mnistIsReadFromTheFolderOfItsNameOrFromTheRoot() throws IOException {
    writeMnist(root.resolve("below/mnist"), 20, 20);
    writeMnist(root.resolve("flat"), 20, 20);

    for (String folder : List.of("below", "flat")) {
      Dataset mnist = read(new MnistReader(), "{\"validation\": 0}", root.resolve(folder));

      Batch batch = mnist.samples(Split.TRAIN).gather(0, new long[] {3});
      assertThat(Tensors.longs(batch.labels() == null ? batch.ids() : batch.labels()))
          .containsExactly(3);
      // Sample 3 is filled with 3; pixels are value / 255 exactly.
      assertThat(Tensors.floats(batch.of("mnist").value())).containsOnly(3 / 255f).hasSize(784);
      assertThat(mnist.samples(Split.VALID).size()).isZero();
      assertThat(mnist.info().checksums()).hasSize(4);
    }
  }

  @Test
  void aMissingFileSaysWhichWhereAndHow() {
    assertThatThrownBy(() -> read(new MnistReader(), "{}", root))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "file train-images-idx3-ubyte.gz of data set mnist must be in one of "
                + root.resolve("mnist")
                + ", "
                + root
                + ", got no such file; download it with 'omnivae data get mnist', or name its"
                + " folder with --data");
  }

  @Test
  void aMissingSvhnFileSaysWhichWhereAndHow() throws IOException {
    writeMnist(root, 20, 20);

    assertThatThrownBy(() -> read(new MnistSvhnReader(), "{}", root))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "file train_32x32.mat of data set svhn must be in one of "
                + root.resolve("svhn")
                + ", "
                + root
                + ", got no such file; its licence (non-commercial) leaves the download to you: put"
                + " train_32x32.mat and test_32x32.mat of http://ufldl.stanford.edu/housenumbers/"
                + " into a folder svhn and name the folder above it with --data");
  }

  @Test
  void imageAndLabelCountsMustAgree() throws IOException {
    writeMnist(root, 20, 19);

    assertThatThrownBy(() -> read(new MnistReader(), "{}", root))
        .isInstanceOf(InputException.class)
        .hasMessage(
            root.resolve("train-labels-idx1-ubyte.gz")
                + " must be one label for each of the 20 images of "
                + root.resolve("train-images-idx3-ubyte.gz")
                + ", got 19 labels; take both files from one source");
  }

  @Test
  void aLabelAboveNineIsNamed() throws IOException {
    writeMnist(root, 20, 20);
    Path labels = root.resolve("t10k-labels-idx1-ubyte.gz");
    byte[] bytes = new byte[20];
    bytes[7] = 11;
    Idx.write(labels, new Idx.Array(List.of(20), bytes));

    assertThatThrownBy(() -> read(new MnistReader(), "{}", root))
        .isInstanceOf(InputException.class)
        .hasMessage(labels + " must be labels 0 to 9, got 11 at sample 7; download it again");
  }

  @Test
  void mnistIsPairedWithSvhnByDigit() throws IOException {
    writeMnist(root.resolve("mnist"), 40, 40);
    writeSvhn(root.resolve("svhn"), 30);

    Dataset pairs =
        read(
            new MnistSvhnReader(),
            "{\"validation\": 0, \"pairing\": {\"max_d\": 10000, \"dm\": 5, \"repair\":"
                + " \"never\", \"test_dm\": 2}}",
            root);

    // 3 of each digit on the smaller side.
    Samples train = pairs.samples(Split.TRAIN);
    assertThat(train.size()).isEqualTo(5 * 30);
    assertThat(pairs.samples(Split.TEST).size()).isEqualTo(2 * 30);
    Batch batch = train.gather(0, new long[] {0, 50, 149});
    float[] mnist = Tensors.floats(batch.of("mnist").value());
    float[] svhn = Tensors.floats(batch.of("svhn").value());
    for (int i = 0; i < 3; i++) {
      // Both files are filled with values whose last decimal digit is the label.
      long left = Math.round(mnist[i * 784] * 255) % 10;
      long right = Math.round(svhn[i * 3072] * 255) % 10;
      assertThat(left).isEqualTo(right);
    }
  }

  @Test
  void theWholeOfMnistIsRead() {
    Path data = realData();
    Dataset mnist = read(new MnistReader(), "{}", data);

    assertThat(mnist.singles(Split.TRAIN, "mnist").size()).isEqualTo(57_000);
    assertThat(mnist.singles(Split.VALID, "mnist").size()).isEqualTo(3_000);
    assertThat(mnist.singles(Split.TEST, "mnist").size()).isEqualTo(10_000);
  }

  @Test
  void realMnistIsPairedWithDrawnStreetDigits(@TempDir Path cache) {
    Path data = realData();
    Dataset pairs =
        new MnistStreetReader()
            .read(
                new ReaderContext(
                    Settings.parse("{\"samples\": 500, \"test_samples\": 100}"),
                    List.of(data),
                    cache,
                    1));

    Batch batch = pairs.samples(Split.TEST).gather(0, new long[] {0, 1});
    assertThat(batch.modalities()).containsOnlyKeys("mnist", "street");
  }

  private static Path realData() {
    String named = System.getenv("OMNIVAE_DATA");
    Path data = Path.of(named == null ? "../../shared/data" : named);
    Assumptions.assumeTrue(Files.isDirectory(data.resolve("mnist")), "no real data here");
    return data;
  }

  private Dataset read(Reader reader, String json, Path folder) {
    return reader.read(
        new ReaderContext(Settings.parse(json), List.of(folder), root.resolve("cache"), 1));
  }

  /** Sample i is filled with the value i and has the label i % 10. */
  private static void writeMnist(Path folder, int images, int labels) throws IOException {
    Files.createDirectories(folder);
    byte[] pixels = new byte[images * 784];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i / 784);
    }
    byte[] digits = new byte[labels];
    for (int i = 0; i < labels; i++) {
      digits[i] = (byte) (i % 10);
    }
    for (String prefix : List.of("train", "t10k")) {
      Idx.write(
          folder.resolve(prefix + "-images-idx3-ubyte.gz"),
          new Idx.Array(List.of(images, 28, 28), pixels));
      Idx.write(
          folder.resolve(prefix + "-labels-idx1-ubyte.gz"), new Idx.Array(List.of(labels), digits));
    }
  }

  /** Sample i is filled with the value i and has the label i % 10, 10 for 0. */
  private static void writeSvhn(Path folder, int samples) throws IOException {
    Files.createDirectories(folder);
    Matrix images = Mat5.newMatrix(new int[] {32, 32, 3, samples}, MatlabType.UInt8);
    Matrix labels = Mat5.newMatrix(samples, 1, MatlabType.UInt8);
    for (int i = 0; i < samples; i++) {
      labels.setInt(i, i % 10 == 0 ? 10 : i % 10);
      for (int j = 0; j < 3072; j++) {
        images.setByte(i * 3072 + j, (byte) i);
      }
    }
    for (String name : List.of("train_32x32.mat", "test_32x32.mat")) {
      Mat5.writeToFile(
          Mat5.newMatFile().addArray("X", images).addArray("y", labels),
          folder.resolve(name).toFile());
    }
  }
}
