package dev.omnivae.core.engine;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.RunException;
import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.bytedeco.javacpp.Loader;

/** The native libraries on the class path, and where JavaCPP keeps them. Loads none. */
final class NativeLibraries {
  static final String CACHE_PROPERTY = "org.bytedeco.javacpp.cachedir";

  private NativeLibraries() {}

  static String platform() {
    return Loader.getPlatform();
  }

  /**
   * The folders of this platform's libraries inside jars; those lying unpacked are left to JavaCPP.
   *
   * @param names artifacts, such as {@code pytorch}
   * @throws InputException where libtorch has no natives for this platform on the class path
   */
  static List<NativeCache.Source> onClassPath(String... names) {
    List<NativeCache.Source> sources = new ArrayList<>();
    boolean torch = false;
    for (String name : names) {
      String folder = folder(name);
      for (URL url : resources(folder)) {
        torch |= name.equals("pytorch");
        jar(url, folder, sources);
      }
    }
    if (!torch) {
      throw InputException.of(
          "class path",
          "one with the natives of org.bytedeco:pytorch for " + platform(),
          "none",
          "build for this platform, with -Dnative.platform=" + platform());
    }
    return sources;
  }

  /** Whether MKL's own libraries (its {@code redist} jar) are on the class path. */
  static boolean hasMkl() {
    String file = platform().startsWith("windows") ? "mkl_rt.2.dll" : "libmkl_rt.so.2";
    return !resources(folder("mkl") + file).isEmpty();
  }

  /**
   * The folder JavaCPP unpacks to: its property, else the user's home, else the temporary folder.
   *
   * @throws InputException where the folder the property names cannot be made or written to
   */
  static Path cache() {
    String chosen = System.getProperty(CACHE_PROPERTY);
    try {
      if (chosen != null) {
        // JavaCPP would silently take another.
        Files.createDirectories(Path.of(chosen));
        if (!Files.isWritable(Path.of(chosen))) {
          throw new IOException("not writable");
        }
      }
      return Loader.getCacheDir().toPath();
    } catch (IOException e) {
      throw new InputException(
          "native cache must be a folder that can be written to, got %s; set it with JAVA_TOOL_OPTIONS=-D%s=FOLDER"
              .formatted(chosen == null ? "none" : chosen, CACHE_PROPERTY),
          e);
    }
  }

  private static String folder(String name) {
    return String.format(Locale.ROOT, "org/bytedeco/%s/%s/", name, platform());
  }

  private static List<URL> resources(String name) {
    ClassLoader loader = Loader.class.getClassLoader();
    try {
      return Collections.list(
          loader == null ? ClassLoader.getSystemResources(name) : loader.getResources(name));
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private static void jar(URL url, String folder, List<NativeCache.Source> sources) {
    try {
      URLConnection connection = url.openConnection();
      if (connection instanceof JarURLConnection jar) {
        URI file = jar.getJarFileURL().toURI();
        if ("file".equals(file.getScheme())) {
          sources.add(new NativeCache.Source(Path.of(file), folder));
        }
      }
    } catch (IOException | java.net.URISyntaxException e) {
      throw unreadable(e);
    }
  }

  private static RunException unreadable(Exception e) {
    return new RunException("jars of native libraries must be readable, got " + e.getMessage(), e);
  }
}
