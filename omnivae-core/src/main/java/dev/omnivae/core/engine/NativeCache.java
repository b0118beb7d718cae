package dev.omnivae.core.engine;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.RunException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Unpacks native libraries from their jars to where JavaCPP looks for them, {@code
 * CACHE/JAR/ENTRY}, before JavaCPP does: loading libtorch straight from its jar crashes the process
 * on a machine whose cache is empty.
 *
 * <p>JavaCPP takes a file as whole when its length and time are those of its jar entry. Here a file
 * gets both before it gets its name, so that a process killed at any moment leaves nothing that
 * passes for whole. Two processes exclude each other by JavaCPP's own lock file, so that one that
 * is no OmniVAE is kept out as well.
 */
final class NativeCache {
  /**
   * A folder of native libraries inside a jar, such as {@code org/bytedeco/pytorch/linux-x86_64/}.
   */
  record Source(Path jar, String folder) {}

  /** Where there is room, in bytes; a test puts its own. */
  interface Space {
    long usable(Path folder) throws IOException;
  }

  private record Missing(
      Path jar, String entry, Path target, long size, long time, long checksum) {}

  private static final String PARTIAL = ".part";
  private static final String ELSEWHERE =
      "choose another folder with JAVA_TOOL_OPTIONS=-Dorg.bytedeco.javacpp.cachedir=FOLDER";

  private final Path cache;
  private final List<Source> sources;
  private final boolean linked;
  private final Space space;

  /**
   * @param linked whether a library may be a symbolic link: with MKL, JavaCPP puts one in place of
   *     OpenBLAS
   */
  NativeCache(Path cache, List<Source> sources, boolean linked) {
    this(cache, sources, linked, folder -> Files.getFileStore(folder).getUsableSpace());
  }

  NativeCache(Path cache, List<Source> sources, boolean linked, Space space) {
    this.cache = cache;
    this.sources = List.copyOf(sources);
    this.linked = linked;
    this.space = space;
  }

  /**
   * Unpacks what is missing; silent and quick when nothing is.
   *
   * @throws InputException where the cache cannot be written to
   * @throws RunException where the disk is full or a jar cannot be read
   */
  void fill(UnpackListener listener) {
    if (missing().isEmpty()) {
      return;
    }
    writable();
    // JavaCPP locks in this order: a monitor against its own threads, then a file.
    synchronized (Runtime.getRuntime()) {
      try (FileChannel channel =
              FileChannel.open(
                  cache.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock lock = lock(channel, listener)) {
        List<Missing> missing = missing(); // another process may have been quicker
        if (!missing.isEmpty()) {
          unpack(missing, listener);
        }
      } catch (IOException e) {
        throw failed(e);
      }
    }
  }

  private @Nullable FileLock lock(FileChannel channel, UnpackListener listener) {
    try {
      FileLock lock = channel.tryLock();
      if (lock == null) {
        listener.waits(cache);
        lock = channel.lock();
      }
      return lock;
    } catch (IOException e) {
      // Some network file systems have no locks. Renaming keeps two writers from harming each
      // other.
      return null;
    }
  }

  private void unpack(List<Missing> missing, UnpackListener listener) throws IOException {
    long start = System.nanoTime();
    removeLeftovers(missing);
    long total = missing.stream().mapToLong(Missing::size).sum();
    long usable = space.usable(cache);
    if (usable < total) {
      throw new RunException(
          "free space for the native cache %s must be at least %d MB, got %d MB; free some or %s"
              .formatted(cache, total / 1_000_000 + 1, usable / 1_000_000, ELSEWHERE));
    }
    listener.begins(cache, total);
    byte[] buffer = new byte[1 << 20];
    long done = 0;
    for (Missing file : missing) {
      Files.createDirectories(parent(file.target));
      Path partial = file.target.resolveSibling(file.target.getFileName() + PARTIAL);
      CRC32 checksum = new CRC32();
      try (JarFile jar = new JarFile(file.jar.toFile(), false);
          InputStream in = jar.getInputStream(jar.getJarEntry(file.entry));
          OutputStream out = Files.newOutputStream(partial)) {
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          out.write(buffer, 0, n);
          checksum.update(buffer, 0, n);
          done += n;
          listener.advanced(done, total);
        }
        if (checksum.getValue() != file.checksum) {
          throw new IOException("a wrong checksum of " + file.entry + " in " + file.jar);
        }
      } catch (IOException e) {
        Files.deleteIfExists(partial);
        throw e;
      }
      Files.setLastModifiedTime(partial, FileTime.fromMillis(file.time));
      Files.move(partial, file.target, StandardCopyOption.REPLACE_EXISTING);
    }
    listener.done(cache, total, (System.nanoTime() - start) / 1e9);
  }

  /** What a killed process left behind, which nobody else can be writing under the lock. */
  private static void removeLeftovers(List<Missing> missing) throws IOException {
    for (Path folder : missing.stream().map(m -> parent(m.target)).distinct().toList()) {
      if (Files.isDirectory(folder)) {
        try (Stream<Path> files = Files.list(folder)) {
          for (Path file : files.filter(f -> f.toString().endsWith(PARTIAL)).toList()) {
            Files.delete(file);
          }
        }
      }
    }
  }

  private List<Missing> missing() {
    List<Missing> missing = new ArrayList<>();
    for (Source source : sources) {
      try (JarFile jar = new JarFile(source.jar.toFile(), false)) {
        Path root = cache.resolve(String.valueOf(source.jar.getFileName()));
        for (JarEntry entry : (Iterable<JarEntry>) jar.stream()::iterator) {
          if (entry.getName().startsWith(source.folder) && isLibrary(entry)) {
            Path target = root.resolve(entry.getName());
            if (!isWhole(target, entry)) {
              missing.add(
                  new Missing(
                      source.jar,
                      entry.getName(),
                      target,
                      entry.getSize(),
                      entry.getTime(),
                      entry.getCrc()));
            }
          }
        }
      } catch (IOException e) {
        throw failed(e);
      }
    }
    return missing;
  }

  /** Headers, sources and the unused Java binding of MKL (133 MB) stay in their jars. */
  private static boolean isLibrary(JarEntry entry) {
    String name = entry.getName();
    return !entry.isDirectory()
        && !name.contains("/include/")
        && !name.contains("jnimkl_rt")
        && !name.endsWith(".cpp")
        && !name.endsWith(".h");
  }

  private boolean isWhole(Path file, JarEntry entry) throws IOException {
    if (Files.isSymbolicLink(file)) {
      return linked && Files.exists(file);
    }
    return Files.isRegularFile(file)
        && Files.size(file) == entry.getSize()
        && Files.getLastModifiedTime(file).toMillis() == entry.getTime();
  }

  private void writable() {
    try {
      Files.createDirectories(cache);
      if (Files.isWritable(cache)) {
        return;
      }
    } catch (IOException e) {
      throw new InputException(unwritable(), e);
    }
    throw new InputException(unwritable());
  }

  private String unwritable() {
    return "native cache must be a folder that can be written to, got " + cache + "; " + ELSEWHERE;
  }

  private RunException failed(IOException e) {
    String why = String.valueOf(e.getMessage());
    return new RunException(
        "native libraries must be unpacked into %s, got %s; free some space or %s"
            .formatted(cache, why, ELSEWHERE),
        e);
  }

  private static Path parent(Path file) {
    Path parent = file.getParent();
    return parent == null ? file : parent;
  }
}
