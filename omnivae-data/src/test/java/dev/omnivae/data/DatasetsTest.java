package dev.omnivae.data;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.RunException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.data.format.Checksums;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // fields are set by JUnit
class DatasetsTest {
  private static final String MADE =
      "{\"reader\": \"digits\", \"samples\": 40, \"test_samples\": 20}";

  @TempDir Path folder;
  private HttpServer server;
  private final List<String> asked = new ArrayList<>();

  @BeforeAll
  static void start() {
    Engine.start(1);
  }

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/files/",
        exchange -> {
          asked.add(exchange.getRequestURI().getPath());
          byte[] body = "hello".getBytes(UTF_8);
          boolean known = exchange.getRequestURI().getPath().endsWith("a.bin");
          exchange.sendResponseHeaders(known ? 200 : 404, known ? body.length : -1);
          if (known) {
            exchange.getResponseBody().write(body);
          }
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void everyDataSetIsListedWithWhereItIsOrHowToGetIt() {
    List<Datasets.Entry> list = Datasets.list(List.of(folder));

    assertThat(list)
        .extracting(Datasets.Entry::name)
        .contains(
            "digits",
            "fashion-mnist",
            "idx",
            "mnist",
            "mnist-street",
            "mnist-svhn",
            "street",
            "svhn");
    assertThat(of(list, "digits").ready()).isTrue();
    assertThat(of(list, "mnist").ready()).isFalse();
    assertThat(of(list, "mnist").note()).contains("omnivae data get mnist");
    assertThat(of(list, "mnist-svhn").note()).contains("get mnist").contains("housenumbers");
  }

  @Test
  void anUnknownDataSetNamesTheNearest() {
    assertThatThrownBy(() -> Datasets.reader("minst"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("data set must be a known name, got 'minst'; did you mean 'mnist'?");
  }

  @Test
  void aDownloadIsCheckedAndNamedOnlyWhenWhole() throws IOException {
    Download download = download("a.bin", Checksums.of("hello".getBytes(UTF_8)));
    List<String> lines = new ArrayList<>();

    new Downloader(Optional.empty(), lines::add).get(download, folder.resolve("set"));
    new Downloader(Optional.empty(), lines::add).get(download, folder.resolve("set"));

    Path file = folder.resolve("set/a.bin");
    assertThat(file).hasContent("hello");
    assertThat(lines).containsExactly("got " + file, file + " is there");
    assertThat(asked).containsExactly("/files/a.bin");
  }

  @Test
  void aMirrorIsUsedWhenNamed() {
    Download download =
        new Download(
            "http://192.0.2.1/",
            List.of(new Download.RemoteFile("a.bin", Checksums.of("hello".getBytes(UTF_8)))));

    new Downloader(Optional.of(address()), line -> {}).get(download, folder);

    assertThat(folder.resolve("a.bin")).hasContent("hello");
  }

  @Test
  void aWrongChecksumLeavesNothing() throws IOException {
    String expected = Checksums.of("other".getBytes(UTF_8));

    assertThatThrownBy(
            () ->
                new Downloader(Optional.empty(), line -> {})
                    .get(download("a.bin", expected), folder))
        .isInstanceOf(RunException.class)
        .hasMessage(
            address()
                + "a.bin must hold content with SHA-256 "
                + expected
                + ", got "
                + Checksums.of("hello".getBytes(UTF_8))
                + "; try again or use another mirror");
    assertEmpty(folder);
  }

  @Test
  void aMissingRemoteFileIsOneLine() throws IOException {
    assertThatThrownBy(
            () -> new Downloader(Optional.empty(), line -> {}).get(download("b.bin", "00"), folder))
        .isInstanceOf(RunException.class)
        .hasMessage(
            "%sb.bin must answer with status 200, got 404; put the file into %s yourself"
                .formatted(address(), folder));
    assertEmpty(folder);
  }

  @Test
  void aMachineWithoutNetworkGetsOneLine() throws IOException {
    String gone = address();
    server.stop(0);

    assertThatThrownBy(() -> Datasets.get("mnist", folder, Optional.of(gone), line -> {}))
        .isInstanceOf(RunException.class)
        .hasMessageStartingWith(gone + "train-images-idx3-ubyte.gz must be reachable, got ")
        .hasMessageEndingWith(
            "; connect this machine, or put the file into " + folder.resolve("mnist") + " yourself")
        .hasMessageNotContaining("\n");
    assertEmpty(folder.resolve("mnist"));
  }

  @Test
  void svhnSaysWhyItIsNotDownloaded() {
    assertThatThrownBy(() -> Datasets.get("svhn", folder, Optional.empty(), line -> {}))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(
            "data set to get must be one that is downloaded, got 'svhn'; its licence"
                + " (non-commercial) leaves the download to you");
  }

  @Test
  void drawnDataNeedNoDownload() {
    assertThatThrownBy(() -> Datasets.get("digits", folder, Optional.empty(), line -> {}))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "data set to get must be one that is downloaded, got 'digits'; it is drawn when first"
                + " used");
  }

  @Test
  void whatIsMadeIsReadBack() throws IOException {
    Path made = folder.resolve("digits");
    Datasets.make("digits", made, Settings.parse(MADE));

    Dataset drawn = Datasets.read(context(MADE));
    Dataset read =
        Datasets.read(
            context(
                "{\"reader\": \"idx\", \"folder\": \"digits\","
                    + " \"modalities\": [\"handwritten\", \"street\"]}"));

    for (String modality : List.of("handwritten", "street")) {
      assertThat(pixels(read, modality)).isEqualTo(pixels(drawn, modality));
    }
    assertThat(Files.readAllLines(made.resolve("street/train-factors.csv")))
        .hasSize(41)
        .first()
        .isEqualTo("id,label,typeface,height,thickness,rotation,contrast,blur,left,right");
  }

  @Test
  void aRealDataSetIsNotMade() {
    assertThatThrownBy(() -> Datasets.make("mnist", folder, Settings.parse("{}")))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "data set to make must be a drawn one, got 'mnist'; choose digits, street, profiles, polymnist or voices");
  }

  @Test
  void aDescriptionCountsEverything() {
    Description description = Description.of(Datasets.read(context(MADE)));

    assertThat(description.samples()).containsEntry("train", 40L).containsEntry("test", 20L);
    Description.ModalityDescription street = description.modalities().get(1);
    assertThat(street.name()).isEqualTo("street");
    assertThat(street.shape()).containsExactly(3L, 32L, 32L);
    assertThat(street.minimum()).isBetween(0.0, 0.3);
    assertThat(street.maximum()).isBetween(0.7, 1.0);
    assertThat(street.singles()).containsEntry("train", 40L).containsEntry("test", 20L);
    assertThat(street.perClass().get("test")).hasSize(10).containsEntry("7", 2L);
  }

  private ReaderContext context(String json) {
    return new ReaderContext(Settings.parse(json), List.of(folder), folder.resolve("cache"), 1);
  }

  private static float[] pixels(Dataset dataset, String modality) {
    return Tensors.floats(
        dataset.singles(Split.TEST, modality).gather(0, new long[] {0, 1, 2}).of(modality).value());
  }

  private static Availability of(List<Datasets.Entry> list, String name) {
    return list.stream()
        .filter(entry -> entry.name().equals(name))
        .findFirst()
        .orElseThrow()
        .availability();
  }

  private Download download(String file, String sha256) {
    return new Download(address(), List.of(new Download.RemoteFile(file, sha256)));
  }

  private String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/files/";
  }

  private static void assertEmpty(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
  }
}
