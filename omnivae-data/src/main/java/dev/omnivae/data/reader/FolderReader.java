package dev.omnivae.data.reader;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.config.InputException;
import dev.omnivae.data.Availability;
import dev.omnivae.data.Dataset;
import dev.omnivae.data.DatasetInfo;
import dev.omnivae.data.Reader;
import dev.omnivae.data.ReaderContext;
import dev.omnivae.data.Split;
import dev.omnivae.data.format.Checksums;
import dev.omnivae.data.picture.Frame;
import dev.omnivae.data.picture.LeftOut;
import dev.omnivae.data.picture.PictureFolder;
import dev.omnivae.data.picture.PicturePack;
import dev.omnivae.data.store.AlignedDataset;
import dev.omnivae.data.store.AlignedRows;
import dev.omnivae.data.store.Images;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Any folder of pictures of the user's: one modality, {@code image}. */
public final class FolderReader implements Reader {
  private final Notices notices;

  public FolderReader() {
    this(Notices.PROCESS);
  }

  FolderReader(Notices notices) {
    this.notices = notices;
  }

  @Override
  public String name() {
    return "folder";
  }

  @Override
  public String summary() {
    return "your own pictures: any folder of PNG, JPEG, GIF, BMP, WebP or TIFF files";
  }

  @Override
  public Availability availability(List<Path> roots) {
    return Availability.found("wherever --data says");
  }

  @Override
  public Dataset read(ReaderContext context) {
    FolderSettings settings = context.settings().read(FolderSettings.class, FolderSettings.DEFAULT);
    PictureFolder found = list(folder(context.roots(), settings.folder()));
    String title = title(found);
    if (settings.cropFaces() && !found.names().isEmpty() && !CroppedFaces.are(found)) {
      found =
          CroppedFaces.of(
              found, title, settings.faces(), settings.maxMegapixels(), context.cache(), notices);
    }
    FolderLayout layout = FolderLayout.of(found);
    PictureFolder used = layout.used(found);
    Frame frame = settings.frame();
    PicturePack pack =
        PicturePack.read(
            used.only(HashSplit.some(used.names(), settings.samples(), settings.seed()), List.of()),
            frame,
            settings.maxMegapixels(),
            context.cache());
    PictureFolder pictures = pack.folder();
    Map<Split, int[]> rows = layout.rows(pictures, settings);
    FolderLayout.Labels labels = layout.labels(pictures, settings.labels());
    tell(title, pictures, context.cache());
    Modality image = Modality.image("image", frame.channels(), frame.height(), frame.width());
    return AlignedDataset.of(
        info(title, pictures, labels.classes(), pack.pixels()),
        AlignedRows.of(
            List.of(Images.of(image, pack.pixels(), labels.of())),
            labels.classes().isEmpty() ? new int[0] : labels.of(),
            pictures.names()::get),
        rows);
  }

  private static Path folder(List<Path> roots, String inside) {
    List<Path> places = roots.stream().map(root -> root.resolve(inside)).toList();
    return places.stream()
        .filter(Files::isDirectory)
        .findFirst()
        .orElseThrow(
            () ->
                InputException.of(
                    "folder of pictures",
                    "a folder that is there",
                    places,
                    "name it with --data, or one inside that with -s data.folder=NAME"));
  }

  static PictureFolder list(Path folder) {
    try {
      return PictureFolder.list(folder);
    } catch (IOException e) {
      throw new InputException(
          "folder of pictures must be readable, got %s (%s); check its permissions"
              .formatted(folder, e),
          e);
    }
  }

  private static DatasetInfo info(
      String folder, PictureFolder pictures, List<String> classes, byte[] pixels) {
    List<LeftOut> leftOut = pictures.leftOut();
    return new DatasetInfo(
        folder,
        pictures.names().size()
            + " pictures of folder "
            + folder
            + (leftOut.isEmpty()
                ? ""
                : ", %d left out (%s)".formatted(leftOut.size(), LeftOut.counts(leftOut))),
        "as its owner says",
        "none",
        classes,
        Map.of("pictures", Checksums.of(pixels)));
  }

  private static String title(PictureFolder pictures) {
    return String.valueOf(pictures.folder().toAbsolutePath().normalize().getFileName());
  }

  /** Says how many are left out and why, and where it says which. */
  private void tell(String title, PictureFolder pictures, Path cache) {
    List<LeftOut> leftOut = pictures.leftOut();
    if (leftOut.isEmpty()) {
      return;
    }
    Path list = cache.resolve("pictures").resolve("left-out-of-%s.txt".formatted(title));
    String where;
    try {
      Files.createDirectories(list.getParent());
      Files.write(list, leftOut.stream().map(LeftOut::line).toList(), StandardCharsets.UTF_8);
      where = "the list is " + list;
    } catch (IOException e) {
      where = "the list cannot be written to " + list + " (" + e + ")";
    }
    notices.tell(
        "folder %s: %d of %d left out (%s), such as %s; %s"
            .formatted(
                title,
                leftOut.size(),
                leftOut.size() + pictures.names().size(),
                LeftOut.counts(leftOut),
                leftOut.get(0).line(),
                where));
  }
}
