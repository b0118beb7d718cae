package dev.omnivae.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.omnivae.app.Cli;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code omnivae data describe | get | make}, as typed. */
class DataCommandsTest {
  private static final String[] SMALL = {"-s", "samples=60", "-s", "test_samples=20"};

  @TempDir Path temp;

  @Test
  void aDescriptionHasCountsRangesLicenceCitationAndAContactSheet() throws IOException {
    Path sheet = temp.resolve("sheet.png");

    Cli.Outcome told = Cli.run(words(SMALL, "data", "describe", "digits", "--out", sheet));

    assertThat(told.code()).as(told.err()).isZero();
    assertThat(told.out())
        .contains(
            "train          60 samples", "valid          0 samples", "test           20 samples")
        .contains("handwritten    image [1, 28, 28], values 0.000 to 1.000")
        .contains("street         image [3, 32, 32], values ")
        .contains("classes        0, 1, 2", "licence        ", "citation       ", "sha256 ");
    assertThat(ImageIO.read(sheet.toFile()).getWidth()).isGreaterThan(100);
  }

  @Test
  void aDescriptionIsForMachinesToo() throws IOException {
    Cli.Outcome told =
        Cli.run(
            words(SMALL, "data", "describe", "street", "--json", "--out", temp.resolve("s.png")));

    JsonNode json = new ObjectMapper().readTree(told.out());
    assertThat(json.at("/modalities/street/maximum").asDouble()).isBetween(0.5, 1.0);
    assertThat(json.at("/modalities/street/per_class/train/7").asInt()).isPositive();
  }

  @Test
  void textIsDescribedByItsTokens() throws IOException {
    Cli.Outcome told =
        Cli.run(words(SMALL, "data", "describe", "digits-text", "--out", temp.resolve("s.png")));

    assertThat(told.code()).as(told.err()).isZero();
    assertThat(told.out())
        .containsPattern("text +tokens \\[10\\], vocabulary of \\d+, \\d+ tokens");
    Cli.Outcome json =
        Cli.run(
            words(
                SMALL,
                "data",
                "describe",
                "digits-text",
                "--json",
                "--out",
                temp.resolve("s.png")));
    JsonNode text = new ObjectMapper().readTree(json.out()).at("/modalities/text/text");
    assertThat(text.path("tokens").asInt()).isGreaterThan(80); // 80 captions
    assertThat(text.path("unknown").asInt()).isLessThan(text.path("tokens").asInt());
  }

  @Test
  void aDrawnDataSetIsWrittenAsFilesAndReadBack() {
    Path made = temp.resolve("mine");

    Cli.Outcome outcome = Cli.run(words(SMALL, "data", "make", "digits", made));

    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.out()).contains("digits is in " + made);
    Cli.Outcome read =
        Cli.run(
            "data",
            "describe",
            "idx",
            "--data",
            temp.toString(),
            "--out",
            temp.resolve("idx.png").toString(),
            "-s",
            "folder=mine",
            "-s",
            "modalities=[handwritten, street]");
    assertThat(read.out())
        .contains("handwritten    image [1, 28, 28]", "test           20 samples");
  }

  @Test
  void aRealDataSetIsNotMade() {
    Cli.Outcome refused = Cli.run("data", "make", "mnist", temp.resolve("m").toString());

    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.errors())
        .containsExactly(
            "omnivae: data set to make must be a drawn one, got 'mnist'; choose digits, street, profiles, polymnist or voices");
  }

  @Test
  void aDownloadThatIsNotThePublishedFileIsRefusedAndLeavesNothing() throws IOException {
    try (Mirror mirror = new Mirror(temp.resolve("nothing"))) {
      Cli.Outcome refused =
          Cli.run("data", "get", "mnist", "--data", temp.toString(), "--mirror", mirror.address());

      assertThat(refused.code()).isNotZero();
      assertThat(refused.errors()).hasSize(1);
      assertThat(refused.err()).contains("train-images-idx3-ubyte.gz");
      assertThat(temp.resolve("mnist/train-images-idx3-ubyte.gz")).doesNotExist();
    }
  }

  @Test
  void theFilesAsPublishedAreDownloadedCheckedAndFound() throws IOException {
    String named = System.getenv("OMNIVAE_DATA");
    Path real = Path.of(named == null ? "../../shared/data" : named).resolve("mnist");
    Assumptions.assumeTrue(Files.isDirectory(real), "no real MNIST at " + real);
    try (Mirror mirror = new Mirror(real)) {
      Cli.Outcome got =
          Cli.run("data", "get", "mnist", "--data", temp.toString(), "--mirror", mirror.address());

      assertThat(got.code()).as(got.err()).isZero();
      assertThat(got.out()).contains("mnist is in " + temp.resolve("mnist"));
      assertThat(Cli.run("data", "list", "--data", temp.toString()).out())
          .contains("here: in " + temp.resolve("mnist").toAbsolutePath());
    }
  }

  private static String[] words(String[] last, Object... first) {
    String[] all = new String[first.length + last.length];
    for (int i = 0; i < first.length; i++) {
      all[i] = first[i].toString();
    }
    System.arraycopy(last, 0, all, first.length, last.length);
    return all;
  }

  /** Serves the files of a folder. */
  private static final class Mirror implements AutoCloseable {
    private final HttpServer server;

    Mirror(Path folder) throws IOException {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext(
          "/",
          exchange -> {
            Path file = folder.resolve(Path.of(exchange.getRequestURI().getPath()).getFileName());
            if (Files.isRegularFile(file)) {
              exchange.sendResponseHeaders(200, Files.size(file));
              Files.copy(file, exchange.getResponseBody());
            } else {
              exchange.sendResponseHeaders(404, -1);
            }
            exchange.close();
          });
      server.start();
    }

    String address() {
      return "http://localhost:" + server.getAddress().getPort() + "/";
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }
}
