package dev.omnivae.core.objective;

import dev.omnivae.core.config.Settings;
import dev.omnivae.core.fusion.Posterior;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.model.MultimodalVae;
import dev.omnivae.core.state.Parameters;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * The generator's side of an adversarial game: what the model decodes shall pass for real.
 *
 * <pre>
 * {@code L = mean_patches Σ_r π_r l_generator(D(x̂_r + σε)),   x̂_r = E[x | z_r],  z_r ~ q_r(z | X) }
 * </pre>
 *
 * <p>l is a {@link GameLoss}, σ the instance noise. To be minimised, an added term of a bound:
 * alone it would make any real-looking image. The discriminator is a fixed judge here and gets no
 * gradient, whatever the turn trains; its own side is {@link Discriminate}. Samples that lack the
 * modality count, too: an image made of the rest shall look real as well.
 */
public final class Adversarial implements MultimodalObjective {
  private final Game game;

  Adversarial(Game game) {
    this.game = game;
  }

  @Override
  public Loss of(Step<MultimodalVae> s) {
    MultimodalVae m = s.model();
    Posterior q = m.fusion().posterior(s.experts());
    Tensor images = game.images(m, q, s).flatten(0, 1); // (component * batch, ...)
    Tensor logits = game.discriminator(m).judge(game.noisy(images, s, s.noise().stream("fake")));
    Tensor loss = Game.overComponents(Game.perImage(game.loss()::generator, logits), q); // (batch)
    return new Loss(List.of(new Term("adversarial", loss, 1)), loss.neg().detach(), Map.of());
  }

  /** {@code adversarial}. */
  public static final class Provider implements ObjectiveProvider {
    @Override
    public String name() {
      return "adversarial";
    }

    @Override
    public Objective<?> create(Settings settings, Model model, Parameters parameters) {
      Game.Options o = settings.read(Game.Options.class, Game.defaults(name(), model, settings));
      return new Adversarial(
          Game.read(o.modality(), o.loss(), o.instanceNoise(), o.privateCodes(), model, settings));
    }
  }
}
