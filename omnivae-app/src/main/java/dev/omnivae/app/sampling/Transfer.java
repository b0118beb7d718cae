package dev.omnivae.app.sampling;

import dev.omnivae.app.picture.Png;
import dev.omnivae.app.run.RunFiles;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Observation;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.model.Latents;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.network.text.Generation;
import dev.omnivae.data.Dataset;
import dev.omnivae.eval.figure.Cells;
import dev.omnivae.eval.figure.ImageGrid;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What one sample says in the manner of another: shared code of the content, private codes of the
 * style, decoded as every modality.
 *
 * <pre>{@code x_m ~ p(x_m | z, w_m),   z of q(z | content),   w_m of q(w_m | style)}</pre>
 *
 * <p>Written to {@code samples/transfer/MODALITY/CONTENT-STYLE.png} (text: {@code .txt}) with one
 * contact sheet. The private code of a modality that the style lacks is drawn from what generates
 * it; conditions are the content's.
 */
public final class Transfer {
  private static final int SIDE = 64;

  private final Model model;
  private final Path folder;
  private final Decoding decoding;
  private final Cells cells;
  private final Noise noise;

  /**
   * Contents or styles.
   *
   * @param name what a sample of it is called in names of files
   * @param counted whether the sample's id follows
   */
  public record Source(Examples examples, String name, boolean counted) {}

  /**
   * One content in one style.
   *
   * @param files by modality
   * @param texts by modality that is shown in words
   */
  public record Pair(
      String content, String style, Map<String, Path> files, Map<String, String> texts) {
    public Pair {
      files = Collections.unmodifiableMap(new LinkedHashMap<>(files));
      texts = Collections.unmodifiableMap(new LinkedHashMap<>(texts));
    }
  }

  /** What was written. */
  public record Written(Path folder, Path contactSheet, List<Pair> pairs) {
    public Written {
      pairs = List.copyOf(pairs);
    }
  }

  /**
   * Transfers with the noise of a seed.
   *
   * @param samples folder of all samples of a run
   * @param generation how texts are written
   * @throws InputException where the model has no private codes
   */
  public Transfer(Dataset dataset, Model model, Path samples, Generation generation, long seed) {
    this.model = model;
    this.folder = samples.resolve("transfer");
    this.decoding = new Decoding(model, generation);
    this.cells = new Cells(dataset);
    this.noise = Noise.of(seed, 0, 0).stream("sample.transfer");
    if (model.privateCodes().isEmpty()) {
      throw InputException.of(
          "DIR",
          "a run whose model has private codes, which hold the style",
          "one with a shared code alone",
          "train with -s 'model.latent.private={%s: 8}'"
              .formatted(model.modalities().get(0).name()));
    }
  }

  /** Every content in every style. */
  public Written write(List<Source> contents, List<Source> styles) {
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.open()) {
      Looked content = Looked.at(contents, model, cells, noise.stream("content"));
      Looked style = Looked.at(styles, model, cells, noise.stream("style"));
      SampleFolder files = new SampleFolder(folder, cells);
      List<Pair> pairs = new ArrayList<>();
      List<Map<Modality, List<BufferedImage>>> pictures = new ArrayList<>(); // by content
      for (int i = 0; i < content.names().size(); i++) {
        pictures.add(transfer(content, i, style, files, pairs));
      }
      Path sheet = folder.resolve("contact-sheet.png");
      RunFiles.write(sheet, Png.bytes(sheet(content, style, pictures)));
      return new Written(folder, sheet, pairs);
    }
  }

  /** One content in all styles; returns the pictures by modality, then by style. */
  private Map<Modality, List<BufferedImage>> transfer(
      Looked content, int which, Looked style, SampleFolder files, List<Pair> pairs) {
    List<String> styles = style.names();
    String name = content.names().get(which);
    List<String> ids = styles.stream().map(of -> name + "-" + of).toList();
    List<Map<String, Path>> paths = new ArrayList<>();
    List<Map<String, String>> texts = new ArrayList<>();
    styles.forEach(of -> paths.add(new LinkedHashMap<>()));
    styles.forEach(of -> texts.add(new LinkedHashMap<>()));
    Map<Modality, List<BufferedImage>> pictures = new LinkedHashMap<>();
    try (Scope scope = Scope.open()) {
      Map<String, Tensor> codes = content.codes(which, styles.size());
      for (String modality : model.privateCodes()) {
        codes.put(Latents.own(modality), style.code(Latents.own(modality)));
      }
      @Nullable Tensor conditions = content.conditions(which, styles.size());
      for (Modality modality : decoding.modalities()) {
        if (cells.shows(modality)) {
          Tensor made =
              decoding.of(modality, new Latents(codes), conditions, noise.stream("decode." + name));
          Observation seen = Observation.of(made);
          pictures.put(modality, cells.of(modality, seen));
          List<Path> written = files.add(modality, made, ids);
          List<String> words = cells.inWords(modality) ? cells.texts(modality, seen) : List.of();
          for (int s = 0; s < written.size(); s++) {
            paths.get(s).put(modality.name(), written.get(s));
          }
          for (int s = 0; s < words.size(); s++) {
            texts.get(s).put(modality.name(), words.get(s));
          }
        }
      }
    }
    for (int s = 0; s < styles.size(); s++) {
      pairs.add(new Pair(name, styles.get(s), paths.get(s), texts.get(s)));
    }
    return pictures;
  }

  /** For each modality styles above, contents at the left, what came of them between. */
  private BufferedImage sheet(
      Looked content, Looked style, List<Map<Modality, List<BufferedImage>>> pictures) {
    List<String> headings = new ArrayList<>();
    headings.add("content");
    style.names().forEach(name -> headings.add("style " + name));
    ImageGrid grid =
        new ImageGrid("Shared codes of the contents, private codes of the styles", SIDE)
            .headings(headings);
    for (Modality modality : pictures.get(0).keySet()) {
      List<BufferedImage> above = new ArrayList<>();
      above.add(blank());
      for (int s = 0; s < style.names().size(); s++) {
        above.add(style.picture(s, modality));
      }
      grid.row(modality.name(), above);
      for (int i = 0; i < pictures.size(); i++) {
        List<BufferedImage> row = new ArrayList<>();
        row.add(content.picture(i, modality));
        row.addAll(pictures.get(i).getOrDefault(modality, List.of()));
        grid.row("content " + content.names().get(i), row);
      }
    }
    return grid.draw();
  }

  private static BufferedImage blank() {
    BufferedImage white = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
    white.setRGB(0, 0, 0xFFFFFF);
    return white;
  }
}
