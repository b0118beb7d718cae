package dev.omnivae.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.RunException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With small jars in the layout of the binding's; {@link FirstRunTest} takes the real ones. */
class NativeCacheTest {
  private static final String FOLDER = "org/bytedeco/some/linux-x86_64/";
  private static final byte[] LIBRARY = bytes(100_000);

  @TempDir Path temp;
  private Path jar;
  private Path cache;
  private Path library;
  private final Heard heard = new Heard();

  @BeforeEach
  void makeJar() throws IOException {
    jar = temp.resolve("some-1.0-linux-x86_64.jar");
    cache = temp.resolve("cache");
    library = cache.resolve("some-1.0-linux-x86_64.jar").resolve(FOLDER).resolve("libsome.so");
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out)) {
      entry(entries, FOLDER, new byte[0]);
      entry(entries, FOLDER + "libsome.so", LIBRARY);
      entry(entries, FOLDER + "include/some.h", bytes(10));
      entry(entries, "META-INF/other.txt", bytes(10));
    }
  }

  @Test
  void anEmptyCacheIsFilledWithTheLibrariesOnlyAndSaysSo() throws IOException {
    fill();

    assertThat(library).hasBinaryContent(LIBRARY);
    assertThat(heard.lines).first().isEqualTo("begins 100000");
    assertThat(heard.lines).last().isEqualTo("done 100000");
    assertThat(heard.highest).isEqualTo(LIBRARY.length);
    try (var files = Files.list(library.getParent())) {
      assertThat(files).containsExactly(library);
    }
  }

  @Test
  void aFilledCacheIsLeftAloneInSilence() throws IOException {
    fill();
    FileTime before = Files.getLastModifiedTime(library);
    heard.lines.clear();

    fill();

    assertThat(heard.lines).isEmpty();
    assertThat(Files.getLastModifiedTime(library)).isEqualTo(before);
  }

  @Test
  void aHalfWrittenFileIsWrittenAgain() throws IOException {
    fill();
    FileTime time = Files.getLastModifiedTime(library);
    Files.write(library, bytes(1000));
    Files.setLastModifiedTime(library, time);

    fill();

    assertThat(library).hasBinaryContent(LIBRARY);
  }

  @Test
  void aFileOfFullLengthThatWasNotFinishedIsWrittenAgain() throws IOException {
    // Its time is set last, so a file that was being written has another.
    fill();
    Files.write(library, new byte[LIBRARY.length]);

    fill();

    assertThat(library).hasBinaryContent(LIBRARY);
  }

  @Test
  void whatAKilledProcessLeftBehindIsRemoved() throws IOException {
    Files.createDirectories(library.getParent());
    Path leftover = library.resolveSibling("libother.so.part");
    Files.write(leftover, bytes(1000));

    fill();

    assertThat(leftover).doesNotExist();
    assertThat(library).hasBinaryContent(LIBRARY);
  }

  @Test
  void aLinkCountsWhereTheBindingPutsOneAndIsReplacedWhereItDoesNot() throws IOException {
    fill();
    Path other = Files.write(temp.resolve("libmkl.so"), bytes(5));
    Files.delete(library);
    Files.createSymbolicLink(library, other);
    heard.lines.clear();

    new NativeCache(cache, sources(), true).fill(heard);

    assertThat(heard.lines).isEmpty();
    assertThat(library).isSymbolicLink();

    new NativeCache(cache, sources(), false).fill(heard);

    assertThat(library).hasBinaryContent(LIBRARY);
    assertThat(Files.isSymbolicLink(library)).isFalse();
    assertThat(other).hasBinaryContent(bytes(5));
  }

  @Test
  void aFullDiskIsOneLineAndWritesNothing() {
    NativeCache full = new NativeCache(cache, sources(), false, folder -> 99_999);

    assertThatThrownBy(() -> full.fill(heard))
        .isInstanceOf(RunException.class)
        .hasMessage(
            "free space for the native cache "
                + cache
                + " must be at least 1 MB, got 0 MB; free some or choose another folder with"
                + " JAVA_TOOL_OPTIONS=-Dorg.bytedeco.javacpp.cachedir=FOLDER");
    assertThat(library).doesNotExist();
  }

  @Test
  void aFolderThatCannotBeMadeIsOneLine() throws IOException {
    Path file = Files.writeString(temp.resolve("file"), "");
    Path inside = file.resolve("cache");

    assertThatThrownBy(() -> new NativeCache(inside, sources(), false).fill(heard))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "native cache must be a folder that can be written to, got "
                + inside
                + "; choose another folder with"
                + " JAVA_TOOL_OPTIONS=-Dorg.bytedeco.javacpp.cachedir=FOLDER");
  }

  @Test
  void aBrokenJarIsOneLineAndLeavesNothingHalfWritten() throws IOException {
    byte[] whole = Files.readAllBytes(jar);
    whole[whole.length / 3] ^= 0x55; // inside the library
    Files.write(jar, whole);

    assertThatThrownBy(this::fill)
        .isInstanceOf(RunException.class)
        .hasMessageMatching(
            "native libraries must be unpacked into .*cache, got a wrong checksum of .*libsome.so in .*; free some space or choose"
                + " another folder with JAVA_TOOL_OPTIONS=-Dorg.bytedeco.javacpp.cachedir=FOLDER");
    assertThat(library).doesNotExist();
    assertThat(library.resolveSibling("libsome.so.part")).doesNotExist();
  }

  @Test
  void aSecondProcessWaitsForTheFirst() throws Exception {
    // given another process that holds the binding's lock until its input ends
    Files.createDirectories(cache);
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                Holder.class.getName(),
                cache.resolve(".lock").toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(other.getInputStream().read()).isEqualTo('L');

    // when this one fills the cache
    Thread filling = new Thread(this::fill);
    filling.start();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!heard.lines.contains("waits") && System.nanoTime() < deadline) {
      Thread.sleep(10);
    }

    // then it says that it waits, and goes on once the other is gone
    assertThat(heard.lines).containsExactly("waits");
    assertThat(library).doesNotExist();
    other.getOutputStream().close();
    filling.join(TimeUnit.SECONDS.toMillis(20));
    assertThat(library).hasBinaryContent(LIBRARY);
    assertThat(other.waitFor(20, TimeUnit.SECONDS)).isTrue();
  }

  /** Holds a lock until its input ends. */
  static final class Holder {
    private Holder() {}

    public static void main(String[] args) throws IOException {
      try (FileChannel channel =
              FileChannel.open(
                  Path.of(args[0]), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock lock = channel.lock()) {
        System.out.print(lock.isValid() ? "L" : "-");
        System.out.flush();
        System.in.readAllBytes();
      }
    }
  }

  private void fill() {
    new NativeCache(cache, sources(), false).fill(heard);
  }

  private List<NativeCache.Source> sources() {
    return List.of(new NativeCache.Source(jar, FOLDER));
  }

  private static void entry(JarOutputStream jar, String name, byte[] content) throws IOException {
    JarEntry entry = new JarEntry(name);
    entry.setTime(1_700_000_000_000L);
    jar.putNextEntry(entry);
    jar.write(content);
    jar.closeEntry();
  }

  private static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    new Random(1).nextBytes(bytes);
    return bytes;
  }

  private static final class Heard implements UnpackListener {
    final List<String> lines = java.util.Collections.synchronizedList(new ArrayList<>());
    long highest;

    @Override
    public void begins(Path cache, long bytes) {
      lines.add("begins " + bytes);
    }

    @Override
    public void advanced(long done, long total) {
      highest = done;
    }

    @Override
    public void waits(Path cache) {
      lines.add("waits");
    }

    @Override
    public void done(Path cache, long bytes, double seconds) {
      lines.add("done " + bytes);
    }
  }
}
