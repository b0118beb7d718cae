package dev.omnivae.core.objective;

import com.fasterxml.jackson.databind.JsonNode;
import dev.omnivae.core.batch.Observation;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.fusion.Experts;
import dev.omnivae.core.fusion.Posterior;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.model.MultimodalVae;
import dev.omnivae.core.network.image.PatchDiscriminator;
import dev.omnivae.core.state.Parameters;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * The discriminator's turn of an adversarial game: real images from those the model decodes.
 *
 * <pre>{@code
 * L = mean_patches [ l_real(D(x + σε)) + Σ_r π_r l_fake(D(x̂_r + σε')) ] + λ P
 * x̂_r = E[x | z_r],  z_r ~ q_r(z | X)
 * }</pre>
 *
 * <p>l is a {@link GameLoss}, P the {@link GradientPenalty}, σ the instance noise. To be minimised.
 * Nothing reaches the model: what it decodes is made without gradient. Samples that lack the
 * modality take no part. The generator's side is {@link Adversarial}.
 */
public final class Discriminate implements MultimodalObjective {
  private final Game game;
  private final double penalty;

  Discriminate(Game game, double penalty) {
    this.game = game;
    this.penalty = penalty;
  }

  @Override
  public Loss of(Step<MultimodalVae> s) {
    MultimodalVae m = s.model();
    PatchDiscriminator d = game.discriminator(m);
    Observation x = s.batch().of(game.modality()).cleaned();
    Tensor available = x.available();
    Experts experts = s.experts(); // kept for other turns: with its graph
    Posterior q = m.fusion().posterior(experts);
    Tensor images;
    try (NoGrad off = NoGrad.open()) {
      images = game.images(m, q, s).flatten(0, 1); // (component * batch, ...)
    }
    Tensor real = game.noisy(x.value(), s, s.noise().stream("real"));
    Tensor fake = game.noisy(images, s, s.noise().stream("fake"));
    Tensor realLogits = d.learn(real);
    Tensor fakeLogits = d.learn(fake);
    Tensor both =
        Game.perImage(game.loss()::real, realLogits)
            .add(Game.overComponents(Game.perImage(game.loss()::fake, fakeLogits), q));
    List<Term> terms = new ArrayList<>();
    Tensor loss = Tensors.masked(both, available);
    terms.add(new Term("discriminator", loss, 1));
    if (penalty > 0 && s.training()) {
      terms.add(
          new Term(
              "gradient_penalty", Tensors.masked(steepness(d, real, fake, s), available), penalty));
    }
    Map<String, Tensor> log = new LinkedHashMap<>();
    log.put("real", realLogits.detach().mean());
    log.put("fake", fakeLogits.detach().mean());
    return new Loss(terms, loss.neg().detach(), log);
  }

  /** At points between each real image and what the first component makes of it. */
  private static Tensor steepness(
      PatchDiscriminator d, Tensor real, Tensor fake, Step<MultimodalVae> s) {
    long batch = real.size(0);
    Tensor epsilon = s.noise().stream("between").uniform(real, batch, 1, 1, 1);
    Tensor between = GradientPenalty.between(real, fake.narrow(0, 0, batch), epsilon);
    return GradientPenalty.of(d::learn, between);
  }

  /** {@code discriminator}. */
  public static final class Provider implements ObjectiveProvider {
    /**
     * Settings; see {@link Game}.
     *
     * @param gradientPenalty its weight λ, 0 for none
     */
    record Options(
        String name,
        String modality,
        String loss,
        JsonNode instanceNoise,
        String privateCodes,
        double gradientPenalty) {
      Options {
        if (!(gradientPenalty >= 0)) {
          throw InputException.of(
              "gradient_penalty", "at least 0", gradientPenalty, "write gradient_penalty: 10");
        }
      }
    }

    @Override
    public String name() {
      return "discriminator";
    }

    @Override
    public Objective<?> create(Settings settings, Model model, Parameters parameters) {
      Game.Options d = Game.defaults(name(), model, settings);
      Options o =
          settings.read(
              Options.class,
              new Options(
                  d.name(), d.modality(), d.loss(), d.instanceNoise(), d.privateCodes(), 0));
      return new Discriminate(
          Game.read(o.modality(), o.loss(), o.instanceNoise(), o.privateCodes(), model, settings),
          o.gradientPenalty());
    }
  }
}
