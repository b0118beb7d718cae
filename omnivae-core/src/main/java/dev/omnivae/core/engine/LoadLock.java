package dev.omnivae.core.engine;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * One process at a time loads native libraries from a cache. While it loads, JavaCPP puts symbolic
 * links beside the libraries, the first time in place of some; another process that is inside
 * {@code dlopen} at that moment crashes.
 */
final class LoadLock implements AutoCloseable {
  private final @Nullable FileChannel channel;
  private final @Nullable FileLock lock;

  private LoadLock(@Nullable FileChannel channel, @Nullable FileLock lock) {
    this.channel = channel;
    this.lock = lock;
  }

  /** Waits for its turn; where the cache can only be read nothing in it changes, so no lock. */
  static LoadLock on(Path cache) {
    FileChannel channel = null;
    try {
      channel =
          FileChannel.open(
              cache.resolve(".load.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      return new LoadLock(channel, channel.lock());
    } catch (IOException e) {
      close(channel);
      return new LoadLock(null, null);
    }
  }

  @Override
  public void close() {
    close(lock);
    close(channel);
  }

  private static void close(@Nullable AutoCloseable resource) {
    try {
      if (resource != null) {
        resource.close();
      }
    } catch (Exception e) {
      // a lock that cannot be given back goes with the process
      return;
    }
  }
}
