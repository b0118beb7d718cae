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

/** Fashion-MNIST with captions that name the garment, and often how bright and wide it is. */
public final class FashionTextReader implements Reader {
  @Override
  public String name() {
    return "fashion-text";
  }

  @Override
  public String summary() {
    return "Fashion-MNIST with captions by templates: \"a dark narrow dress\"";
  }

  @Override
  public Availability availability(List<Path> roots) {
    return FashionMnistReader.files(roots).availability(MnistFiles.NAMES);
  }

  @Override
  public Dataset read(ReaderContext context) {
    CaptionedSettings settings =
        context.settings().read(CaptionedSettings.class, CaptionedSettings.of(name(), 0, 0));
    CaptionedFiles files =
        CaptionedFiles.read(FashionMnistReader.files(context.roots()), settings, Measures::clothes);
    DatasetInfo info =
        new DatasetInfo(
            name(),
            summary(),
            FashionMnistReader.INFO.licence() + "; captions: " + Drawn.LICENCE,
            FashionMnistReader.INFO.citation(),
            FashionMnistReader.INFO.classes(),
            files.checksums());
    return Captioned.of(info, files.train(), files.test(), Captions.CLOTHES, settings, context);
  }
}
