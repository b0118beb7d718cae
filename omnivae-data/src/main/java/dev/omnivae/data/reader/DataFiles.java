package dev.omnivae.data.reader;

import dev.omnivae.core.config.InputException;
import dev.omnivae.data.Availability;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Finds the files of a data set: in {@code ROOT/DATASET}, then in {@code ROOT}, best root first.
 */
public final class DataFiles {
  private final String dataset;
  private final List<Path> folders;
  private final String howToGet;

  private DataFiles(String dataset, List<Path> folders, String howToGet) {
    this.dataset = dataset;
    this.folders = folders;
    this.howToGet = howToGet;
  }

  /**
   * The files of one data set.
   *
   * @param roots best first
   * @param howToGet what a user without the file does, for the error
   */
  public static DataFiles of(String dataset, List<Path> roots, String howToGet) {
    List<Path> folders = new ArrayList<>();
    for (Path root : roots) {
      folders.add(root.resolve(dataset));
      folders.add(root);
    }
    return new DataFiles(dataset, folders, howToGet);
  }

  /** As {@link #of(String, List, String)}, in a folder inside the data set's. */
  static DataFiles of(String dataset, String inside, List<Path> roots, String howToGet) {
    List<Path> folders = new ArrayList<>();
    for (Path root : roots) {
      folders.add(root.resolve(dataset).resolve(inside));
      folders.add(root.resolve(inside));
    }
    return new DataFiles(dataset, folders, howToGet);
  }

  /**
   * The first file found under any of these names.
   *
   * @throws InputException naming the file, every folder looked in, and how to get it
   */
  public Path get(String... names) {
    return find(names)
        .orElseThrow(
            () ->
                InputException.of(
                    "file " + names[0] + " of data set " + dataset,
                    "in one of "
                        + (folders.isEmpty()
                            ? "the data folders (none given)"
                            : folders.stream()
                                .map(folder -> folder.toAbsolutePath().normalize().toString())
                                .collect(Collectors.joining(", "))),
                    "no such file",
                    howToGet));
  }

  /** Whether all these files, packed or not, are there. */
  public Availability availability(List<String> names) {
    Path folder = null;
    for (String name : names) {
      Optional<Path> file = find(name, name.replaceFirst("\\.gz$", ""));
      if (file.isEmpty()) {
        return Availability.missing(howToGet);
      }
      folder = file.get().toAbsolutePath().normalize().getParent();
    }
    return Availability.found("in " + folder);
  }

  /** As {@link #get}, empty when there is none. */
  public Optional<Path> find(String... names) {
    for (Path folder : folders) {
      for (String name : names) {
        Path file = folder.resolve(name);
        if (Files.isRegularFile(file)) {
          return Optional.of(file);
        }
      }
    }
    return Optional.empty();
  }
}
