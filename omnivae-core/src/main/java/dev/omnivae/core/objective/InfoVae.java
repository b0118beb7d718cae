package dev.omnivae.core.objective;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.model.MultimodalVae;
import dev.omnivae.core.state.Parameters;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * InfoVAE: less of the KL of each sample, more of a discrepancy between all codes and the prior.
 *
 * <pre>{@code
 * L = E_q[log p(x | z)] - (1 - α) KL(q(z | x), p(z)) - (α + λ - 1) MMD²(q(z), p(z))
 * }</pre>
 *
 * <p>The KL holds the mutual information of x and z down, and with a strong decoder the code falls
 * out of use; the discrepancy of the aggregate q(z) does not. α = 0, λ = 1 is the ELBO; α = 1 the
 * "MMD-VAE". To be maximised; the likelihood and the KL are nats per example, the discrepancy is
 * that of {@link Mmd}, which is at most 2 and so wants a λ of hundreds. The bound that is reported
 * is the objective itself: the ELBO would choose the codes that say least. Zhao et al. 2019,
 * "InfoVAE: Balancing Learning and Inference in Variational Autoencoders", eq. 6.
 */
public final class InfoVae implements MultimodalObjective {
  private final Mmd mmd;
  private final double alpha;
  private final double lambda;

  InfoVae(Mmd mmd, double alpha, double lambda) {
    this.mmd = mmd;
    this.alpha = alpha;
    this.lambda = lambda;
  }

  @Override
  public Loss of(Step<MultimodalVae> s) {
    AggregateMatch match = AggregateMatch.of(s, mmd);
    Drawn d = match.d();
    Tensor kl = d.kl(); // (component, batch)
    Term own = new Term("kl", d.mean(kl), 1 - alpha);
    Term all = new Term("mmd", match.discrepancy(), alpha + lambda - 1);
    List<Term> terms = new ArrayList<>();
    match.logLikelihood().forEach((name, value) -> terms.add(Term.likelihood(name, value)));
    terms.add(own);
    terms.add(all);
    Tensor pull = own.weight().times(own.nats()).add(all.weight().times(all.nats()));
    Parts parts = new Parts().kl(s.experts(), d.q(), kl);
    return d.loss(terms, match.logLikelihood(), pull, parts);
  }

  @Override
  public boolean termPerModality() {
    return true;
  }

  /** {@code infovae}. */
  public static final class Provider implements ObjectiveProvider {
    record Options(
        String name,
        double alpha,
        double lambda,
        String kernel,
        List<Double> scales,
        String estimate) {
      Options {
        scales = List.copyOf(scales);
        if (!(alpha <= 1 && alpha + lambda >= 1)) {
          throw InputException.of(
              "alpha and lambda",
              "alpha at most 1, and together at least 1",
              alpha + " and " + lambda,
              "write alpha: 0, lambda: 1000");
        }
      }
    }

    @Override
    public String name() {
      return "infovae";
    }

    @Override
    public Objective<?> create(Settings settings, Model model, Parameters parameters) {
      OneModality.requireOneCode(settings, name(), model);
      Options o =
          settings.read(
              Options.class, new Options(name(), 0, 1000, "rbf", List.of(1.0), "unbiased"));
      return new InfoVae(
          Mmd.read(o.kernel(), o.scales(), o.estimate(), settings), o.alpha(), o.lambda());
    }
  }
}
