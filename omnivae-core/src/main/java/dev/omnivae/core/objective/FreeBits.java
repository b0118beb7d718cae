package dev.omnivae.core.objective;

import com.fasterxml.jackson.databind.JsonNode;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.model.Model;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * Nats that a code may use for nothing: below them its KL costs a constant, and pulls no more.
 *
 * <pre>{@code
 * per: dimension   Σ_i max(λ, mean_b KL_i)
 * per: code        max(λ, mean_b Σ_i KL_i)
 * }</pre>
 *
 * <p>The mean is over the samples of the batch that have the component, as published: the batch's
 * mean decides, not each sample's. Kingma et al. 2016, "Improving Variational Inference with
 * Inverse Autoregressive Flow", eq. 15, whose groups of latents are single dimensions, or the code.
 * An upper bound of the KL, so that a bound made with it stays one.
 *
 * @param nats λ; 0 for none
 * @param perCode whether a code shares its free nats
 */
record FreeBits(double nats, boolean perCode) {
  static final FreeBits NONE = new FreeBits(0, false);

  private enum Per {
    DIMENSION,
    CODE
  }

  /**
   * Reads the key {@code free_bits}.
   *
   * @throws InputException on a bad value, and per dimension for a prior or a posterior whose KL
   *     has no closed form
   */
  static FreeBits read(JsonNode node, Settings settings, Model model) {
    String path = settings.path("free_bits");
    FreeBits bits = read(node, path);
    if (model.sharedPrior().filter(prior -> !prior.closedForm()).isPresent()
        || model.multimodal().filter(vae -> !vae.fusion().factorised()).isPresent()) {
      bits.requireCode(path);
    }
    return bits;
  }

  /** Reads a number, λ per dimension, or {@code {nats: 0.5, per: dimension}}. */
  private static FreeBits read(JsonNode node, String path) {
    if (!node.isObject()) {
      return new FreeBits(number(node, path), false);
    }
    Schedules.allow(node, path, java.util.List.of("nats", "per"));
    JsonNode nats = node.get("nats");
    if (nats == null) {
      throw InputException.of(path + ".nats", "given", node, "write {nats: 0.5, per: dimension}");
    }
    Per per = Choices.of(Per.class, node.path("per").asText("dimension"), path + ".per");
    return new FreeBits(number(nats, path + ".nats"), per == Per.CODE);
  }

  private static double number(JsonNode node, String path) {
    if (!node.isNumber() || !(node.doubleValue() >= 0)) {
      throw InputException.of(
          path, "a number of nats of at least 0", node, "write 0.5, or {nats: 4, per: code}");
    }
    return node.doubleValue();
  }

  /**
   * Fails where λ nats are free per dimension: a KL that is estimated is one number.
   *
   * @param path of the key
   */
  void requireCode(String path) {
    if (!none() && !perCode) {
      throw InputException.of(
          path,
          "per: code where the KL to the prior has no closed form",
          "per: dimension",
          "write free_bits: {nats: 4, per: code}");
    }
  }

  boolean none() {
    return nats == 0;
  }

  /**
   * A KL as it counts. Its mean over the samples that are there is the formula's, and so is its
   * gradient; what it has elsewhere is to be masked.
   *
   * @param kl {@code (..., batch, dimension)} in nats
   * @param there {@code (..., batch)} boolean; null for all
   * @return {@code (..., batch)}
   */
  Tensor counted(Tensor kl, @Nullable Tensor there) {
    if (none()) {
      return kl.sum(-1);
    }
    Tensor groups = perCode ? kl.sum(-1).unsqueeze(-1) : kl;
    Tensor costs = mean(groups.detach(), there).gt(Tensors.scalar(nats, kl.detach()));
    return torch.where(costs, groups, Tensors.scalar(nats, kl.detach())).sum(-1);
  }

  /** Mean over the batch: {@code (..., 1, group)}. */
  private static Tensor mean(Tensor groups, @Nullable Tensor there) {
    if (there == null) {
      return groups.mean(new long[] {-2}, true, null);
    }
    Tensor mask = there.unsqueeze(-1);
    Tensor sum = Tensors.masked(groups, mask).sum(new long[] {-2}, true, null);
    Tensor count = mask.to(groups.scalar_type()).sum(new long[] {-2}, true, null);
    try (Scalar one = new Scalar(1.0)) {
      return sum.div(count.clamp_min(one));
    }
  }
}
