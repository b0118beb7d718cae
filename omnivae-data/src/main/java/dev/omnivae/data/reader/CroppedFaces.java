package dev.omnivae.data.reader;

import dev.omnivae.core.config.InputException;
import dev.omnivae.data.face.FaceCrop;
import dev.omnivae.data.face.FaceFolder;
import dev.omnivae.data.face.FaceReport;
import dev.omnivae.data.face.Several;
import dev.omnivae.data.format.BlobCache;
import dev.omnivae.data.picture.LeftOut;
import dev.omnivae.data.picture.PictureFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Folders of faces made of folders of photographs: for a user, and for the cache. */
public final class CroppedFaces {
  private static final int LEAST = 3; // one a split

  private CroppedFaces() {}

  /**
   * Cuts the faces of a folder into another one, for {@code omnivae data crop-faces}.
   *
   * @param target a new or empty folder
   * @throws InputException when the source is no folder of pictures, or the target is not empty
   */
  public static FaceReport make(
      Path source, Path target, FaceCrop crop, Several several, int megapixels) {
    if (!Files.isDirectory(source)) {
      throw InputException.of("SOURCE", "a folder that is there", source, "check the path");
    }
    PictureFolder pictures = FolderReader.list(source);
    if (pictures.names().isEmpty()) {
      throw InputException.of(
          "SOURCE",
          "a folder with PNG, JPEG, GIF, BMP, WebP or TIFF files",
          source + " without any" + also(pictures.leftOut()),
          "name the folder of your photographs");
    }
    List<FaceReport> report = new ArrayList<>();
    MadeFolder.into(
        target,
        folder -> report.add(new FaceFolder(crop, several, megapixels).cut(pictures, folder)));
    return report.get(0);
  }

  private static String also(List<LeftOut> leftOut) {
    return leftOut.isEmpty() ? "" : ", " + LeftOut.counts(leftOut);
  }

  /** Whether a folder holds faces that were cut out already. */
  static boolean are(PictureFolder pictures) {
    return Files.isRegularFile(pictures.file(FaceFolder.LIST));
  }

  /**
   * The faces of a folder, all of every picture, cut out into the cache when they are first asked
   * for.
   *
   * @param title what the folder is called
   */
  static PictureFolder of(
      PictureFolder pictures,
      String title,
      FaceCrop crop,
      int megapixels,
      Path cache,
      Notices notices) {
    String key =
        BlobCache.key(
            crop + " " + megapixels,
            pictures.names().stream().map(pictures::file).map(Optional::of).toList());
    Path folder = cache.resolve("faces").resolve(key);
    MadeFolder.once(
        folder,
        into -> {
          FaceReport report = new FaceFolder(crop, Several.ALL, megapixels).cut(pictures, into);
          notices.tell("folder %s: %s, cut into %s".formatted(title, report.line(), folder));
        });
    PictureFolder faces = FolderReader.list(folder);
    if (faces.names().size() < LEAST) {
      throw InputException.of(
          "faces in the pictures of folder " + title,
          "at least " + LEAST,
          "%d in %d pictures".formatted(faces.names().size(), pictures.names().size()),
          "name a folder of photographs of people with --data, or write crop_faces: false");
    }
    return faces;
  }
}
