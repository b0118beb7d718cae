package dev.omnivae.data.reader;

import dev.omnivae.data.Availability;
import dev.omnivae.data.Dataset;
import dev.omnivae.data.DatasetInfo;
import dev.omnivae.data.Reader;
import dev.omnivae.data.ReaderContext;
import dev.omnivae.data.caption.Captions;
import dev.omnivae.data.format.Checksums;
import dev.omnivae.data.generate.Drawing;
import dev.omnivae.data.generate.DrawingCache;
import dev.omnivae.data.generate.HandwrittenDigits;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Drawn handwritten digits with captions; what is told of a stroke is what it was drawn with. */
public final class DigitsTextReader implements Reader {
  @Override
  public String name() {
    return "digits-text";
  }

  @Override
  public String summary() {
    return "drawn handwritten-like digits with captions by templates";
  }

  @Override
  public Availability availability(List<Path> roots) {
    return Availability.drawn();
  }

  @Override
  public Dataset read(ReaderContext context) {
    CaptionedSettings settings =
        context
            .settings()
            .read(
                CaptionedSettings.class,
                CaptionedSettings.of(name(), Drawn.SAMPLES, Drawn.TEST_SAMPLES));
    Map<String, String> checksums = new LinkedHashMap<>();
    Captioned.Side train = side("train", settings.samples(), settings, context, checksums);
    Captioned.Side test = side("test", settings.testSamples(), settings, context, checksums);
    DatasetInfo info =
        new DatasetInfo(
            name(), summary(), Drawn.LICENCE, Drawn.CITATION, DigitsReader.CLASSES, checksums);
    return Captioned.of(info, train, test, Captions.DIGITS, settings, context);
  }

  private static Captioned.Side side(
      String split,
      int samples,
      CaptionedSettings settings,
      ReaderContext context,
      Map<String, String> checksums) {
    HandwrittenDigits drawer = new HandwrittenDigits();
    Drawing drawing =
        new DrawingCache(context.cache())
            .get(drawer, settings.seed(), split, Drawn.count(key(split), samples));
    checksums.put("image-" + split, Checksums.of(drawing.pixels(), drawing.labels()));
    Map<String, float[]> measured = new LinkedHashMap<>();
    for (String trait : List.of("thickness", "slant")) {
      measured.put(trait, drawing.factors()[drawer.factors().indexOf(trait)]);
    }
    int[] labels = IntStream.range(0, samples).map(i -> drawing.labels()[i]).toArray();
    return new Captioned.Side(drawing.pixels(), labels, measured);
  }

  private static String key(String split) {
    return split.equals("train") ? "samples" : "test_samples";
  }
}
