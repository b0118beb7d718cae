package dev.omnivae.benchmarks;

import dev.omnivae.core.batch.Modality;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What joining many modalities costs beyond their networks: a whole training step of a mixture of
 * experts, Adam included, against one encoder pass and one stacked decoder pass per modality
 * written bare on the binding, forward and backward. Every modality is an image of 3x32x32 through
 * the 32-64-128 networks. M modalities with K draws decode M·M·K codes per example: time and memory
 * per modality grow with M.
 */
final class ModalitiesBenchmark {
  private static final int ROUNDS = 5;

  /** A step costs at most 1.15 times its passes. */
  private static final double BAR = 1 / 1.15;

  private ModalitiesBenchmark() {}

  static List<Result> run() {
    List<Result> results = new ArrayList<>();
    for (int draws : new int[] {1, 10}) {
      for (int modalities : new int[] {2, 5, 10}) {
        results.addAll(passes(modalities, draws, draws == 1 ? 32 : 4));
      }
    }
    results.add(trunks());
    return results;
  }

  private static List<Result> passes(int modalities, int draws, int size) {
    TrainingSteps ours = training(modalities, draws, size, null);
    Passes theirs = new Passes(modalities, draws, size);
    Interleaved.Pair pair =
        Interleaved.measure(
            ROUNDS,
            () -> Interleaved.seconds(1, ours::step),
            () -> Interleaved.seconds(1, theirs::step));
    String name = "%d modalities, K = %d, batch %d".formatted(modalities, draws, size);
    double of = PeakMemory.of(ours::step) / modalities;
    double bare = PeakMemory.of(theirs::step) / modalities;
    double less = bare / of;
    return List.of(
        Result.times(
            "step / encoder and decoder passes, time per modality",
            name,
            pair,
            1e3 / modalities,
            "ms per step",
            BAR),
        new Result(
            "step / encoder and decoder passes, memory per modality",
            name,
            "MiB",
            of,
            bare,
            less,
            0,
            false,
            less,
            less));
  }

  private static Result trunks() {
    TrainingSteps one = training(5, 1, 32, "one");
    TrainingSteps two = training(5, 1, 32, "two");
    Interleaved.Pair pair =
        Interleaved.measure(
            2 * ROUNDS,
            () -> Interleaved.seconds(1, one::step),
            () -> Interleaved.seconds(1, two::step));
    return Result.times(
        "one trunk / a trunk for each code",
        "5 modalities, K = 1, batch 32",
        pair,
        1e3,
        "ms per step",
        1);
  }

  private static List<Modality> images(int modalities) {
    return IntStream.range(0, modalities)
        .mapToObj(i -> Modality.image("m" + i, 3, 32, 32))
        .toList();
  }

  /**
   * Training steps of a mixture, on one batch.
   *
   * @param trunks of encoders with private codes; null for none
   */
  private static TrainingSteps training(
      int modalities, int draws, int size, @Nullable String trunks) {
    List<Modality> images = images(modalities);
    return new TrainingSteps(
        recipe(images, trunks),
        "{\"objective\": {\"name\": \"elbo-naive\", \"draws\": %d}}".formatted(draws),
        images,
        new RandomImages(size, images)
            .gather(0, IntStream.range(0, size).asLongStream().toArray()));
  }

  private static String recipe(List<Modality> images, @Nullable String trunks) {
    String each = "{\"network\": \"conv\", \"encoder\": {\"filters\": 32}%s}";
    String own = trunks == null ? "" : ", \"trunks\": \"" + trunks + "\"";
    String parts =
        images.stream()
            .map(image -> "\"%s\": %s".formatted(image.name(), each.formatted(own)))
            .collect(Collectors.joining(", "));
    String codes =
        images.stream()
            .map(image -> "\"%s\": 8".formatted(image.name()))
            .collect(Collectors.joining(", "));
    return "{\"latent\": {\"shared\": 20, \"private\": {%s}}, \"modalities\": {%s}}"
        .formatted(trunks == null ? "" : codes, parts);
  }

  /** The networks alone: as many rows through each, nothing joined, nothing moved. */
  private static final class Passes {
    private final List<BareVae> networks = new ArrayList<>();
    private final Tensor x;
    private final long codes;

    Passes(int modalities, int draws, int size) {
      List<Modality> images = images(modalities);
      x =
          new RandomImages(size, images)
              .gather(0, IntStream.range(0, size).asLongStream().toArray())
              .of("m0")
              .value();
      codes = (long) modalities * draws;
      for (int i = 0; i < modalities; i++) {
        networks.add(new BareVae.Convolutional(x));
      }
    }

    void step() {
      networks.forEach(network -> network.passes(x, codes));
    }
  }
}
