package dev.omnivae.core.engine;

import java.nio.file.Path;

/** Hears how the native libraries are unpacked, once per machine and version. */
public interface UnpackListener {
  /** Unpacking begins: that many bytes are missing in the cache. */
  void begins(Path cache, long bytes);

  /** Bytes written so far, of all. */
  void advanced(long done, long total);

  /** Another process is unpacking into the same cache; this one waits for it. */
  void waits(Path cache);

  /** Everything is there. */
  void done(Path cache, long bytes, double seconds);

  /** Lines on the standard error stream. */
  static UnpackListener stderr() {
    return new StderrUnpackListener(System.err);
  }
}
