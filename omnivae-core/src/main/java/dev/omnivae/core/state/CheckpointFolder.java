package dev.omnivae.core.state;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A folder of files that belong together, replaced as one. It is filled as {@code .NAME.part},
 * renamed to {@code .NAME.new} once complete, then swapped in; a process killed between any two of
 * these leaves a complete folder, which {@link #find} finds.
 */
public final class CheckpointFolder {
  private CheckpointFolder() {}

  /**
   * The newest complete folder of that name, also where a swap was cut short.
   *
   * @param parent the {@code checkpoints} folder of a run
   * @param name {@code best} or {@code last}
   */
  public static Optional<Path> find(Path parent, String name) {
    return Stream.of(
            parent.resolve(name), renamed(parent, name, "new"), renamed(parent, name, "old"))
        .filter(Files::isDirectory)
        .findFirst();
  }

  /**
   * Replaces a folder, or makes it.
   *
   * @param fill writes the files into the folder it is given; when it fails, the folder that was
   *     there stays
   * @throws dev.omnivae.core.config.RunException when the disk refuses
   */
  public static void replace(Path parent, String name, Consumer<Path> fill) {
    Path target = parent.resolve(name);
    Path part = renamed(parent, name, "part");
    Path fresh = renamed(parent, name, "new");
    Path old = renamed(parent, name, "old");
    try {
      recover(parent, name);
      delete(part);
      Files.createDirectories(part);
      try {
        fill.accept(part);
      } catch (RuntimeException e) {
        delete(part);
        throw e;
      }
      Files.move(part, fresh, StandardCopyOption.ATOMIC_MOVE);
      if (Files.exists(target)) {
        Files.move(target, old, StandardCopyOption.ATOMIC_MOVE);
      }
      Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
      delete(old);
    } catch (IOException e) {
      throw AtomicFiles.failed(target, e);
    }
  }

  /** Finishes a swap that was cut short, and removes what it left. */
  private static void recover(Path parent, String name) throws IOException {
    Path target = parent.resolve(name);
    if (!Files.exists(target)) {
      Optional<Path> complete = find(parent, name);
      if (complete.isPresent()) {
        Files.move(complete.get(), target, StandardCopyOption.ATOMIC_MOVE);
      }
    }
    delete(renamed(parent, name, "new"));
    delete(renamed(parent, name, "old"));
  }

  private static Path renamed(Path parent, String name, String suffix) {
    return parent.resolve("." + name + "." + suffix);
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    List<Path> inside;
    try (Stream<Path> walk = Files.walk(folder)) {
      inside = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : inside) {
      Files.delete(path);
    }
  }
}
