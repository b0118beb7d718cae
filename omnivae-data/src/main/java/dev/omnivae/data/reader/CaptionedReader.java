package dev.omnivae.data.reader;

import dev.omnivae.data.Availability;
import dev.omnivae.data.Dataset;
import dev.omnivae.data.DatasetInfo;
import dev.omnivae.data.Reader;
import dev.omnivae.data.ReaderContext;
import dev.omnivae.data.caption.Captions;
import dev.omnivae.data.caption.Measures;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/** MNIST and its like with captions by templates that name the class, and often more. */
public abstract class CaptionedReader implements Reader {
  private final String name;
  private final String summary;
  private final DatasetInfo images;
  private final Function<List<Path>, DataFiles> files;
  private final CaptionedFiles.Measure measure;
  private final Captions captions;

  /**
   * A reader.
   *
   * @param images of the data set without captions
   * @param measure what captions tell of
   */
  CaptionedReader(
      String name,
      String summary,
      DatasetInfo images,
      Function<List<Path>, DataFiles> files,
      CaptionedFiles.Measure measure,
      Captions captions) {
    this.name = name;
    this.summary = summary;
    this.images = images;
    this.files = files;
    this.measure = measure;
    this.captions = captions;
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final String summary() {
    return summary;
  }

  @Override
  public final Availability availability(List<Path> roots) {
    return files.apply(roots).availability(MnistFiles.NAMES);
  }

  @Override
  public final Dataset read(ReaderContext context) {
    CaptionedSettings settings =
        context.settings().read(CaptionedSettings.class, CaptionedSettings.of(name, 0, 0));
    CaptionedFiles read = CaptionedFiles.read(files.apply(context.roots()), settings, measure);
    DatasetInfo info =
        new DatasetInfo(
            name,
            summary,
            "images: " + images.licence() + "; captions: " + Drawn.LICENCE,
            images.citation(),
            images.classes(),
            read.checksums());
    return Captioned.of(info, read.train(), read.test(), captions, settings, context);
  }

  /** {@code mnist-text}: the digit, and often its strokes. */
  public static final class Mnist extends CaptionedReader {
    public Mnist() {
      super(
          "mnist-text",
          "MNIST with captions by templates: \"a thin seven leaning right\"",
          MnistReader.INFO,
          MnistReader::files,
          Measures::strokes,
          Captions.DIGITS);
    }
  }

  /** {@code fashion-text}: the garment, and often how bright and wide it is. */
  public static final class Fashion extends CaptionedReader {
    public Fashion() {
      super(
          "fashion-text",
          "Fashion-MNIST with captions by templates: \"a dark narrow dress\"",
          FashionMnistReader.INFO,
          FashionMnistReader::files,
          Measures::clothes,
          Captions.CLOTHES);
    }
  }
}
