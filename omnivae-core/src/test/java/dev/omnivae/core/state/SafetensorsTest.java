package dev.omnivae.core.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.RunException;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.Tensors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsTest {
  @BeforeAll
  static void start() {
    Engine.start(1);
  }

  @Test
  void writesWhatTheFormatSays(@TempDir Path folder) throws IOException {
    Path path = folder.resolve("a.safetensors");
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("bytes", Tensors.of(new byte[] {1, -1}, 2));
    tensors.put("floats", Tensors.of(new float[] {1.5f, -2}, 1, 2));

    Safetensors.write(AtomicFiles.DISK, path, tensors, Map.of("step", "3"));

    ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
    int length = Math.toIntExact(file.getLong());
    assertThat(length % 8).isZero();
    byte[] header = new byte[length];
    file.get(header);
    // the wider elements first, so that all are aligned
    assertThat(new String(header, StandardCharsets.UTF_8).strip())
        .isEqualTo(
            "{\"__metadata__\":{\"step\":\"3\"},"
                + "\"floats\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,8]},"
                + "\"bytes\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[8,10]}}");
    assertThat(file.getFloat()).isEqualTo(1.5f);
    assertThat(file.getFloat()).isEqualTo(-2f);
    assertThat(file.get()).isEqualTo((byte) 1);
    assertThat(file.get()).isEqualTo((byte) -1);
    assertThat(file.hasRemaining()).isFalse();
    assertThat(folder.toFile().list()).containsExactly("a.safetensors");
  }

  @Test
  void readsBackEveryTypeAndShape(@TempDir Path folder) {
    Path path = folder.resolve("a.safetensors");
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Dtype dtype : Dtype.values()) {
      tensors.put(dtype.name(), Tensors.of(new double[] {0, 1, 1, 0, 1, 1}, 2, 3).to(dtype.type));
    }
    tensors.put("scalar", Tensors.full(2.5, ScalarType.Double));
    tensors.put("empty", Tensors.zeros(ScalarType.Float, 0, 4));
    tensors.put("transposed", Tensors.of(new float[] {1, 2, 3, 4}, 2, 2).t());

    Safetensors.write(AtomicFiles.DISK, path, tensors, Map.of("by", "test"));

    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      assertThat(file.names()).containsExactlyInAnyOrderElementsOf(tensors.keySet());
      assertThat(file.metadata()).containsExactly(Map.entry("by", "test"));
      tensors.forEach(
          (name, tensor) -> {
            assertThat(file.shape(name)).isEqualTo(Tensors.shape(tensor));
            assertThat(file.tensor(name).scalar_type().intern())
                .isEqualTo(tensor.scalar_type().intern());
            if (tensor.numel() > 0) {
              assertThat(Tensors.doubles(file.tensor(name))).isEqualTo(Tensors.doubles(tensor));
            }
          });
    }
  }

  @Test
  void filesThatAreBrokenAreOneLine(@TempDir Path folder) throws IOException {
    String entry = "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}";
    Path path = folder.resolve("x");

    assertLine(
        folder.resolve("none"),
        "weights must be a safetensors file, got none at %s; check the path or train first");
    assertLine(
        bytes(path, 5),
        "%s must be at least 8 bytes long, got 5 bytes; it is cut off: copy or train it again");
    assertLine(
        file(path, 1L << 40, "{}", 0),
        "%s must be a safetensors file, which begins with the length of its header, got 1099511627776; check that it is the right file");
    assertLine(
        file(path, 400, "{}", 0),
        "%s must be at least 408 bytes long, got 10 bytes; it is cut off: copy or train it again");
    assertLine(
        file(path, entry, 7),
        "%s must be "
            + (8 + entry.length() + 8)
            + " bytes long, got "
            + (8 + entry.length() + 7)
            + " bytes; it is cut off: copy or train it again");
    assertLine(
        file(path, "{nope", 0),
        "header of %s must describe its tensors, got no JSON; check that it is the right file");
    assertLine(
        file(path, "[]", 0),
        "header of %s must describe its tensors, got no mapping; check that it is the right file");
    assertLine(
        file(path, "{\"a\":{\"dtype\":\"F32\"}}", 0),
        "header of %s must describe its tensors, got 'a' without dtype, shape or data_offsets; check that it is the right file");
    assertLine(
        file(path, entry.replace("F32", "F33"), 8),
        "dtype of 'a' in %s must be one of [F64, I64, F32, I32, F16, BF16, I16, I8, U8, BOOL], got 'F33'; convert the file");
    assertLine(
        file(path, entry.replace("[2]", "[3]"), 8),
        "header of %s must describe its tensors, got 'a' of 12 bytes at [0,8]; check that it is the right file");
    assertLine(
        file(path, entry.replace("[2]", "[-2]"), 8),
        "header of %s must describe its tensors, got 'a' of shape [-2]; check that it is the right file");
    assertLine(
        file(path, entry.replace("[0,8]", "[4,12]"), 12),
        "header of %s must describe its tensors, got tensors that overlap or leave holes; check that it is the right file");
    assertLine(
        file(path, entry, 9),
        "header of %s must describe its tensors, got 1 bytes that belong to no tensor; check that it is the right file");
  }

  @Test
  void aTensorOfAnotherShapeOrKindIsOneLine(@TempDir Path folder) {
    Path path = folder.resolve("a.safetensors");
    Safetensors.write(
        AtomicFiles.DISK, path, Map.of("a", Tensors.of(new long[] {1, 2}, 2)), Map.of());

    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      assertThatThrownBy(() -> file.readInPlace("a", Tensors.zeros(ScalarType.Float, 3)))
          .hasMessage(
              "'a' in "
                  + path
                  + " must be of shape [3], got [2]; it was written by another"
                  + " architecture: use the recipe it was trained with");
      assertThatThrownBy(() -> file.readInPlace("a", Tensors.zeros(ScalarType.Float, 2)))
          .hasMessage("dtype of 'a' in " + path + " must be F32, got I64; convert the file");
    }
  }

  @Test
  void aFullDiskIsOneLineAndTheFileThatWasThereStays(@TempDir Path folder) throws IOException {
    Path path = folder.resolve("a.safetensors");
    Safetensors.write(
        AtomicFiles.DISK, path, Map.of("a", Tensors.zeros(ScalarType.Float, 2)), Map.of());
    byte[] before = Files.readAllBytes(path);
    AtomicFiles full =
        new AtomicFiles() {
          @Override
          public void write(FileChannel channel, ByteBuffer bytes) throws IOException {
            bytes.limit(bytes.position() + 1);
            super.write(channel, bytes);
            throw new IOException("No space left on device");
          }
        };

    assertThatThrownBy(
            () ->
                Safetensors.write(
                    full, path, Map.of("a", Tensors.zeros(ScalarType.Float, 9)), Map.of()))
        .isInstanceOf(RunException.class)
        .hasMessage(
            path
                + " must be writable, got 'No space left on device'; free some space or mend its"
                + " folder, then continue");

    assertThat(Files.readAllBytes(path)).isEqualTo(before);
    assertThat(folder.toFile().list()).containsExactly("a.safetensors");
  }

  private static void assertLine(Path path, String line) {
    assertThatThrownBy(() -> SafetensorsFile.open(path))
        .isInstanceOf(InputException.class)
        .hasMessage(line.formatted(path));
  }

  private static Path bytes(Path path, int count) throws IOException {
    return Files.write(path, new byte[count]);
  }

  private static Path file(Path path, String header, int data) throws IOException {
    return file(path, header.length(), header, data);
  }

  private static Path file(Path path, long length, String header, int data) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + header.length() + data).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(length).put(header.getBytes(StandardCharsets.UTF_8));
    return Files.write(path, bytes.array());
  }
}
