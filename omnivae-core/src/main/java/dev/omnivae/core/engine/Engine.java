package dev.omnivae.core.engine;

import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.global.torch;

/** Starts libtorch. */
public final class Engine {
  private static boolean started;

  private Engine() {}

  /** Starts the engine on that many threads; 0 for all cores. */
  public static synchronized void start(int threads) {
    if (!started) {
      System.setProperty("org.bytedeco.openblas.load", "mkl_rt");
      try {
        for (String library : new String[] {"javacpp", "mkl", "openblas", "pytorch"}) {
          Loader.cacheResources("/org/bytedeco/" + library + "/" + Loader.getPlatform() + "/");
        }
      } catch (java.io.IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
      started = true;
    }
    torch.set_num_threads(threads > 0 ? threads : Runtime.getRuntime().availableProcessors());
  }
}
