package dev.omnivae.eval;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Observation;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.distribution.Distribution;
import dev.omnivae.core.distribution.Normal;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.model.Latents;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.state.ParameterStore;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * Two numbers a and b made of one code, all in float64, whose likelihoods have closed forms.
 *
 * <pre>{@code
 * z ~ N(0, 1),  a ~ N(2 z, 0.5²),  b ~ N(-z, 1)
 * q(z | x_S) = N(μ_S + shift, (widen σ_S)²),  p(z | x_S) = N(μ_S, σ_S²)
 * }</pre>
 *
 * @param shift and {@code widen}: how the proposal differs from the posterior; 0 and 1 for not
 * @param dense whether it tells the proposal's density given {@code b} alone
 */
public record LinearGaussian(double shift, double widen, boolean dense) implements Model {
  private static final Map<String, Double> SLOPES = Map.of("a", 2.0, "b", -1.0);
  private static final Map<String, Double> DEVIATIONS = Map.of("a", 0.5, "b", 1.0);

  private static final List<Modality> MODALITIES =
      List.of(
          new Modality("a", Modality.Kind.VECTOR, List.of(1L)),
          new Modality("b", Modality.Kind.VECTOR, List.of(1L)));

  /** Pairs a, b, a, b, ... */
  public static TinyDataset data(double... pairs) {
    Tensor all = Tensors.of(pairs, pairs.length / 2, 2);
    return new TinyDataset(
        MODALITIES,
        List.of(all.narrow(1, 0, 1).contiguous(), all.narrow(1, 1, 1).contiguous()),
        null,
        0);
  }

  // ---- closed forms ----

  /** log p(x_S). */
  public static double logEvidence(Map<String, Double> x) {
    if (x.isEmpty()) {
      return 0;
    }
    String first = x.keySet().stream().sorted().findFirst().orElseThrow();
    Map<String, Double> rest = new java.util.TreeMap<>(x);
    double value = rest.getOrDefault(first, Double.NaN);
    rest.remove(first);
    // log p(x_1 | rest) + log p(rest)
    return logConditional(first, value, rest, 0, 1) + logEvidence(rest);
  }

  /** log ∫ N(z; μ_S + shift, (widen σ_S)²) p(x_t given z) dz. */
  public static double logConditional(
      String target, double value, Map<String, Double> given, double shift, double widen) {
    double[] posterior = posterior(given);
    double slope = slope(target);
    double variance =
        slope * slope * posterior[1] * widen * widen + deviation(target) * deviation(target);
    double difference = value - slope * (posterior[0] + shift);
    return -0.5 * (difference * difference / variance + Math.log(2 * Math.PI * variance));
  }

  /** KL(q(z given x_S), p(z given x_S)). */
  public double gap(Map<String, Double> given) {
    return (widen * widen + shift * shift / posterior(given)[1] - 1) / 2 - Math.log(widen);
  }

  /** μ_S and σ_S². */
  private static double[] posterior(Map<String, Double> given) {
    double precision = 1;
    double sum = 0;
    for (Map.Entry<String, Double> x : given.entrySet()) {
      double weight = slope(x.getKey()) / Math.pow(deviation(x.getKey()), 2);
      precision += weight * slope(x.getKey());
      sum += weight * x.getValue();
    }
    return new double[] {sum / precision, 1 / precision};
  }

  private static double slope(String name) {
    return SLOPES.getOrDefault(name, Double.NaN);
  }

  private static double deviation(String name) {
    return DEVIATIONS.getOrDefault(name, Double.NaN);
  }

  // ---- the model ----

  @Override
  public List<Modality> modalities() {
    return MODALITIES;
  }

  @Override
  public ParameterStore parameters() {
    return new ParameterStore();
  }

  private Normal proposal(Batch given) {
    Tensor precision = torch.ones_like(given.of("a").value()); // (batch, 1)
    Tensor sum = torch.zeros_like(precision);
    for (Modality modality : MODALITIES) {
      String name = modality.name();
      Observation x = given.of(name);
      Tensor available = x.available();
      Tensor there = available == null ? null : available.unsqueeze(1);
      double weight = slope(name) / Math.pow(deviation(name), 2);
      Tensor ones = Tensors.masked(torch.ones_like(precision), there);
      precision = precision.add(Tensors.times(ones, weight * slope(name)));
      sum = sum.add(Tensors.masked(Tensors.times(x.value(), weight), there));
    }
    return Normal.of(
        Tensors.plus(sum.div(precision), shift), Tensors.times(precision.rsqrt(), widen), 1);
  }

  @Override
  public Latents infer(Batch given, long draws, Noise noise) {
    return new Latents(Map.of(Latents.SHARED, proposal(given).sample(noise, draws)));
  }

  @Override
  public Latents fromPrior(long count, @Nullable Tensor condition, Noise noise) {
    throw new UnsupportedOperationException("not asked");
  }

  @Override
  public Distribution decode(
      String modality, Latents latents, @Nullable Tensor condition, Noise noise) {
    Tensor mean = Tensors.times(latents.shared(), slope(modality));
    return Normal.of(
        mean, torch.full_like(mean, new org.bytedeco.pytorch.Scalar(deviation(modality))), 1);
  }

  @Override
  public Tensor logJoint(Latents latents, Batch x) {
    Tensor z = latents.shared();
    Tensor total = Normal.of(torch.zeros_like(z), torch.ones_like(z), 1).logProb(z);
    for (Modality modality : MODALITIES) {
      Observation seen = x.of(modality.name());
      Tensor log = decode(modality.name(), latents, null, Noise.of(0, 0, 0)).logProb(seen.value());
      total = total.add(Tensors.masked(log, seen.available()));
    }
    return total;
  }

  @Override
  public Tensor logProposal(Latents latents, Batch given) {
    if (!dense && given.of("a").absent()) {
      throw InputException.of("the density", "asked for given a", "b alone", "name another");
    }
    return proposal(given).logProb(latents.shared());
  }

  /** As a sample of these modalities. */
  public static Map<String, Double> sample(double a, double b, Set<String> of) {
    Map<String, Double> sample = new java.util.TreeMap<>(Map.of("a", a, "b", b));
    sample.keySet().retainAll(of);
    return sample;
  }
}
