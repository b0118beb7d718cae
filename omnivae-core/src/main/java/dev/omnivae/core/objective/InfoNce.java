package dev.omnivae.core.objective;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.distribution.Factorised;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.fusion.Experts;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.model.MultimodalVae;
import dev.omnivae.core.state.Initialiser;
import dev.omnivae.core.state.Parameter;
import dev.omnivae.core.state.Parameters;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * Symmetric InfoNCE between the shared codes of every pair of modalities: in a batch, a code has to
 * find the code of its own partner.
 *
 * <pre>{@code
 * S_ij = cos(a_i, b_j) / τ
 * L = ½ mean_i [log Σ_j exp S_ij - S_ii] + ½ mean_j [log Σ_i exp S_ij - S_jj]
 * }</pre>
 *
 * <p>a and b are codes of two modalities, drawn from their experts or their means; the mean is over
 * pairs of modalities. To be minimised; nats per example, between 0 and about log of the batch size
 * for codes that say nothing. {@code log B - L} is a lower bound of the mutual information of the
 * codes, and is the bound that is reported. Samples that lack either modality take no part. Van den
 * Oord et al. 2018, eq. 4; symmetric with learned temperature: Radford et al. 2021, figure 3.
 *
 * <p>Partners of one class beside each other in a batch count as negatives, as in CLIP.
 */
public final class InfoNce implements MultimodalObjective {
  /** A learned temperature stays above it, as in CLIP: logits beyond 100 make training unstable. */
  private static final double SMALLEST_TEMPERATURE = 0.01;

  private final boolean means;
  private final long dimensions;
  private final double temperature;
  private final @Nullable Parameter logTemperature;

  InfoNce(boolean means, long dimensions, double temperature, @Nullable Parameter logTemperature) {
    this.means = means;
    this.dimensions = dimensions;
    this.temperature = temperature;
    this.logTemperature = logTemperature;
  }

  @Override
  public Loss of(Step<MultimodalVae> s) {
    Experts x = s.experts();
    Factorised q = x.shared(); // (modality, batch, latent)
    Tensor z = means ? q.mean() : q.sample(s.noise().stream("infonce"), 1).squeeze(0);
    if (dimensions > z.size(-1)) {
      throw InputException.of(
          "infonce's dimensions",
          "at most the shared latent's " + z.size(-1),
          dimensions,
          "write 0 for all dimensions");
    }
    Tensor codes = normalise(dimensions == 0 ? z : z.narrow(-1, 0, dimensions));
    Tensor available = x.available();
    Tensor tau = temperature(codes);

    int modalities = x.modalities().size();
    Tensor total = Tensors.scalar(0, codes);
    for (int a = 0; a < modalities; a++) {
      for (int b = a + 1; b < modalities; b++) {
        Tensor similarity = codes.select(0, a).mm(codes.select(0, b).t()).div(tau);
        Tensor both =
            available == null ? null : available.select(0, a).logical_and(available.select(0, b));
        total = total.add(symmetric(similarity, both));
      }
    }
    Tensor loss = Tensors.times(total, 2.0 / (modalities * (modalities - 1)));
    Parts parts = new Parts().put("infonce", loss).put("temperature", tau);
    Tensor information = Tensors.plus(loss.neg(), Math.log((double) s.batch().size()));
    return new Loss(List.of(new Term("infonce", loss, 1)), information.detach(), parts.map());
  }

  /**
   * Symmetric cross entropy of a square matrix of similarities against its diagonal.
   *
   * @param similarity {@code (batch, batch)}, logits
   * @param both {@code (batch)} boolean: which samples take part; null for all
   * @return scalar, nats per example; 0 when no sample takes part
   */
  static Tensor symmetric(Tensor similarity, @Nullable Tensor both) {
    Tensor diagonal = similarity.diagonal();
    if (both == null) {
      Tensor rows = Tensors.logSumExp(similarity, 1);
      Tensor columns = Tensors.logSumExp(similarity, 0);
      return Tensors.times(rows.add(columns), 0.5).sub(diagonal).mean();
    }
    try (Scalar one = new Scalar(1.0)) {
      // not -inf: a row without any partner would make logsumexp's gradient NaN
      Tensor nothing = Tensors.scalar(-1e9, similarity);
      Tensor rows = Tensors.logSumExp(torch.where(both.unsqueeze(0), similarity, nothing), 1);
      Tensor columns = Tensors.logSumExp(torch.where(both.unsqueeze(1), similarity, nothing), 0);
      Tensor each = Tensors.times(rows.add(columns), 0.5).sub(diagonal);
      Tensor count = both.to(similarity.scalar_type()).sum().clamp_min(one);
      return Tensors.masked(each, both).sum().div(count);
    }
  }

  private static Tensor normalise(Tensor codes) {
    Tensor squared = codes.square().sum(new long[] {-1}, true, null);
    return codes.mul(Tensors.plus(squared, 1e-12).rsqrt());
  }

  private Tensor temperature(Tensor like) {
    if (logTemperature == null) {
      return Tensors.scalar(temperature, like);
    }
    try (Scalar least = new Scalar(SMALLEST_TEMPERATURE)) {
      return logTemperature.tensor().exp().clamp_min(least);
    }
  }

  /** {@code infonce}. */
  public static final class Provider implements ObjectiveProvider {
    record Options(String name, String codes, int dimensions, double temperature, boolean learned) {
      Options {
        if (!(temperature > 0)) {
          throw InputException.of(
              "temperature", "a positive number", temperature, "write temperature: 0.1");
        }
        if (dimensions < 0) {
          throw InputException.of(
              "dimensions", "at least 0", dimensions, "write 0 for all dimensions");
        }
      }
    }

    private enum Codes {
      SAMPLES,
      MEANS
    }

    @Override
    public String name() {
      return "infonce";
    }

    @Override
    public Objective<?> create(Settings settings, Model model, Parameters parameters) {
      Options o = settings.read(Options.class, new Options(name(), "samples", 0, 0.1, false));
      if (model.modalities().size() < 2) {
        throw InputException.of(
            settings.path("name"),
            "for several modalities when it is infonce",
            model.modalities().stream().map(Modality::name).toList(),
            "leave the term out");
      }
      Parameter log =
          o.learned()
              ? parameters.declare(
                  "log_temperature", Initialiser.constant(Math.log(o.temperature())))
              : null;
      boolean means = Choices.of(Codes.class, o.codes(), settings.path("codes")) == Codes.MEANS;
      return new InfoNce(means, o.dimensions(), o.temperature(), log);
    }
  }
}
