package dev.omnivae.core.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pickles written byte by byte, as Python writes them. */
class TorchFileTest {
  private static final String MAGIC = "\u008a\nl\u00fc\u009cF\u00f9 j\u00a8P\u0019";

  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    Engine.start(1);
  }

  private static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String text(String value) {
    return "X" + (char) value.length() + "\0\0\0" + value;
  }

  /** A tensor of two rows of three over storage "0", transposed where asked for. */
  private static String tensor(String key, boolean transposed, String more) {
    return "ctorch._utils\n_rebuild_tensor_v2\n(("
        + text("storage")
        + "ctorch\nFloatStorage\n"
        + text(key)
        + text("cpu")
        + "K\6"
        + more
        + "tQK\0"
        + (transposed ? "K\3K\2\u0086K\1K\3\u0086" : "K\2K\3\u0086K\3K\1\u0086")
        + "\u0089ccollections\nOrderedDict\n)RtR";
  }

  private static String dict(String more) {
    return "\u0080\2ccollections\nOrderedDict\n)Rq\0("
        + text("a.weight")
        + tensor("0", false, more)
        + text("b.weight")
        + tensor("1", true, more)
        + "u}"
        + text("_metadata")
        + "h\0sb.";
  }

  private static byte[] numbers(int from) {
    ByteBuffer buffer = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 6; i++) {
      buffer.putFloat(from + i);
    }
    return buffer.array();
  }

  private Path zip(String pickle) throws IOException {
    Path file = folder.resolve("new.pth");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
      Map<String, byte[]> entries =
          Map.of(
              "archive/data.pkl", latin(pickle),
              "archive/data/0", numbers(0),
              "archive/data/1", numbers(10));
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        out.putNextEntry(new ZipEntry(entry.getKey()));
        out.write(entry.getValue());
      }
    }
    return file;
  }

  private Path legacy() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(latin("\u0080\2" + MAGIC + "."));
    out.write(latin("\u0080\2M\u00e9\3."));
    out.write(latin("\u0080\2}(" + text("little_endian") + "\u0088u."));
    out.write(latin(dict("N")));
    out.write(latin("\u0080\2](" + text("0") + text("1") + "e."));
    for (int from : new int[] {0, 10}) {
      out.write(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(6).array());
      out.write(numbers(from));
    }
    return Files.write(folder.resolve("old.pth"), out.toByteArray());
  }

  @Test
  void readsBothFormatsAndStrides() throws IOException {
    for (Path file : new Path[] {zip(dict("")), legacy()}) {
      try (Scope scope = Scope.open()) {
        Map<String, Tensor> tensors = TorchFile.read(file, name -> true);

        assertThat(tensors).containsOnlyKeys("a.weight", "b.weight");
        assertThat(Tensors.shape(Objects.requireNonNull(tensors.get("b.weight"))))
            .containsExactly(3, 2);
        assertThat(Tensors.floats(Objects.requireNonNull(tensors.get("a.weight"))))
            .containsExactly(0, 1, 2, 3, 4, 5);
        assertThat(Tensors.floats(Objects.requireNonNull(tensors.get("b.weight"))))
            .containsExactly(10, 13, 11, 14, 12, 15);
        assertThat(TorchFile.read(file, name -> name.startsWith("b"))).containsOnlyKeys("b.weight");
      }
    }
  }

  @Test
  void codeIsRefusedAndNotRun() throws IOException {
    String rule = " must be a state dict of tensors alone, since no code in it is run, got ";
    String fix = "; save model.state_dict() again, or convert it to safetensors";
    for (String[] bad :
        new String[][] {
          {"\u0080\2cos\nsystem\n(" + text("true") + "tR.", "'os.system'"},
          {"\u0080\2ctorch\nload\n.", "'torch.load'"},
          {"\u0080\2(ios\nsystem\n.", "the instruction 0x69"},
          {"\u0080\2ctorch\nFloatStorage\n)R.", "a call of 'torch.FloatStorage'"},
          {"\u0080\2R.", "an instruction without its operand"},
          {"\u0080\2h\7.", "a reference to nothing"},
          {"\u0080\2X\0\0\0\177.", "a text of 2130706432 bytes"}
        }) {
      Path file = zip(bad[0]);
      assertThatThrownBy(() -> TorchFile.read(file, name -> true))
          .isInstanceOf(InputException.class)
          .hasMessage(file + rule + bad[1] + fix);
    }
  }

  @Test
  void whatIsNoWholeStateDictIsOneLine() throws IOException {
    Path list = zip("\u0080\2].");
    assertThatThrownBy(() -> TorchFile.read(list, name -> true))
        .hasMessage(
            list + " must be a dict of tensors, got something else; save model.state_dict()");
    Path more = zip("\u0080\2}(" + text("epoch") + "K\1u.");
    assertThatThrownBy(() -> TorchFile.read(more, name -> true))
        .hasMessage(
            more
                + " must be a dict of tensors, got 'epoch', which is none; save"
                + " model.state_dict()");
    Path beyond = zip(dict("").replace("K\3K\1\u0086", "K\7K\1\u0086"));
    assertThatThrownBy(() -> TorchFile.read(beyond, name -> true))
        .hasMessage(
            beyond
                + " must be a whole file of torch.save, got too few numbers for 'a.weight';"
                + " download it again");
    Path cut =
        Files.write(
            folder.resolve("cut.pth"), java.util.Arrays.copyOf(Files.readAllBytes(legacy()), 60));
    assertThatThrownBy(() -> TorchFile.read(cut, name -> true))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(cut + " must be a whole file of torch.save, got ");
  }
}
