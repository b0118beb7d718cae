package dev.omnivae.data;

import dev.omnivae.core.config.Extensions;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.data.missing.Incomplete;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** All data sets by name, ours and those of the user's jars: what the command line asks. */
public final class Datasets {
  /** One line of {@code omnivae data list}. */
  public record Entry(String name, String summary, Availability availability) {}

  private Datasets() {}

  /** Every reader, by name. */
  public static List<Entry> list(List<Path> roots) {
    return readers().all().stream()
        .map(reader -> new Entry(reader.name(), reader.summary(), reader.availability(roots)))
        .toList();
  }

  /**
   * The reader of that name.
   *
   * @throws InputException naming the nearest when there is none
   */
  public static Reader reader(String name) {
    return readers().get(name);
  }

  /**
   * Reads the data set a recipe's {@code data} mapping names, and takes away what its key {@code
   * missing} says.
   *
   * @param context its settings hold the key {@code reader}
   */
  public static Dataset read(ReaderContext context) {
    Reader reader = reader(context.settings().text("reader", "digits"));
    return Incomplete.read(context.settings(), () -> reader.read(context));
  }

  /**
   * Downloads a data set into {@code folder/NAME}; files that are there already and whole are left.
   *
   * @param mirror address to take the files from instead of the published one
   * @param progress takes a line for each file
   * @return the folder the files lie in
   */
  public static Path get(
      String name, Path folder, Optional<String> mirror, Consumer<String> progress) {
    Reader reader = reader(name);
    Optional<Download> download = reader.download();
    if (download.isEmpty()) {
      Availability availability = reader.availability(List.of(folder));
      throw InputException.of(
          "data set to get",
          "one that is downloaded",
          "'" + name + "'",
          availability.ready() ? "it is " + availability.note() : availability.note());
    }
    Path into = folder.resolve(name);
    new Downloader(mirror, progress).get(download.get(), into);
    return into;
  }

  /**
   * Writes a drawn data set into a folder.
   *
   * @param settings as in a recipe's {@code data}
   */
  public static void make(String name, Path folder, Settings settings) {
    reader(name).make(new ReaderContext(settings, List.of(), folder, 1), folder);
  }

  private static Extensions<Reader> readers() {
    return Extensions.of(Reader.class, "data set");
  }
}
