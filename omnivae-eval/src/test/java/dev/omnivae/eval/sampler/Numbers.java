package dev.omnivae.eval.sampler;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Observation;
import dev.omnivae.core.batch.Samples;
import dev.omnivae.core.distribution.Distribution;
import dev.omnivae.core.distribution.Normal;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.model.Latents;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.data.Dataset;
import dev.omnivae.data.DatasetInfo;
import dev.omnivae.data.Split;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * Pairs of numbers, and a model whose shared code is the first of those that are there; b is its
 * own private code.
 */
final class Numbers implements Model {
  private static final int SIZE = 4_000;

  private final List<Modality> modalities;

  private Numbers(List<Modality> modalities) {
    this.modalities = modalities;
  }

  // ---- what samplers are fitted to ----

  /** a ~ N(3, deviation²) and b ~ N(-1, 1) of this correlation. */
  static Fitting correlated(double deviation, double correlation, FitSettings settings, long seed) {
    return fitting(pairs(deviation, correlation, seed), new double[0], settings, seed);
  }

  /** As above with deviation 2; every second sample lacks a. */
  static Fitting correlatedLackingHalf(double correlation, FitSettings settings, long seed) {
    double[] there = IntStream.range(0, SIZE).mapToDouble(i -> i % 2 == 0 ? 1 : 0).toArray();
    return fitting(pairs(2, correlation, seed), there, settings, seed);
  }

  /** a near -2 or 2, b near -1 or 1 on the same side. */
  static Fitting twoClusters(FitSettings settings, long seed) {
    Random random = new Random(seed);
    List<double[]> pairs = new ArrayList<>();
    for (int i = 0; i < SIZE; i++) {
      double side = random.nextBoolean() ? 1 : -1;
      pairs.add(
          new double[] {
            2 * side + 0.3 * random.nextGaussian(), side + 0.2 * random.nextGaussian()
          });
    }
    return fitting(pairs, new double[0], settings, seed);
  }

  /** a alone. */
  static Fitting alone(FitSettings settings, long seed) {
    List<Modality> one = List.of(number("a"));
    double[] a = column(pairs(2, 0, seed), pair -> pair[0]);
    Map<String, Observation> observations = Map.of("a", Observation.of(values(a)));
    return new Fitting(new Numbers(one), new Data(one, observations), settings, seed, line -> {});
  }

  private static List<double[]> pairs(double deviation, double correlation, long seed) {
    Random random = new Random(seed);
    List<double[]> pairs = new ArrayList<>();
    for (int i = 0; i < SIZE; i++) {
      double u = random.nextGaussian();
      double v = correlation * u + Math.sqrt(1 - correlation * correlation) * random.nextGaussian();
      pairs.add(new double[] {3 + deviation * u, -1 + v});
    }
    return pairs;
  }

  /**
   * Of a model over pairs.
   *
   * @param there 1 where a is there, 0 where it lacks; empty for everywhere
   */
  private static Fitting fitting(
      List<double[]> pairs, double[] there, FitSettings settings, long seed) {
    List<Modality> both = List.of(number("a"), number("b"));
    Map<String, Observation> observations = new LinkedHashMap<>();
    Tensor mask = there.length == 0 ? null : Tensors.of(there, there.length).to(ScalarType.Bool);
    observations.put("a", Observation.of(values(column(pairs, p -> p[0]))).withAvailable(mask));
    observations.put("b", Observation.of(values(column(pairs, p -> p[1]))));
    return new Fitting(new Numbers(both), new Data(both, observations), settings, seed, line -> {});
  }

  /** Samples with both. */
  static Batch batch(double[] a, double[] b) {
    Map<String, Observation> observations = new LinkedHashMap<>();
    observations.put("a", Observation.of(values(a)));
    observations.put("b", Observation.of(values(b)));
    long[] ids = LongStream.range(0, a.length).toArray();
    return new Batch(observations, null, null, Tensors.of(ids, ids.length));
  }

  private static Modality number(String name) {
    return new Modality(name, Modality.Kind.VECTOR, List.of(1L));
  }

  private static double[] column(List<double[]> pairs, ToDoubleFunction<double[]> of) {
    return pairs.stream().mapToDouble(of).toArray();
  }

  private static Tensor values(double[] column) {
    return Tensors.of(column, column.length, 1).to(ScalarType.Float);
  }

  private record Data(List<Modality> modalities, Map<String, Observation> observations)
      implements Dataset, Samples {
    @Override
    public DatasetInfo info() {
      return new DatasetInfo(
          "numbers", "made in a test", "CC0-1.0", "nobody, never", List.of(), Map.of("all", "0"));
    }

    @Override
    public List<String> conditions() {
      return List.of();
    }

    @Override
    public Samples samples(Split split) {
      return this;
    }

    @Override
    public Samples singles(Split split, String modality) {
      return this;
    }

    @Override
    public long size() {
      return SIZE;
    }

    @Override
    public Batch gather(long epoch, long[] positions) {
      Tensor at = Tensors.of(positions, positions.length);
      Map<String, Observation> chosen = new LinkedHashMap<>();
      modalities.forEach(
          m ->
              chosen.put(
                  m.name(),
                  java.util.Objects.requireNonNull(observations.get(m.name()))
                      .map(t -> t.index_select(0, at))));
      return new Batch(chosen, null, null, at);
    }
  }

  // ---- the model ----

  @Override
  public List<Modality> modalities() {
    return modalities;
  }

  @Override
  public ParameterStore parameters() {
    return new ParameterStore();
  }

  @Override
  public Latents infer(Batch given, long draws, Noise noise) {
    Tensor code = null;
    for (int i = modalities.size() - 1; i >= 0; i--) {
      Observation x = given.of(modalities.get(i).name());
      Tensor mask = x.available();
      Tensor otherwise = code == null ? torch.zeros_like(x.value()) : code;
      code = mask == null ? x.value() : torch.where(mask.unsqueeze(1), x.value(), otherwise);
    }
    Map<String, Tensor> codes = new LinkedHashMap<>();
    codes.put(Latents.SHARED, drawn(java.util.Objects.requireNonNull(code), draws));
    if (modalities.size() > 1) {
      codes.put(Latents.own("b"), drawn(given.of("b").cleaned().value(), draws));
    }
    return new Latents(codes);
  }

  private static Tensor drawn(Tensor code, long draws) {
    return code.unsqueeze(0).expand(draws, code.size(0), 1);
  }

  @Override
  public Latents fromPrior(long count, @Nullable Tensor condition, Noise noise) {
    throw new UnsupportedOperationException("not asked");
  }

  @Override
  public Distribution decode(
      String modality, Latents latents, @Nullable Tensor condition, Noise noise) {
    return Normal.of(latents.shared(), torch.ones_like(latents.shared()), 1);
  }

  @Override
  public Tensor logJoint(Latents latents, Batch x) {
    throw new UnsupportedOperationException("not asked");
  }

  @Override
  public Tensor logProposal(Latents latents, Batch given) {
    throw new UnsupportedOperationException("not asked");
  }
}
