package dev.omnivae.app.run;

import dev.omnivae.app.picture.Mosaic;
import dev.omnivae.app.picture.Png;
import dev.omnivae.app.picture.UserPicture;
import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Observation;
import dev.omnivae.core.batch.Samples;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.model.Latents;
import dev.omnivae.data.Split;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Draws from a trained model into {@code samples/MODE/GIVEN/MODALITY/ID.png} of its run folder,
 * with a contact sheet beside the modalities.
 */
public final class Sampling {
  private static final int BATCH = 256;

  private final Experiment experiment;
  private final RunFolder run;
  private final long seed;

  /**
   * What was written.
   *
   * @param folder {@code samples/MODE/GIVEN}
   */
  public record Written(Path folder, List<Path> files, Path contactSheet) {
    public Written {
      files = List.copyOf(files);
    }
  }

  /** Draws with the noise of a seed. */
  public Sampling(Experiment experiment, RunFolder run, long seed) {
    this.experiment = experiment;
    this.run = run;
    this.seed = seed;
  }

  /** Draws from the prior; every modality is decoded from the same codes. */
  public Written unconditional(int count) {
    Sheet sheet = new Sheet(run.samples().resolve("unconditional").resolve("prior"));
    Noise noise = noise("unconditional");
    for (int from = 0; from < count; from += BATCH) {
      try (Scope scope = Scope.open();
          NoGrad off = NoGrad.open()) {
        int size = Math.min(BATCH, count - from);
        Latents codes = experiment.model().fromPrior(size, null, noise.stream("batch" + from));
        decode(
            codes,
            noise.stream("decode" + from),
            sheet,
            LongStream.range(from, from + size).toArray());
      }
    }
    return sheet.write();
  }

  /**
   * Draws given modalities of test samples; every modality is decoded, those given too.
   *
   * @param ids which samples; the first {@code count} when empty
   */
  public Written givenTestSamples(List<String> given, List<Long> ids, int count) {
    Samples test = experiment.dataset().samples(Split.TEST);
    for (long id : ids) {
      if (id < 0 || id >= test.size()) {
        throw InputException.of(
            "--ids", "from 0 to " + (test.size() - 1), id, "the test split has no others");
      }
    }
    long[] chosen =
        ids.isEmpty()
            ? LongStream.range(0, Math.min(count, test.size())).toArray()
            : ids.stream().mapToLong(Long::longValue).toArray();
    Sheet sheet = new Sheet(run.samples().resolve("conditional").resolve(String.join("+", given)));
    Noise noise = noise("conditional");
    for (int from = 0; from < chosen.length; from += BATCH) {
      long[] part = Arrays.copyOfRange(chosen, from, Math.min(from + BATCH, chosen.length));
      try (Scope scope = Scope.open();
          NoGrad off = NoGrad.open()) {
        Batch batch = test.gather(0, part);
        given.forEach(name -> sheet.addInput(modality(name), batch.of(name).value()));
        Latents codes =
            experiment
                .model()
                .infer(batch.given(new LinkedHashSet<>(given)), 1, noise.stream("batch" + from));
        decode(codes, noise.stream("decode" + from), sheet, part);
      }
    }
    return sheet.write();
  }

  /** Draws {@code count} times given pictures of the user's. */
  public Written givenFiles(Map<String, Path> files, int count) {
    Sheet sheet =
        new Sheet(run.samples().resolve("conditional").resolve(String.join("+", files.keySet())));
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.open()) {
      Batch batch = batch(files);
      for (String name : files.keySet()) {
        sheet.addInput(modality(name), batch.of(name).value());
      }
      Noise noise = noise("files");
      Latents codes = experiment.model().infer(batch, count, noise);
      decode(codes, noise.stream("decode"), sheet, LongStream.range(0, count).toArray());
    }
    return sheet.write();
  }

  private void decode(Latents codes, Noise noise, Sheet sheet, long[] ids) {
    for (Modality modality : experiment.dataset().modalities()) {
      Tensor mean =
          experiment
              .model()
              .decode(modality.name(), codes, null, noise.stream(modality.name()))
              .mean(); // (draw, batch, event)
      sheet.add(modality, mean.flatten(0, 1), ids);
    }
  }

  /** One example, of which the modalities with files are available. */
  private Batch batch(Map<String, Path> files) {
    Map<String, Observation> observations = new LinkedHashMap<>();
    for (Modality modality : experiment.dataset().modalities()) {
      Path file = files.get(modality.name());
      float[] values =
          file == null
              ? new float[Math.toIntExact(modality.elements())]
              : UserPicture.read(file, modality, darkBorder(modality));
      Tensor value = Tensors.of(values, Tensors.prepend(modality.sizes(), 1));
      observations.put(modality.name(), Observation.of(value));
    }
    Tensor ids = Tensors.zeros(ScalarType.Long, 1);
    return new Batch(observations, null, null, ids).given(files.keySet());
  }

  /** Whether the training images of a modality are dark at their borders. */
  private boolean darkBorder(Modality modality) {
    Samples singles = experiment.dataset().singles(Split.TRAIN, modality.name());
    long[] first = LongStream.range(0, Math.min(BATCH, singles.size())).toArray();
    Tensor images = singles.gather(0, first).of(modality.name()).value();
    return Tensors.item(images.select(-1, 0).mean()) < 0.5;
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

  /** Images on their way to files, by modality. */
  private static final class Sheet {
    private final Path folder;
    private final Map<Modality, List<float[]>> inputs = new LinkedHashMap<>();
    private final Map<Modality, List<float[]>> drawn = new LinkedHashMap<>();
    private final List<Path> files = new ArrayList<>();

    Sheet(Path folder) {
      this.folder = folder;
    }

    /** What was looked at, for the contact sheet alone. */
    void addInput(Modality modality, Tensor images) {
      inputs.computeIfAbsent(modality, m -> new ArrayList<>()).addAll(split(images));
    }

    void add(Modality modality, Tensor images, long[] ids) {
      if (modality.kind() != Modality.Kind.IMAGE) {
        return; // only pictures are drawn so far
      }
      List<float[]> values = split(images);
      for (int i = 0; i < ids.length; i++) {
        Path file = folder.resolve(modality.name()).resolve(ids[i] + ".png");
        RunFiles.write(file, Png.of(values.get(i), 0, modality));
        files.add(file);
      }
      drawn.computeIfAbsent(modality, m -> new ArrayList<>()).addAll(values);
    }

    Written write() {
      Mosaic mosaic = new Mosaic();
      inputs.forEach(mosaic::add);
      drawn.forEach(mosaic::add);
      Path sheet = folder.resolve("contact-sheet.png");
      RunFiles.write(sheet, mosaic.png());
      return new Written(folder, files, sheet);
    }

    private static List<float[]> split(Tensor images) {
      List<float[]> values = new ArrayList<>();
      for (long i = 0; i < images.size(0); i++) {
        values.add(Tensors.floats(images.select(0, i)));
      }
      return values;
    }
  }
}
