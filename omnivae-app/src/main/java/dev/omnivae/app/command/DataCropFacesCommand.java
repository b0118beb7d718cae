package dev.omnivae.app.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.omnivae.app.picture.FaceSheet;
import dev.omnivae.app.run.Json;
import dev.omnivae.data.face.FaceCrop;
import dev.omnivae.data.face.FaceFolder;
import dev.omnivae.data.face.FaceReport;
import dev.omnivae.data.face.Several;
import dev.omnivae.data.picture.PictureFile;
import dev.omnivae.data.reader.CroppedFaces;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code omnivae data crop-faces SOURCE DEST}. */
@Command(
    name = "crop-faces",
    description =
        "Finds the faces of a folder of photographs, turns them upright by their eyes and cuts them out.")
final class DataCropFacesCommand implements Callable<Integer> {
  private final Omnivae omnivae;

  @Parameters(index = "0", paramLabel = "SOURCE", description = "The folder of photographs.")
  private Path source = Path.of("");

  @Parameters(index = "1", paramLabel = "DEST", description = "The folder of faces: new or empty.")
  private Path target = Path.of("");

  @Option(
      names = "--size",
      paramLabel = "PIXELS",
      description = "Height and width of a face; ${DEFAULT-VALUE} unless given.")
  private int size = FaceCrop.DEFAULT.size();

  @Option(
      names = "--margin",
      paramLabel = "PART",
      description =
          "Part of a face added on every side: 0 from eyebrow to chin; ${DEFAULT-VALUE} unless given.")
  private double margin = FaceCrop.DEFAULT.margin();

  @Option(
      names = "--several",
      paramLabel = "WHICH",
      description =
          "Of a picture with several faces: all, largest or none; ${DEFAULT-VALUE} unless given.")
  private String several = "all";

  @Option(
      names = "--sheet",
      paramLabel = "FILE",
      description = "Where the contact sheet goes; DEST-sheet.png unless given.")
  private @Nullable Path sheet;

  DataCropFacesCommand(Omnivae omnivae) {
    this.omnivae = omnivae;
  }

  @Override
  public Integer call() {
    FaceReport report =
        CroppedFaces.make(
            source,
            target,
            new FaceCrop(size, margin),
            Several.of(several),
            PictureFile.MEGAPIXELS);
    ObjectNode json = Json.object();
    json.put("folder", target.toString());
    json.put("pictures", report.pictures().size());
    json.put("faces", report.crops().size());
    json.put("without", report.without());
    json.put("several", report.several());
    json.put("left_out", report.leftOut().size());
    String lines = report.line() + "\nfaces          " + target + "\n";
    if (!report.crops().isEmpty()) {
      Path drawn = sheet == null ? Path.of(target.normalize() + "-sheet.png") : sheet;
      FaceSheet.write(target, report.crops(), drawn);
      json.put("contact_sheet", drawn.toString());
      lines += "contact sheet  " + drawn + "\n";
    }
    omnivae.result(json, lines + "which is which " + target.resolve(FaceFolder.LIST));
    return 0;
  }
}
