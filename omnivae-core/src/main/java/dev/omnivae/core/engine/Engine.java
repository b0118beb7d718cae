package dev.omnivae.core.engine;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.RunException;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bytedeco.pytorch.Context;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * Starts libtorch: unpacks its native libraries on the first run on a machine, chooses the BLAS,
 * sets threads, finds the device. Every entry point calls {@link #start(int)} before it touches a
 * tensor, on the thread that computes; a second start only sets threads and device.
 */
public final class Engine {
  private static @Nullable Blas blas;
  private static @Nullable Path cache;
  private static @Nullable Device device;

  private Engine() {}

  /** Starts on the CPU on that many threads; 0 for all cores. */
  public static void start(int threads) {
    start("cpu", threads);
  }

  /**
   * Starts on a device.
   *
   * @param device {@code cpu}, {@code cuda}, or {@code auto}: cuda where it is, else the CPU
   * @param threads 0 for all cores
   * @throws InputException for another device, cuda where there is none, negative threads, or a
   *     native cache that cannot be written to
   * @throws RunException where the disk is full
   */
  public static void start(String device, int threads) {
    start(device, threads, UnpackListener.stderr());
  }

  /** As {@link #start(String, int)}, with one's own listener for the first run on a machine. */
  public static synchronized void start(String device, int threads, UnpackListener listener) {
    if (threads < 0) {
      throw InputException.of("threads", "0 or more", threads, "0 takes all cores");
    }
    if (!device.equals("cpu") && !device.equals("cuda") && !device.equals("auto")) {
      throw InputException.of("device", "one of cpu, cuda, auto", device, "auto takes the fastest");
    }
    load(listener);
    // Denormals cost up to a hundred times a normal number and carry nothing. A setting of the
    // calling thread, and of the OpenMP threads it starts.
    Context.setFlushDenormal(true);
    threads(threads > 0 ? threads : Runtime.getRuntime().availableProcessors());
    Engine.device = choose(device);
  }

  /** Where tensors of models and batches live; the CPU until started otherwise. */
  public static synchronized Device device() {
    Device current = device;
    if (current == null) {
      throw new IllegalStateException("engine must be started, got no start; call Engine.start(0)");
    }
    return current;
  }

  /** What was found and chosen on this machine; starts the engine where it was not. */
  public static synchronized EngineReport report() {
    if (device == null) {
      start("auto", 0);
    }
    return EngineReport.of(java.util.Objects.requireNonNull(blas), cache, device());
  }

  /**
   * A daemon thread for work beside the calling one, which must be the thread that computes. Its
   * operators run on it alone: with OpenMP's default, each thread that computes opens a pool of its
   * own, and two pools spin against each other for the same cores (a training step took 1.5 times
   * as long).
   */
  public static synchronized ExecutorService background(String name) {
    int threads = torch.get_num_threads();
    ExecutorService executor =
        Executors.newSingleThreadExecutor(
            work -> {
              Thread worker = new Thread(work, name);
              worker.setDaemon(true);
              return worker;
            });
    // libtorch keeps two numbers: one a thread, one for threads that have not computed yet. The
    // first is set on the new thread, the second put back from here.
    Future<?> alone = executor.submit(() -> torch.set_num_threads(1));
    try {
      alone.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a thread was started", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
    threads(threads);
    return executor;
  }

  private static void load(UnpackListener listener) {
    if (blas != null) {
      return;
    }
    Path folder = NativeLibraries.cache();
    Blas chosen = Blas.choose();
    boolean mkl = chosen.kind() == Blas.Kind.MKL;
    new NativeCache(
            folder,
            mkl
                ? NativeLibraries.onClassPath("javacpp", "mkl", "openblas", "pytorch")
                : NativeLibraries.onClassPath("javacpp", "openblas", "pytorch"),
            mkl)
        .fill(listener);
    limits();
    try (LoadLock alone = LoadLock.on(folder)) {
      torch.get_num_threads();
    } catch (LinkageError e) {
      throw new RunException(
          "libtorch must load on %s, got %s; see `omnivae doctor --debug`"
              .formatted(NativeLibraries.platform(), firstLine(e)),
          e);
    }
    cache = folder;
    blas = chosen;
  }

  /**
   * Turns off JavaCPP's accounting, which asks the system for the process's memory at each native
   * object (1.4 of the 3.2 microseconds of a small addition) and fails above a guessed limit. It
   * sees handles only, never the storage of tensors; scopes are what frees that.
   */
  private static void limits() {
    for (String limit : new String[] {"maxBytes", "maxPhysicalBytes"}) {
      String key = "org.bytedeco.javacpp." + limit;
      if (System.getProperty(key) == null) {
        System.setProperty(key, "0");
      }
    }
  }

  private static void threads(int count) {
    torch.set_num_threads(count);
    Blas current = blas;
    if (current != null) {
      current.threads(count);
    }
  }

  private static Device choose(String name) {
    boolean cuda = !name.equals("cpu") && torch.hasCUDA();
    if (name.equals("cuda") && !cuda) {
      throw InputException.of(
          "device",
          "cpu or auto on this machine",
          name,
          EngineReport.whyNoCuda() + ": see `omnivae doctor`");
    }
    // Retained, so that no scope around this call takes it along.
    return new Device(cuda ? "cuda:0" : "cpu").retainReference();
  }

  private static String firstLine(Throwable e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}
