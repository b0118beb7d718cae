package dev.omnivae.data.reader;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.data.Availability;
import dev.omnivae.data.Dataset;
import dev.omnivae.data.DatasetInfo;
import dev.omnivae.data.Reader;
import dev.omnivae.data.ReaderContext;
import dev.omnivae.data.format.Checksums;
import dev.omnivae.data.generate.PolyMnist;
import dev.omnivae.data.store.AlignedDataset;
import dev.omnivae.data.store.AlignedRows;
import dev.omnivae.data.store.Images;
import dev.omnivae.data.store.View;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** PolyMNIST: one digit over crops of five pictures; read from its published layout, or drawn. */
public final class PolyMnistReader implements Reader {
  private static final int MADE = 60_000;
  private static final int MADE_TEST = 10_000;
  private static final int DRAWN = 10_000;
  private static final int DRAWN_TEST = 2_000;
  private static final String CITATION =
      "Sutter, Daunhawer, Vogt: Generalized multimodal ELBO, ICLR 2021";

  @Override
  public String name() {
    return "polymnist";
  }

  @Override
  public String summary() {
    return "a digit over crops of five pictures, colour 28x28 (PolyMNIST); drawn without a folder";
  }

  @Override
  public Availability availability(List<Path> roots) {
    return folder(roots)
        .map(folder -> Availability.found("in " + folder.toAbsolutePath().normalize()))
        .orElse(Availability.drawn());
  }

  @Override
  public void make(ReaderContext context, Path folder) {
    PolyMnistSettings settings = settings(context);
    PolyMnistSource source = PolyMnistSource.of(settings, context.roots());
    MadeFolder.into(
        folder,
        inside -> {
          for (String split : List.of("train", "test")) {
            PolyMnist drawn = drawn(source, settings, split, MADE, MADE_TEST);
            for (String modality : settings.modalities()) {
              int number = PolyMnistSettings.number(modality);
              PolyMnistFiles.write(
                  inside.resolve(split).resolve(modality),
                  drawn.keys(),
                  drawn.draw(number, source.backgrounds().get(number)));
            }
          }
        });
  }

  @Override
  public Dataset read(ReaderContext context) {
    PolyMnistSettings settings = settings(context);
    Map<String, String> checksums = new LinkedHashMap<>();
    Optional<Path> folder = folder(context.roots());
    List<AlignedRows> rows = new ArrayList<>();
    String description = summary();
    String licence = "MNIST: " + MnistReader.LICENCE + "; pictures as their owners say";
    if (folder.isPresent()) {
      Problems problems = new Problems();
      for (String split : List.of("train", "test")) {
        rows.add(read(folder.get(), settings, split, context.cache(), checksums, problems));
      }
      problems.refuse(
          "data set polymnist in " + folder.get(),
          "correct the files; incomplete: allow takes missing ones for missing modalities");
    } else {
      PolyMnistSource source = PolyMnistSource.of(settings, context.roots());
      for (String split : List.of("train", "test")) {
        rows.add(draw(source, settings, split, checksums));
      }
      description = "a digit in five colour 28x28 pictures: " + source.note();
      licence = source.drawn() ? Drawn.LICENCE : licence;
    }
    DatasetInfo info =
        new DatasetInfo(name(), description, licence, CITATION, DigitsReader.CLASSES, checksums);
    return AlignedDataset.of(
        info, rows.get(0), rows.get(1), settings.validation(), settings.seed());
  }

  private static AlignedRows read(
      Path folder,
      PolyMnistSettings settings,
      String split,
      Path cache,
      Map<String, String> checksums,
      Problems problems) {
    PolyMnistFiles files =
        PolyMnistFiles.of(
            folder.resolve(split),
            settings.modalities(),
            split.equals("train") ? settings.samples() : settings.testSamples(),
            settings.incomplete().equals("allow"),
            problems);
    List<View> views = new ArrayList<>();
    for (int m = 0; m < settings.modalities().size(); m++) {
      Modality modality = modality(settings.modalities().get(m));
      byte[] pixels =
          Pictures.read(
              modality,
              files.files().get(m),
              i -> split + "/" + files.keys().get(i),
              cache,
              problems);
      checksums.put(modality.name() + "-" + split, Checksums.of(pixels));
      views.add(Pictures.view(modality, pixels, files.files().get(m)));
    }
    return rows(views, files.keys());
  }

  private static AlignedRows draw(
      PolyMnistSource source,
      PolyMnistSettings settings,
      String split,
      Map<String, String> checksums) {
    PolyMnist drawn = drawn(source, settings, split, DRAWN, DRAWN_TEST);
    List<View> views = new ArrayList<>();
    for (String name : settings.modalities()) {
      int number = PolyMnistSettings.number(name);
      byte[] pixels = drawn.draw(number, source.backgrounds().get(number));
      checksums.put(name + "-" + split, Checksums.of(pixels));
      views.add(Images.of(modality(name), pixels, new int[drawn.keys().size()]));
    }
    return rows(views, drawn.keys());
  }

  private static PolyMnist drawn(
      PolyMnistSource source, PolyMnistSettings settings, String split, int train, int test) {
    boolean training = split.equals("train");
    int wanted = training ? settings.samples() : settings.testSamples();
    int samples = wanted == 0 ? training ? train : test : wanted;
    return new PolyMnist(source.digits().of(split, samples), settings.seed(), split);
  }

  private static AlignedRows rows(List<View> views, List<PolyMnist.Key> keys) {
    int[] labels = keys.stream().mapToInt(PolyMnist.Key::label).toArray();
    return AlignedRows.of(views, labels, row -> keys.get(row).toString());
  }

  private static Modality modality(String name) {
    return Modality.image(name, 3, PolyMnist.SIZE, PolyMnist.SIZE);
  }

  /** {@code ROOT/polymnist}, then {@code ROOT}, where a folder m0 is below train. */
  private static Optional<Path> folder(List<Path> roots) {
    return roots.stream()
        .flatMap(root -> java.util.stream.Stream.of(root.resolve("polymnist"), root))
        .filter(folder -> Files.isDirectory(folder.resolve("train").resolve("m0")))
        .findFirst();
  }

  private PolyMnistSettings settings(ReaderContext context) {
    return context.settings().read(PolyMnistSettings.class, PolyMnistSettings.DEFAULT);
  }
}
