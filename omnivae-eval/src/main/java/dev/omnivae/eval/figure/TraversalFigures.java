package dev.omnivae.eval.figure;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Observation;
import dev.omnivae.core.batch.Samples;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.model.Latents;
import dev.omnivae.core.model.Model;
import dev.omnivae.data.caption.AttributeSentences;
import dev.omnivae.eval.Batches;
import dev.omnivae.eval.Evaluation;
import dev.omnivae.eval.latent.CentredNoise;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;

/**
 * What each attribute does to an image: its code, moved as far as that of its attributes moves when
 * one of them is flipped.
 *
 * <pre>{@code
 * x' ~ p(x | z + μ(a') - μ(a), w),   z, w of q(z, w | x),   μ the centre of q(z | a)
 * }</pre>
 *
 * <p>What attributes say nothing of stays as it is in the image, and so does the private code.
 */
final class TraversalFigures {
  private static final int ROWS = 8;
  private static final int LOOKED_THROUGH = 200;
  private static final int SIDE = 128;

  private final Evaluation evaluation;
  private final Model model;
  private final Modality attributes;
  private final Modality image;
  private final AttributeSentences sentences;
  private final Batch batch;
  private final List<byte[]> values; // by row

  TraversalFigures(Evaluation evaluation, Modality attributes, Modality image) {
    this.evaluation = evaluation;
    this.model = evaluation.model();
    this.attributes = attributes;
    this.image = image;
    this.sentences = new AttributeSentences(evaluation.dataset().names(attributes.name()));
    this.batch = shown();
    this.values = Cells.attributes(batch.of(attributes.name()));
  }

  /** Samples all whose attributes are known, and whose image is there. */
  private Batch shown() {
    Samples samples = evaluation.dataset().samples(evaluation.split());
    long[] some = Batches.positions(samples.size(), LOOKED_THROUGH, evaluation.seed());
    Batch looked = Batches.gather(samples, some);
    List<byte[]> all = Cells.attributes(looked.of(attributes.name()));
    Tensor mask = looked.of(image.name()).available();
    long[] available = mask == null ? new long[0] : Tensors.longs(mask);
    List<Long> chosen = new ArrayList<>();
    for (int i = 0; i < some.length && chosen.size() < ROWS; i++) {
      boolean there = available.length == 0 || available[i] != 0;
      if (there && known(all.get(i))) {
        chosen.add(some[i]);
      }
    }
    return Batches.gather(samples, chosen.stream().mapToLong(Long::longValue).toArray());
  }

  private static boolean known(byte[] values) {
    for (byte value : values) {
      if (value == AttributeSentences.UNKNOWN) {
        return false;
      }
    }
    return true;
  }

  /** Writes one figure for each pair of attributes and images; none where there is no such pair. */
  static List<Figure> write(Evaluation evaluation, Path folder) {
    List<Figure> figures = new ArrayList<>();
    Cells cells = new Cells(evaluation.dataset());
    Model model = evaluation.model();
    for (Modality attributes : model.modalities()) {
      for (Modality image : model.modalities()) {
        if (attributes.kind() == Modality.Kind.ATTRIBUTES
            && cells.inWords(attributes)
            && image.drawable()
            && model.generates(image.name(), Set.of(attributes.name()))
            && model.generates(image.name(), Set.of(image.name()))) {
          try (Scope scope = Scope.open();
              NoGrad off = NoGrad.open()) {
            TraversalFigures figure = new TraversalFigures(evaluation, attributes, image);
            if (figure.batch.size() > 0) {
              figures.add(figure.draw(folder));
            }
          }
        }
      }
    }
    return figures;
  }

  private Figure draw(Path folder) {
    Map<String, List<BufferedImage>> columns = columns();
    ImageGrid grid =
        new ImageGrid(attributes.name() + " flipped: " + image.name(), SIDE)
            .headings(List.copyOf(columns.keySet()));
    for (int row = 0; row < values.size(); row++) {
      int of = row;
      grid.row("", columns.values().stream().map(column -> column.get(of)).toList());
    }
    String file = "traversal-" + attributes.name() + "-of-" + image.name() + ".png";
    Png.write(grid.draw(), folder.resolve(file));
    return new Figure(
        file,
        Figure.Section.SAMPLES,
        "Traversals, " + attributes.name() + " of " + image.name(),
        "Samples of the "
            + evaluation.split().key()
            + " split and their reconstructions; then the same with one attribute the other way"
            + " round, and with it what cannot stay (a man is no woman, a bald head has no hair of"
            + " a colour): the code of the image moves as that of its attributes does. All else is"
            + " kept.");
  }

  /** By heading, then by row. */
  Map<String, List<BufferedImage>> columns() {
    Noise noise = evaluation.noise("figure.traversal." + attributes.name() + "." + image.name());
    Latents whole = model.infer(batch.given(Set.of(image.name())), 1, noise.stream("image"));
    Map<String, List<BufferedImage>> columns = new LinkedHashMap<>();
    columns.put(attributes.name(), TextCells.of(values.stream().map(sentences::sentence).toList()));
    columns.put(image.name(), Pixels.of(batch.of(image.name()).value()));
    columns.put("reconstructed", decoded(whole, noise));
    Latents from = centre(values);
    flips()
        .forEach(
            (names, flipped) ->
                columns.put(names, decoded(moved(whole, from, centre(flipped)), noise)));
    return columns;
  }

  /** Values by what is flipped; attributes that are each other's opposite share one. */
  private Map<String, List<byte[]>> flips() {
    List<String> names = evaluation.dataset().names(attributes.name());
    Map<String, List<byte[]>> flips = new LinkedHashMap<>();
    Map<List<String>, String> same = new LinkedHashMap<>(); // sentences to heading
    for (int a = 0; a < names.size(); a++) {
      int attribute = a;
      String name = names.get(a).replace('_', ' ');
      List<byte[]> flipped = values.stream().map(of -> sentences.flipped(of, attribute)).toList();
      List<String> said = flipped.stream().map(sentences::sentence).toList();
      String earlier = same.get(said);
      if (earlier == null) {
        same.put(said, name);
        flips.put(name, flipped);
      } else {
        flips.remove(earlier);
        same.put(said, earlier + " / " + name);
        flips.put(earlier + " / " + name, flipped);
      }
    }
    return flips;
  }

  /** What these attributes say without any noise. */
  private Latents centre(List<byte[]> chosen) {
    Observation seen = batch.of(attributes.name());
    float[] rows = new float[chosen.size() * Math.toIntExact(attributes.elements())];
    int at = 0;
    for (byte[] row : chosen) {
      for (byte value : row) {
        rows[at++] = value;
      }
    }
    Tensor changed =
        Tensors.of(rows, chosen.size(), attributes.elements())
            .to(seen.value().device(), seen.value().scalar_type());
    Batch given =
        batch
            .with(attributes.name(), new Observation(changed, seen.available(), seen.known()))
            .given(Set.of(attributes.name()));
    return model.infer(given, 1, new CentredNoise());
  }

  /** Codes of the image, moved by what lies between two of attributes; private ones stay. */
  private Latents moved(Latents whole, Latents from, Latents to) {
    Map<String, Tensor> codes = new LinkedHashMap<>(whole.codes());
    model.modalities().forEach(modality -> codes.remove(Latents.own(modality.name())));
    codes.replaceAll((name, z) -> z.add(to.of(name).sub(from.of(name))));
    whole.codes().forEach(codes::putIfAbsent);
    return new Latents(codes);
  }

  private List<BufferedImage> decoded(Latents codes, Noise noise) {
    Tensor mean =
        model.decode(image.name(), codes, batch.conditions(), noise.stream("decode")).mean();
    return Pixels.of(mean.squeeze(0));
  }
}
