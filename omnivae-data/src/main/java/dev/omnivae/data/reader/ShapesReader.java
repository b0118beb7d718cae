package dev.omnivae.data.reader;

import dev.omnivae.data.Availability;
import dev.omnivae.data.Dataset;
import dev.omnivae.data.DatasetInfo;
import dev.omnivae.data.Reader;
import dev.omnivae.data.ReaderContext;
import dev.omnivae.data.generate.Shapes;
import dev.omnivae.data.store.ImageDataset;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Drawn shapes whose factors are known and independent: for measures of disentanglement. */
public final class ShapesReader implements Reader {
  @Override
  public String name() {
    return "shapes";
  }

  @Override
  public String summary() {
    return "an ellipse, a square or a heart of any size, rotation and place, grey 32x32, drawn";
  }

  @Override
  public Availability availability(List<Path> roots) {
    return Availability.drawn();
  }

  @Override
  public Dataset read(ReaderContext context) {
    SingleSettings s = context.settings().read(SingleSettings.class, SingleSettings.drawn(name()));
    DatasetInfo info =
        new DatasetInfo(name(), summary(), Drawn.LICENCE, Drawn.CITATION, Shapes.CLASSES, Map.of());
    return ImageDataset.single(
        info,
        new ImageDataset.Side(
            Shapes.draw(s.seed(), "train", Drawn.count("samples", s.samples())),
            Shapes.draw(s.seed(), "test", Drawn.count("test_samples", s.testSamples()))),
        s.validation(),
        s.seed());
  }
}
