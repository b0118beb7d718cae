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

/** MNIST with captions that name the digit, and often its strokes. */
public final class MnistTextReader implements Reader {
  @Override
  public String name() {
    return "mnist-text";
  }

  @Override
  public String summary() {
    return "MNIST with captions by templates: \"a thin seven leaning right\"";
  }

  @Override
  public Availability availability(List<Path> roots) {
    return MnistReader.files(roots).availability(MnistFiles.NAMES);
  }

  @Override
  public Dataset read(ReaderContext context) {
    CaptionedSettings settings =
        context.settings().read(CaptionedSettings.class, CaptionedSettings.of(name(), 0, 0));
    CaptionedFiles files =
        CaptionedFiles.read(MnistReader.files(context.roots()), settings, Measures::strokes);
    DatasetInfo info =
        new DatasetInfo(
            name(),
            summary(),
            "MNIST: " + MnistReader.LICENCE + "; captions: " + Drawn.LICENCE,
            MnistReader.CITATION,
            DigitsReader.CLASSES,
            files.checksums());
    return Captioned.of(info, files.train(), files.test(), Captions.DIGITS, settings, context);
  }
}
