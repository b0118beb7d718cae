package dev.omnivae.app.sampling;

import dev.omnivae.app.picture.Mosaic;
import dev.omnivae.app.run.Experiment;
import dev.omnivae.app.run.RunFiles;
import dev.omnivae.app.run.RunFolder;
import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Observation;
import dev.omnivae.core.batch.Samples;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.model.HmcSettings;
import dev.omnivae.core.model.Inpainter;
import dev.omnivae.core.model.Latents;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.network.text.Generation;
import dev.omnivae.data.Split;
import dev.omnivae.eval.figure.Cells;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Draws from a trained model into {@code samples/MODE/GIVEN/MODALITY/ID.png} (text: {@code .txt},
 * sound: {@code .wav} too) of its run folder, with a contact sheet.
 */
public final class Sampling {
  private static final String SHEET = "contact-sheet.png";

  private final Experiment experiment;
  private final Model model;
  private final @Nullable String sampler;
  private final Path samples;
  private final Steering steering;
  private final Decoding decoding;
  private final long seed;

  /**
   * What was written.
   *
   * @param folder that holds the contact sheet
   */
  public record Written(Path folder, List<Path> files, Path contactSheet) {
    public Written {
      files = List.copyOf(files);
    }
  }

  /**
   * Draws with the noise of a seed, under conditions.
   *
   * @param generation how texts are written
   */
  public Sampling(
      Experiment experiment, RunFolder run, Steering steering, Generation generation, long seed) {
    this(experiment, experiment.model(), null, run, steering, generation, seed);
  }

  /**
   * As above, codes drawn by a sampler.
   *
   * @param model of the experiment, or what draws in its place
   * @param sampler names the folders of what it draws; null for the model's own
   */
  public Sampling(
      Experiment experiment,
      Model model,
      @Nullable String sampler,
      RunFolder run,
      Steering steering,
      Generation generation,
      long seed) {
    this.experiment = experiment;
    this.model = model;
    this.sampler = sampler;
    this.samples = run.samples();
    this.steering = steering;
    this.decoding = new Decoding(model, generation);
    this.seed = seed;
  }

  /**
   * Draws from the prior; every modality is decoded from the same codes. Conditions that are not
   * set are those of the first test samples, again from the start after the last.
   */
  public Written unconditional(int count) {
    SampleFolder folder = folder("unconditional", sampler == null ? "prior" : sampler);
    Noise noise = noise("unconditional");
    for (int from = 0; from < count; from += Examples.BATCH) {
      try (Scope scope = Scope.open();
          NoGrad off = NoGrad.open()) {
        int size = Math.min(Examples.BATCH, count - from);
        long[] ids = LongStream.range(from, from + size).toArray();
        Tensor conditions = steering.steer(conditions(ids));
        Latents codes = model.fromPrior(size, conditions, noise.stream("batch" + from));
        decode(codes, conditions, noise.stream("decode" + from), folder, ids);
      }
    }
    return written(folder.path(), List.of(folder));
  }

  private @Nullable Tensor conditions(long[] ids) {
    if (experiment.dataset().conditions().isEmpty()) {
      return null;
    }
    Samples test = experiment.dataset().samples(Split.TEST);
    return test.gather(0, LongStream.of(ids).map(id -> id % test.size()).toArray()).conditions();
  }

  /** Draws given modalities of examples; every modality is decoded, those given too. */
  public Written conditional(Examples examples, List<String> given) {
    SampleFolder folder = folder("conditional", named(String.join("+", given)));
    Noise noise = noise("conditional");
    draw(examples, given, noise, folder);
    return written(folder.path(), List.of(folder));
  }

  /**
   * Draws given each of the modalities alone, then given all of them together: shared codes from
   * what was seen, private ones afresh for what was not. One contact sheet, a row for each.
   */
  public Written inpainting(Examples examples, List<String> given) {
    List<SampleFolder> folders = new ArrayList<>();
    List<List<String>> sets = new ArrayList<>();
    given.forEach(name -> sets.add(List.of(name)));
    if (given.size() > 1) {
      sets.add(given);
    }
    for (List<String> set : sets) {
      String name = String.join("+", set);
      SampleFolder folder = folder("inpainting", named(name));
      draw(examples, set, noise("inpainting").stream(name), folder);
      folders.add(folder);
    }
    return written(samples.resolve("inpainting"), folders);
  }

  /**
   * Fills in pixels: codes are inferred from known pixels alone (and from modalities given whole),
   * known pixels are kept, all other modalities are generated.
   */
  public Written inpainting(Examples examples, List<String> given, KnownPixels known) {
    Set<String> seen = new LinkedHashSet<>(given);
    seen.addAll(known.modalities());
    List<String> names =
        seen.stream().map(n -> known.modalities().contains(n) ? n + ".known" : n).toList();
    SampleFolder folder = folder("inpainting", String.join("+", names));
    Inpainter inpainter = new Inpainter(model, HmcSettings.PIXELS);
    Noise noise = noise("inpainting").stream("known");
    examples.forEach(
        (batch, ids) -> {
          Batch partial = known.apply(steering.steer(batch).given(seen));
          seen.forEach(name -> folder.addInput(modality(name), partial.of(name)));
          Latents codes = inpainter.infer(partial, noise.stream("batch" + ids[0]));
          decode(codes, partial, noise.stream("decode" + ids[0]), folder, ids);
        });
    return written(samples.resolve("inpainting"), List.of(folder));
  }

  private void draw(Examples examples, List<String> given, Noise noise, SampleFolder folder) {
    examples.forEach(
        (batch, ids) -> {
          Batch seen = steering.steer(batch).given(new LinkedHashSet<>(given));
          given.forEach(name -> folder.addInput(modality(name), seen.of(name)));
          Latents codes = model.infer(seen, 1, noise.stream("batch" + ids[0]));
          decode(codes, seen.conditions(), noise.stream("decode" + ids[0]), folder, ids);
        });
  }

  private void decode(
      Latents codes, @Nullable Tensor conditions, Noise noise, SampleFolder folder, long[] ids) {
    for (Modality modality : decoding.modalities()) {
      folder.add(modality, decoding.of(modality, codes, conditions, noise), ids);
    }
  }

  /** As above, known pixels kept. */
  private void decode(Latents codes, Batch partial, Noise noise, SampleFolder folder, long[] ids) {
    for (Modality modality : decoding.modalities()) {
      Observation x = partial.of(modality.name());
      Tensor made = decoding.of(modality, codes, partial.conditions(), noise);
      boolean holes = x.known() != null && modality.kind() != Modality.Kind.TOKENS;
      folder.add(modality, holes ? Inpainter.fill(x, made) : made, ids);
    }
  }

  private Written written(Path folder, List<SampleFolder> folders) {
    Mosaic mosaic = new Mosaic();
    List<Path> files = new ArrayList<>();
    for (SampleFolder each : folders) {
      each.show(mosaic);
      files.addAll(each.files());
    }
    Path sheet = folder.resolve(SHEET);
    RunFiles.write(sheet, mosaic.png());
    return new Written(folder, files, sheet);
  }

  private String named(String given) {
    return sampler == null ? given : given + "." + sampler;
  }

  private SampleFolder folder(String mode, String given) {
    return new SampleFolder(samples.resolve(mode).resolve(given), new Cells(experiment.dataset()));
  }

  private Modality modality(String name) {
    return experiment.dataset().modalities().stream()
        .filter(modality -> modality.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private Noise noise(String name) {
    return Noise.of(seed, 0, 0).stream("sample." + name);
  }
}
