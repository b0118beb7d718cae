package dev.omnivae.data.reader;

import com.fasterxml.jackson.annotation.JsonFormat;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Nearest;
import dev.omnivae.data.face.FaceCrop;
import dev.omnivae.data.picture.Fit;
import dev.omnivae.data.picture.Frame;
import dev.omnivae.data.picture.PictureFile;
import java.util.List;

/**
 * Settings of {@link FolderReader}.
 *
 * @param folder of the pictures, below a data folder; empty for the data folder itself
 * @param size height and width pictures are made; one number for both
 * @param channels 1 grey, 3 colour
 * @param fit {@code crop}, {@code pad} or {@code stretch}
 * @param ground grey behind transparent pixels and beside padded pictures, 0 black to 255 white
 * @param labels where classes come from, see {@link FolderLayout#labels}
 * @param samples pictures to use at most, 0 for all
 * @param test fraction of all pictures, where no folder is the test split
 * @param validation fraction of the others, where no folder is the validation split
 * @param cropFaces whether faces are cut out first, where the folder does not hold such already
 * @param margin around a face, see {@link FaceCrop}
 * @param maxMegapixels a larger picture is left out
 * @param seed decides which pictures are used, and which test and validate
 */
public record FolderSettings(
    String reader,
    String folder,
    @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) List<Integer> size,
    int channels,
    String fit,
    int ground,
    String labels,
    int samples,
    double test,
    double validation,
    boolean cropFaces,
    double margin,
    int maxMegapixels,
    long seed) {
  private static final int SMALLEST = 4;
  private static final int LARGEST = 1024;
  private static final List<String> LABELS = List.of("auto", "folders", "none");

  static final FolderSettings DEFAULT =
      new FolderSettings(
          "folder",
          "",
          List.of(64, 64),
          3,
          "crop",
          255,
          "auto",
          0,
          0.1,
          0.05,
          false,
          FaceCrop.DEFAULT.margin(),
          PictureFile.MEGAPIXELS,
          1);

  public FolderSettings {
    size = List.copyOf(size);
    SingleSettings.atLeast("samples", samples, 0);
    if (maxMegapixels < 1) {
      throw InputException.of(
          "max_megapixels", "at least 1", maxMegapixels, "write max_megapixels: 64");
    }
    SingleSettings.ground(ground);
    SingleSettings.test(test);
    SingleSettings.fraction(validation);
    Fit.of(fit);
    if (size.isEmpty()
        || size.size() > 2
        || size.stream().anyMatch(side -> side < SMALLEST || side > LARGEST)) {
      throw InputException.of(
          "size",
          "height and width, %d to %d each".formatted(SMALLEST, LARGEST),
          size,
          "write size: [64, 64]");
    }
    if (channels != 1 && channels != 3) {
      throw InputException.of("channels", "1 (grey) or 3 (colour)", channels, "write channels: 3");
    }
    if (!LABELS.contains(labels)) {
      throw new InputException(
          "labels must be a known choice, got '%s'; %s"
              .formatted(labels, Nearest.hint(labels, LABELS)));
    }
  }

  /** The shape of every picture. */
  Frame frame() {
    return new Frame(size.get(0), size.get(size.size() - 1), channels, Fit.of(fit), ground);
  }

  /** How faces are cut out: as large as pictures become. */
  FaceCrop faces() {
    return new FaceCrop(Math.max(size.get(0), size.get(size.size() - 1)), margin);
  }
}
