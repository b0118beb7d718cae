package dev.omnivae.core.objective;

import dev.omnivae.core.engine.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * What the two sides of an adversarial game minimise, per logit; d of a real image is r, of a
 * generated one f.
 *
 * <table>
 * <caption>Losses</caption>
 * <tr><th>name</th><th>discriminator</th><th>generator</th></tr>
 * <tr><td>hinge</td><td>max(0, 1 - r) + max(0, 1 + f)</td><td>-f</td></tr>
 * <tr><td>logistic</td><td>softplus(-r) + softplus(f)</td><td>softplus(-f)</td></tr>
 * <tr><td>least-squares</td><td>(r - 1)² + f²</td><td>(f - 1)²</td></tr>
 * <tr><td>wasserstein</td><td>f - r</td><td>-f</td></tr>
 * </table>
 *
 * <p>Lim and Ye 2017; Goodfellow et al. 2014, non-saturating; Mao et al. 2017; Arjovsky et al.
 * 2017.
 */
enum GameLoss {
  HINGE {
    @Override
    Tensor real(Tensor r) {
      return Tensors.affine(r, -1, 1).relu();
    }

    @Override
    Tensor fake(Tensor f) {
      return Tensors.plus(f, 1).relu();
    }

    @Override
    Tensor generator(Tensor f) {
      return f.neg();
    }
  },
  LOGISTIC {
    @Override
    Tensor real(Tensor r) {
      return torch.softplus(r.neg());
    }

    @Override
    Tensor fake(Tensor f) {
      return torch.softplus(f);
    }

    @Override
    Tensor generator(Tensor f) {
      return torch.softplus(f.neg());
    }
  },
  LEAST_SQUARES {
    @Override
    Tensor real(Tensor r) {
      return Tensors.plus(r, -1).square();
    }

    @Override
    Tensor fake(Tensor f) {
      return f.square();
    }

    @Override
    Tensor generator(Tensor f) {
      return Tensors.plus(f, -1).square();
    }
  },
  WASSERSTEIN {
    @Override
    Tensor real(Tensor r) {
      return r.neg();
    }

    @Override
    Tensor fake(Tensor f) {
      return f;
    }

    @Override
    Tensor generator(Tensor f) {
      return f.neg();
    }
  };

  /** The discriminator's, of a real image's logits. */
  abstract Tensor real(Tensor r);

  /** The discriminator's, of a generated image's logits. */
  abstract Tensor fake(Tensor f);

  /** The generator's. */
  abstract Tensor generator(Tensor f);
}
