package dev.omnivae.core.objective;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.distribution.Distribution;
import dev.omnivae.core.distribution.Divergences;
import dev.omnivae.core.distribution.Factorised;
import dev.omnivae.core.distribution.Normal;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.fusion.Experts;
import dev.omnivae.core.model.ModalityModel;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.model.NexusVae;
import dev.omnivae.core.state.Parameters;
import dev.omnivae.core.state.Stateful;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Nexus: the ELBO of every modality's VAE, and the ELBO of a VAE over their codes.
 *
 * <pre>{@code
 * z_m ~ q(z_m | x_m),   c = mean over kept m of message_m(sg z_m),   z ~ q(z | c)
 * bottom  Σ_m [ λ_m log p(x_m | z_m) - a β_m KL(q(z_m | x_m), N(0, I)) ]
 * top     Σ_m γ_m log N(sg z_m; f_m(z), σ_m²) - a β KL(q(z | c), p(z))
 * L(X)  = bottom + top
 * }</pre>
 *
 * <p>sg detaches: the top learns to describe codes, and never bends them. a rises from 0 to 1 in
 * {@code warmup} epochs. Sums run over available modalities; c over those of them that {@link
 * PerceptualDropout} keeps, while all available ones are to be reconstructed. With every weight 1,
 * L is a lower bound of log p(X), and not the tightest: it is the ELBO of the model that generates
 * (see {@link NexusVae}) plus Σ_m E log N(z_m; 0, I), which is below 0. That ELBO is the bound that
 * is reported. Nats per example.
 *
 * <p>Vasco et al. 2022, "Leveraging hierarchy in multimodal generative models for effective
 * cross-modality inference". Differs from MultiVae: warm-up by fractions of an epoch from 0, not by
 * whole epochs from 1 / warmup; dropout also where data are partial; the fitted variance is over
 * the samples that have the modality; top decoders end linear (there in a sigmoid, though codes are
 * any numbers).
 */
public final class Nexus implements Objective<NexusVae> {
  private final Weights o;

  Nexus(Weights o) {
    this.o = o;
  }

  /** Weights of the formula; {@code bottom} is β_m, {@code gamma} γ_m, {@code top} β. */
  record Weights(
      Map<String, Beta> bottom,
      Map<String, Double> gamma,
      Beta top,
      Coefficient annealing,
      double dropout) {}

  @Override
  public Loss of(Step<NexusVae> s) {
    NexusVae m = s.model();
    Batch batch = s.batch();
    double a = o.annealing().at(s.clock());
    Experts x = m.encode(batch, s.noise().stream("experts"));
    Map<String, Tensor> codes = m.draw(x, 1, s.noise()); // (1, batch, z_m)
    Map<String, Tensor> held = new LinkedHashMap<>();
    codes.forEach((name, code) -> held.put(name, code.detach()));

    Factorised q = m.top(held, kept(s, x, held));
    Tensor z = q.sample(s.noise().stream("top"), 1).squeeze(0); // (1, batch, latent)
    Distribution prior = m.prior(batch.conditions());
    boolean closed = prior instanceof Factorised p && q.hasKlTo(p);
    Tensor each = // (1, batch, latent), or (1, batch, 1)
        closed
            ? q.klTo((Factorised) prior)
            : Divergences.kl(q, prior, s.noise().stream("kl"), 1).unsqueeze(-1);
    Tensor klTop = each.sum(-1).squeeze(0);

    Parts parts = new Parts().put("kl.top", klTop);
    Weight topWeight = o.top().at(s, klTop, parts).times(a);
    Tensor bottom = Tensors.scalar(0, klTop);
    Tensor top = topWeight.times(o.top().counted(each, closed).squeeze(0)).neg();
    Tensor bound = klTop.neg().detach();
    for (String name : x.modalities()) {
      Tensor available = batch.of(name).available();
      Factorised qm = x.of(name).shared();
      Tensor code = get(codes, name);
      ModalityModel part = m.bottom(name);
      Tensor likelihood =
          ModalityModel.logLikelihood(
                  m.decode(name, code, batch.conditions(), s.noise().stream("decode." + name)),
                  batch.of(name),
                  part.weight())
              .squeeze(0); // (batch)
      Tensor klEach = qm.klTo(m.bottomPrior(name)); // (batch, z_m)
      Tensor kl = Tensors.masked(klEach.sum(-1), available);
      Beta beta = Objects.requireNonNull(o.bottom().get(name), name);
      Tensor counted = Tensors.masked(beta.counted(klEach, available), available);
      bottom = bottom.add(likelihood).sub(beta.at(s, kl, parts).times(a).times(counted));

      Tensor mean = m.down(name, z);
      Normal below =
          s.training()
              ? m.belowFittedInPlace(name, mean, get(held, name), available)
              : m.below(name, mean);
      Tensor down = Tensors.masked(below.logProb(get(held, name)).squeeze(0), available);
      top = top.add(Tensors.times(down, weight(o.gamma(), name)));

      Tensor entropy = Tensors.masked(qm.logProb(get(held, name)).squeeze(0), available).neg();
      bound = bound.add(likelihood.add(down).add(entropy).detach());
      parts
          .put("kl." + name, kl, available)
          .put("log_likelihood." + name, likelihood, available)
          .put("log_likelihood.top." + name, down, available);
    }
    return new Loss(
        List.of(new Term("bottom", bottom.neg(), 1), new Term("top", top.neg(), 1)),
        bound,
        parts.map());
  }

  private @Nullable Tensor kept(Step<NexusVae> s, Experts x, Map<String, Tensor> codes) {
    Tensor available = x.available();
    if (!s.training()) {
      return available;
    }
    Tensor like = codes.values().iterator().next();
    return PerceptualDropout.kept(
        available, codes.size(), s.batch().size(), o.dropout(), s.noise(), like);
  }

  private static Tensor get(Map<String, Tensor> codes, String name) {
    return Objects.requireNonNull(codes.get(name), name);
  }

  private static double weight(Map<String, Double> weights, String name) {
    return Objects.requireNonNull(weights.get(name), name);
  }

  @Override
  public Map<String, Stateful> within() {
    Map<String, Stateful> within = new LinkedHashMap<>(Map.of("top_beta", o.top()));
    o.bottom().forEach((name, beta) -> within.put("bottom_betas." + name, beta));
    return within;
  }

  @Override
  public Class<NexusVae> models() {
    return NexusVae.class;
  }

  /** {@code nexus}. */
  public static final class Provider implements ObjectiveProvider {
    record Options(
        String name,
        JsonNode topBeta,
        JsonNode bottomBetas,
        JsonNode freeBits,
        JsonNode gammas,
        double dropout,
        double warmup) {
      Options {
        if (!(dropout >= 0 && dropout <= 1)) {
          throw InputException.of("dropout", "from 0 to 1", dropout, "write dropout: 0.2");
        }
        if (!(warmup >= 0)) {
          throw InputException.of(
              "warmup", "at least 0 epochs", warmup, "write warmup: 20, or 0 for none");
        }
      }
    }

    @Override
    public String name() {
      return "nexus";
    }

    @Override
    public Objective<?> create(Settings settings, Model model, Parameters parameters) {
      JsonNode one = DoubleNode.valueOf(1);
      JsonNode none = DoubleNode.valueOf(0);
      Options o = settings.read(Options.class, new Options(name(), one, one, none, one, 0, 20));
      List<String> names = model.modalities().stream().map(Modality::name).toList();
      FreeBits free = FreeBits.read(o.freeBits(), settings, model);
      return new Nexus(
          new Weights(
              PerModality.betas(o.bottomBetas(), settings.path("bottom_betas"), names, free, ""),
              PerModality.read(o.gammas(), settings.path("gammas"), names),
              Beta.read(o.topBeta(), settings.path("top_beta"), 1).withFreeBits(free).of("top"),
              Coefficient.linear(0, 1, 0, o.warmup(), true),
              o.dropout()));
    }
  }
}
