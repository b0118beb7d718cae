package dev.omnivae.data;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.RunException;
import dev.omnivae.data.format.Checksums;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** Fetches files, checks what they hold, and only then gives them their names. */
final class Downloader {
  private static final Duration CONNECT = Duration.ofSeconds(15);

  private final Optional<String> mirror;
  private final Consumer<String> progress;
  private final HttpClient client =
      HttpClient.newBuilder()
          .connectTimeout(CONNECT)
          .followRedirects(HttpClient.Redirect.NORMAL)
          .build();

  Downloader(Optional<String> mirror, Consumer<String> progress) {
    this.mirror = mirror;
    this.progress = progress;
  }

  void get(Download download, Path folder) {
    String base = mirror.orElse(download.base());
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw unwritable(folder, e);
    }
    for (Download.RemoteFile file : download.files()) {
      Path target = folder.resolve(file.name());
      if (whole(target, file)) {
        progress.accept(target + " is there");
        continue;
      }
      String address = base.endsWith("/") ? base + file.name() : base + "/" + file.name();
      fetch(URI.create(address), target, file);
      progress.accept("got " + target);
    }
  }

  private static boolean whole(Path target, Download.RemoteFile file) {
    try {
      return Files.isRegularFile(target) && Checksums.ofContent(target).equals(file.sha256());
    } catch (InputException cutOff) {
      return false;
    }
  }

  private void fetch(URI from, Path target, Download.RemoteFile file) {
    Path part = target.resolveSibling(target.getFileName() + ".part");
    try {
      HttpResponse<Path> response =
          client.send(
              HttpRequest.newBuilder(from).timeout(Duration.ofMinutes(30)).build(),
              HttpResponse.BodyHandlers.ofFile(part));
      if (response.statusCode() != 200) {
        throw new RunException(
            "%s must answer with status 200, got %d; put the file into %s yourself"
                .formatted(from, response.statusCode(), target.getParent()));
      }
      String got = Checksums.ofContent(part);
      if (!got.equals(file.sha256())) {
        throw new RunException(
            "%s must hold content with SHA-256 %s, got %s; try again or use another mirror"
                .formatted(from, file.sha256(), got));
      }
      Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new RunException(
          "%s must be reachable, got %s; connect this machine, or put the file into %s yourself"
              .formatted(from, reason(e), target.getParent()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RunException(
          "%s must be fetched whole, got interrupted; try again".formatted(from), e);
    } finally {
      remove(part);
    }
  }

  /** The connection error's kind where it has no words of its own. */
  private static String reason(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private static void remove(Path part) {
    try {
      Files.deleteIfExists(part);
    } catch (IOException e) {
      throw unwritable(part, e);
    }
  }

  private static RunException unwritable(Path path, IOException e) {
    return new RunException(
        "%s must be writable, got %s; name another folder with --data".formatted(path, e), e);
  }
}
