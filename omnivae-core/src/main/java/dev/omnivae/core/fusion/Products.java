package dev.omnivae.core.fusion;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.distribution.Factorised;
import dev.omnivae.core.distribution.Normal;
import dev.omnivae.core.engine.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * The mathematics of products of normal experts, as pure functions that every fusion made of
 * products shares.
 */
public final class Products {
  private Products() {}

  /**
   * Products of experts raised to exponents, times a power of the prior expert N(0, I).
   *
   * <pre>{@code
   * q_c(z) ∝ N(z; 0, I)^{w_c0} Π_m N(z; μ_m, σ_m²)^{w_cm}  =  N(z; μ_c, 1 / T_c)
   * T_c = w_c0 + Σ_m w_cm / σ_m²,    μ_c = Σ_m (w_cm / σ_m²) μ_m / T_c
   * }</pre>
   *
   * <p>T is summed in logarithms and the shares of precision are a softmax, so that no precision
   * over- or underflows and no constant is added to a variance. Gradients reach only experts with a
   * positive exponent.
   *
   * @param experts {@code (expert, batch, latent)}; all finite
   * @param logExponents log w_cm, {@code (component, expert, batch)} or {@code (component, expert,
   *     1)}; -inf leaves an expert out
   * @param logPrior log w_c0, {@code (component, 1, batch)} or {@code (component, 1, 1)}; -inf for
   *     no prior expert. A component that nobody is in, not even the prior, is N(0, I). Null where
   *     no component has the prior and every one has an expert
   * @return {@code (component, batch, latent)}
   */
  public static Normal weighted(Normal experts, Tensor logExponents, @Nullable Tensor logPrior) {
    Tensor precision = Tensors.times(experts.logScale(), -2).unsqueeze(0); // logarithms
    Tensor each = precision.add(logExponents.unsqueeze(-1)); // (component, expert, batch, latent)
    Tensor all = logPrior == null ? each : withPrior(each, logExponents, logPrior);
    Tensor total = Tensors.logSumExp(all, 1);
    Tensor share = each.sub(total.unsqueeze(1)).exp();
    Tensor location = share.mul(experts.location().unsqueeze(0)).sum(1);
    return Normal.ofLog(location, Tensors.times(total, -0.5));
  }

  /** Log precisions with the prior's, 0 plus its exponent, as one expert more. */
  private static Tensor withPrior(Tensor each, Tensor logExponents, Tensor logPrior) {
    Tensor none =
        logExponents.isneginf().all(1, true).logical_and(logPrior.isneginf()); // nobody at all
    Tensor prior = torch.where(none, Tensors.scalar(0, logPrior), logPrior).unsqueeze(-1);
    long[] shape = Tensors.shape(each);
    shape[1] = 1;
    return Tensors.cat(List.of(each, prior.expand(shape)), 1);
  }

  /**
   * As {@link #weighted} with exponents given as numbers; experts of absent modalities fall out,
   * per sample.
   *
   * @param exponents per component and expert, at least 0, one of each component positive
   * @param prior exponent of the prior expert per component
   * @param normalise whether exponents are divided by their sum over what is there, prior included:
   *     a weighted geometric mean in place of a product
   * @return {@code (component, batch, latent)}
   */
  public static Normal raised(
      Experts experts, double[][] exponents, double[] prior, boolean normalise) {
    return raised(experts, exponents, prior, normalise, 0);
  }

  /** The prior expert counts only beside at least {@code fewest} others, per sample. */
  private static Normal raised(
      Experts experts, double[][] exponents, double[] prior, boolean normalise, int fewest) {
    Tensor available = experts.available();
    Normal all = cleaned(normal(experts.shared()), available);
    Tensor like = all.location();
    int components = exponents.length;
    double[] flat = Arrays.stream(exponents).flatMapToDouble(Arrays::stream).toArray();
    Tensor w =
        Tensors.of(flat, components, flat.length / components, 1)
            .to(like.device(), like.scalar_type());
    Tensor w0 = Tensors.of(prior, components, 1, 1).to(like.device(), like.scalar_type());
    if (available != null) {
      w = Tensors.masked(w, available.unsqueeze(0));
      if (fewest > 0) {
        Tensor there = w.gt(Tensors.scalar(0, w)).to(w.scalar_type());
        Tensor enough = there.sum(new long[] {1}, true, null).ge(Tensors.scalar(fewest, w));
        w0 = Tensors.masked(w0, enough);
      }
    }
    if (normalise) {
      Tensor sum = w.sum(new long[] {1}, true, null).add(w0);
      Tensor positive = torch.where(sum.gt(Tensors.scalar(0, sum)), sum, Tensors.scalar(1, sum));
      w = w.div(positive);
      w0 = w0.div(positive);
    }
    List<Normal> products = new ArrayList<>();
    for (int c = 0; c < components; c++) {
      // one by one, of members alone: all at once is memory traffic of 2^M M times the latent
      int[] members = positive(exponents[c]);
      int first = members[0];
      if (members.length == 1 && prior[c] == 0 && (normalise || exponents[c][first] == 1)) {
        products.add((Normal) all.map(t -> t.narrow(0, first, 1)));
      } else {
        boolean somebody = available == null && prior[c] == 0;
        products.add(
            weighted(
                (Normal) all.map(t -> rows(t, members)),
                rows(w.select(0, c), members).log().unsqueeze(0),
                somebody ? null : w0.narrow(0, c, 1).log()));
      }
    }
    return components == 1
        ? products.get(0)
        : Normal.ofLog(
            Tensors.cat(products.stream().map(Normal::location).toList(), 0),
            Tensors.cat(products.stream().map(Normal::logScale).toList(), 0));
  }

  /**
   * Experts with N(0, I) in the place of absent ones: whatever an encoder made of the filler must
   * not reach a gradient, not even times zero.
   */
  static Normal cleaned(Normal experts, @Nullable Tensor available) {
    if (available == null) {
      return experts;
    }
    Tensor there = available.unsqueeze(-1);
    Tensor zero = Tensors.scalar(0, experts.location());
    return Normal.ofLog(
        torch.where(there, experts.location(), zero), torch.where(there, experts.logScale(), zero));
  }

  /**
   * The product of a prior and the experts that are there.
   *
   * <pre>{@code q(z) ∝ p(z) Π_{m there} q_m(z)}</pre>
   *
   * @param prior p, any normal, {@code (batch, latent)}; itself where nobody is there
   * @param experts {@code (expert, batch, latent)}
   * @param there {@code (expert, batch)} boolean; null for all. Who is not gets no gradient
   * @return {@code (batch, latent)}
   */
  public static Normal with(Normal prior, Normal experts, @Nullable Tensor there) {
    Normal present = cleaned(experts, there);
    Normal all =
        Normal.ofLog(
            Tensors.cat(List.of(prior.location().unsqueeze(0), present.location()), 0),
            Tensors.cat(List.of(prior.logScale().unsqueeze(0), present.logScale()), 0));
    Tensor like = prior.location();
    Tensor exponents;
    if (there == null) {
      exponents = torch.zeros(new long[] {1, all.location().size(0), 1}, like.options());
    } else {
      Tensor none = Tensors.scalar(Double.NEGATIVE_INFINITY, like);
      Tensor own = torch.where(there, Tensors.scalar(0, like), none); // (expert, batch)
      Tensor first = torch.zeros(new long[] {1, there.size(1)}, like.options());
      exponents = Tensors.cat(List.of(first, own), 0).unsqueeze(0);
    }
    return (Normal) weighted(all, exponents, null).map(t -> t.squeeze(0));
  }

  /** Indices of the positive exponents. */
  private static int[] positive(double[] exponents) {
    int[] members = IntStream.range(0, exponents.length).filter(m -> exponents[m] > 0).toArray();
    if (members.length == 0) {
      throw new IllegalArgumentException("a product must have a member with a positive exponent");
    }
    return members;
  }

  /** Some entries of the first axis; the tensor itself where they are all. */
  static Tensor rows(Tensor values, int[] members) {
    return members.length == values.size(0)
        ? values
        : Tensors.stack(IntStream.of(members).mapToObj(m -> values.select(0, m)).toList(), 0);
  }

  /**
   * Products of the members of subsets.
   *
   * <pre>{@code q_S(z) ∝ p_S(z) Π_{m ∈ S ∩ A} q_m(z)}</pre>
   *
   * <p>A is the set of available modalities, per sample; p_S is N(0, I) where asked for, else 1. A
   * subset none of whose members is there is N(0, I).
   *
   * @param prior per subset, whether the prior is one of its experts
   * @return {@code (component, batch, latent)}
   */
  public static Normal of(Experts experts, Subsets subsets, boolean... prior) {
    double[] exponents = new double[prior.length];
    for (int c = 0; c < prior.length; c++) {
      exponents[c] = prior[c] ? 1 : 0;
    }
    double[] ones = new double[experts.modalities().size()];
    Arrays.fill(ones, 1);
    return raised(experts, exponents(subsets, ones), exponents, false);
  }

  /**
   * As {@link #of}, the prior being an expert wherever a sample has at least two members of the
   * subset: an expert alone is itself.
   *
   * @return {@code (component, batch, latent)}
   */
  public static Normal ofSeveral(Experts experts, Subsets subsets) {
    double[] ones = new double[experts.modalities().size()];
    Arrays.fill(ones, 1);
    double[] priors =
        subsets.members().stream().mapToDouble(members -> members.size() > 1 ? 1 : 0).toArray();
    return raised(experts, exponents(subsets, ones), priors, false, 2);
  }

  /**
   * Weighted geometric means of the members of subsets, what Sutter et al. 2020 call an abstract
   * mean.
   *
   * <pre>{@code
   * f_S(z) ∝ N(z; 0, I)^{π_0} Π_{m ∈ S ∩ A} q_m(z)^{π_m},    π_0 + Σ_m π_m = 1
   * }</pre>
   *
   * @param weights per modality, at least 0; divided by their sum over what is there
   * @param prior weight of N(0, I) among them, 0 for none
   * @return {@code (component, batch, latent)}
   */
  public static Normal geometricMean(
      Experts experts, Subsets subsets, double[] weights, double prior) {
    double[] priors = new double[subsets.components()];
    Arrays.fill(priors, prior);
    return raised(experts, exponents(subsets, weights), priors, true);
  }

  /**
   * The experts as normal distributions.
   *
   * @throws InputException for another family: a product of Laplace densities is no Laplace density
   */
  public static Normal normal(Factorised experts) {
    if (experts instanceof Normal normal) {
      return normal;
    }
    throw notNormal(experts.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT));
  }

  /** As {@link #normal}, before anything is built. */
  static void requireNormal(FusionContext context) {
    if (!context.family().name().equals("normal")) {
      throw notNormal(context.family().name());
    }
  }

  private static InputException notNormal(String family) {
    return InputException.of(
        "model.latent.family",
        "normal where experts are multiplied",
        family,
        "write family: normal, or fusion: mixture");
  }

  /** One row per component: the weights of its members, 0 for the others. */
  private static double[][] exponents(Subsets subsets, double[] weights) {
    double[][] exponents = new double[subsets.components()][weights.length];
    for (int c = 0; c < exponents.length; c++) {
      for (int m : subsets.members().get(c)) {
        exponents[c][m] = weights[m];
      }
    }
    return exponents;
  }
}
