package dev.omnivae.core.engine;

import dev.omnivae.core.config.InputException;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.presets.openblas_nolapack;

/**
 * The library that multiplies matrices, and why it was taken. MKL where its jars are: it shares
 * libtorch's OpenMP threads. OpenBLAS's own threads fight them (a step of 6.6 ms takes 100 ms), so
 * it gets one.
 */
record Blas(Kind kind, String reason) {
  enum Kind {
    MKL,
    OPENBLAS,
    /** Named by the user through JavaCPP's own property. */
    CUSTOM
  }

  static final String CHOICE = "omnivae.blas";
  private static final String PRESET = "org.bytedeco.openblas.load";

  /**
   * Chooses, and tells the binding by its property; must come before its first class.
   *
   * @throws InputException for an unknown choice, or MKL asked for where it is not
   */
  static Blas choose() {
    String choice = System.getProperty(CHOICE, "auto");
    String preset = System.getProperty(PRESET, "");
    boolean mkl = NativeLibraries.hasMkl();
    switch (choice) {
      case "auto" -> {
        if (preset.startsWith("mkl")) {
          return new Blas(Kind.MKL, "chosen by -D" + PRESET + "=" + preset);
        }
        if (!preset.isEmpty()) {
          return new Blas(Kind.CUSTOM, "chosen by -D" + PRESET + "=" + preset);
        }
        return mkl
            ? mkl("the fastest here")
            : new Blas(
                Kind.OPENBLAS, "no MKL for " + NativeLibraries.platform() + " on the class path");
      }
      case "mkl" -> {
        if (!mkl) {
          throw InputException.of(
              CHOICE,
              "openblas or auto where MKL is not on the class path",
              choice,
              "add org.bytedeco:mkl with classifier " + NativeLibraries.platform() + "-redist");
        }
        return mkl("chosen by -D" + CHOICE);
      }
      case "openblas" -> {
        return new Blas(Kind.OPENBLAS, "chosen by -D" + CHOICE);
      }
      default ->
          throw InputException.of(CHOICE, "one of auto, mkl, openblas", choice, "leave it out");
    }
  }

  private static Blas mkl(String reason) {
    System.setProperty(PRESET, "mkl_rt");
    return new Blas(Kind.MKL, reason);
  }

  /** Sets the threads of this library; libtorch must be loaded. */
  void threads(int count) {
    // Without either symbol the binding would print to standard output.
    if (Loader.addressof("MKL_Set_Num_Threads") != null
        || Loader.addressof("openblas_set_num_threads") != null) {
      openblas_nolapack.blas_set_num_threads(kind == Kind.OPENBLAS ? 1 : count);
    }
  }

  /** What the library reports, -1 where it does not say. */
  int threads() {
    return openblas_nolapack.blas_get_num_threads();
  }
}
