package dev.omnivae.data.picture;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * The pictures in a folder and all folders inside, by the endings of their names; hidden files and
 * folders are passed over, and so are files of other kinds. No link is followed: what one inside
 * the folder leads to is found there anyway, what lies outside is left out.
 *
 * @param folder as it was named
 * @param names paths in the folder, with slashes, in the order of their letters
 * @param leftOut what looks like a picture and cannot be one of them
 */
public record PictureFolder(Path folder, List<String> names, List<LeftOut> leftOut) {
  /** Endings of the files that are read. */
  private static final Set<String> READ =
      Set.of("png", "jpg", "jpeg", "jpe", "jfif", "gif", "bmp", "webp", "tif", "tiff");

  /** Endings of pictures that are not. */
  private static final Set<String> OTHER =
      Set.of(
          "heic", "heif", "avif", "jxl", "jp2", "svg", "psd", "xcf", "ico", "tga", "exr", "dng",
          "cr2", "cr3", "nef", "arw", "raf", "orf", "rw2");

  public PictureFolder {
    names = List.copyOf(names);
    leftOut = List.copyOf(leftOut);
  }

  /**
   * Lists one; opens no file.
   *
   * @param folder which may be a link itself
   */
  public static PictureFolder list(Path folder) throws IOException {
    Path root = folder.toRealPath();
    Listing listing = new Listing(root);
    Files.walkFileTree(root, listing);
    return new PictureFolder(
        folder, List.copyOf(listing.found.keySet()), List.copyOf(listing.leftOut.values()));
  }

  /** The file of a name. */
  public Path file(String name) {
    return folder.resolve(name);
  }

  /** The same folder with these of its pictures alone, and more that is left out. */
  public PictureFolder only(List<String> some, List<LeftOut> more) {
    List<LeftOut> all = new ArrayList<>(leftOut);
    all.addAll(more);
    return new PictureFolder(folder, some, all);
  }

  private static final class Listing extends SimpleFileVisitor<Path> {
    private final Path root;
    private final TreeMap<String, Path> found = new TreeMap<>();
    private final TreeMap<String, LeftOut> leftOut = new TreeMap<>();

    Listing(Path root) {
      this.root = root;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      return !folder.equals(root) && hidden(folder)
          ? FileVisitResult.SKIP_SUBTREE
          : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (hidden(file)) {
        return FileVisitResult.CONTINUE;
      }
      String ending = ending(file);
      if (attributes.isSymbolicLink()) {
        follow(file, ending);
      } else if (OTHER.contains(ending)) {
        leaveOut(file, Reason.FORMAT, "save ." + ending + " as PNG or JPEG");
      } else if (READ.contains(ending) && attributes.isRegularFile()) {
        found.put(name(file), file);
      }
      return FileVisitResult.CONTINUE;
    }

    /** Looks where a link leads, no further. */
    private void follow(Path link, String ending) {
      try {
        Path target = link.toRealPath();
        if (!target.startsWith(root) && (Files.isDirectory(target) || READ.contains(ending))) {
          leaveOut(link, Reason.OUTSIDE, "a link to " + target);
        }
      } catch (IOException e) {
        leaveOut(link, Reason.UNREADABLE, "a link to nothing");
      }
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      leaveOut(
          file,
          Reason.UNREADABLE,
          e instanceof AccessDeniedException ? "no permission" : String.valueOf(e.getMessage()));
      return FileVisitResult.CONTINUE;
    }

    private void leaveOut(Path file, Reason reason, String detail) {
      leftOut.put(name(file), new LeftOut(name(file), reason, detail));
    }

    private String name(Path file) {
      return StreamSupport.stream(root.relativize(file).spliterator(), false)
          .map(Path::toString)
          .collect(Collectors.joining("/"));
    }

    private static boolean hidden(Path file) {
      return String.valueOf(file.getFileName()).startsWith(".");
    }

    private static String ending(Path file) {
      String name = String.valueOf(file.getFileName());
      return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }
  }
}
