package dev.omnivae.data.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.omnivae.core.config.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxTest {
  private static final byte[] TWO_IMAGES = {1, 2, 3, 4, 5, 6, (byte) 255, 8, 9, 10, 11, 12};

  @SuppressWarnings("NullAway.Init") // set by JUnit
  @TempDir
  Path folder;

  private Path gzip = Path.of("");

  @BeforeEach
  void write() throws IOException {
    gzip = folder.resolve("images.gz");
    Idx.write(gzip, new Idx.Array(List.of(2, 2, 3), TWO_IMAGES));
  }

  @Test
  void whatIsWrittenIsReadBack() {
    Idx.Array array = Idx.read(gzip, 3);

    assertThat(array.shape()).containsExactly(2, 2, 3);
    assertThat(array.bytes()).isEqualTo(TWO_IMAGES);
  }

  @Test
  void plainFilesAreReadWhateverTheirName() throws IOException {
    Path plain = folder.resolve("plain.gz");
    Files.write(plain, unpacked());

    assertThat(Idx.read(plain, 3).bytes()).isEqualTo(TWO_IMAGES);
  }

  @Test
  void aTruncatedGzipIsNamed() throws IOException {
    Path cut = folder.resolve("cut.gz");
    byte[] bytes = Files.readAllBytes(gzip);
    Files.write(cut, Arrays.copyOf(bytes, bytes.length - 10));

    assertThatThrownBy(() -> Idx.read(cut, 3))
        .isInstanceOf(InputException.class)
        .hasMessage(
            cut
                + " must be a complete file, got an end or damage in the middle (Unexpected end of"
                + " ZLIB input stream); download it again");
  }

  @Test
  void aWrongMagicIsNamed() {
    assertThatThrownBy(() -> Idx.read(gzip, 1))
        .isInstanceOf(InputException.class)
        .hasMessage(
            gzip
                + " must be an IDX file of unsigned bytes (magic 0x00000801), got magic 0x00000803;"
                + " check that images and labels are not swapped and that the file is the published"
                + " one");
  }

  @Test
  void missingDataAreNamed() throws IOException {
    Path cut = folder.resolve("cut");
    Files.write(cut, Arrays.copyOf(unpacked(), 20));

    assertThatThrownBy(() -> Idx.read(cut, 3))
        .isInstanceOf(InputException.class)
        .hasMessage(cut + " must be 12 bytes of data as its header says, got 4; download it again");
  }

  @Test
  void dataBeyondTheHeaderAreNamed() throws IOException {
    Path longer = folder.resolve("long");
    byte[] bytes = unpacked();
    Files.write(longer, Arrays.copyOf(bytes, bytes.length + 1));

    assertThatThrownBy(() -> Idx.read(longer, 3))
        .isInstanceOf(InputException.class)
        .hasMessage(
            longer + " must be 12 bytes of data as its header says, got more; download it again");
  }

  @Test
  void theChecksumOfContentIsThatOfTheUnpackedBytes() throws IOException {
    Path plain = folder.resolve("plain");
    Files.write(plain, unpacked());

    assertThat(Checksums.ofContent(gzip)).isEqualTo(Checksums.of(plain));
    assertThat(Checksums.of(gzip)).isNotEqualTo(Checksums.of(plain));
  }

  private static byte[] unpacked() {
    byte[] header = {0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3};
    byte[] all = Arrays.copyOf(header, header.length + TWO_IMAGES.length);
    IntStream.range(0, TWO_IMAGES.length).forEach(i -> all[header.length + i] = TWO_IMAGES[i]);
    return all;
  }
}
