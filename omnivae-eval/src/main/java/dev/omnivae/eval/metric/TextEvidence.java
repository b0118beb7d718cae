package dev.omnivae.eval.metric;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.model.Latents;
import dev.omnivae.core.model.Model;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;

/**
 * The likelihood of texts by importance weights.
 *
 * <pre>{@code log p̂(x) = log (1/K) Σ_k p(x, z_k) / q(z_k | x),  z_k ~ q(z | x)}</pre>
 *
 * <p>In nats, in expectation a lower bound of log p(x) that tightens with K. Burda et al. 2016,
 * equation 8.
 */
final class TextEvidence {
  /** Logits decoded at once, at most, where one draw alone is not more: 64 MiB of them. */
  private static final long LOGITS = 1L << 24;

  private final long draws;

  /** With so many draws, K. */
  TextEvidence(long draws) {
    this.draws = draws;
  }

  /**
   * Of each text of a batch, given itself alone.
   *
   * @return log p̂(x) {@code (batch)}
   */
  Tensor of(Model model, Batch batch, Modality text, Noise noise) {
    Batch given = batch.given(Set.of(text.name()));
    long words = Objects.requireNonNull(text.vocabulary()).size();
    long piece = Math.max(1, LOGITS / (batch.size() * text.elements() * words));
    List<Tensor> pieces = new ArrayList<>();
    for (long from = 0; from < draws; from += piece) {
      try (Scope scope = Scope.open()) {
        Latents z = model.infer(given, Math.min(piece, draws - from), noise.stream("#" + from));
        Tensor log = model.logJoint(z, given).sub(model.logProposal(z, given)); // (draw, batch)
        pieces.add(scope.keep(Tensors.logSumExp(log, 0)));
      }
    }
    return Tensors.plus(Tensors.logSumExp(Tensors.stack(pieces, 0), 0), -Math.log((double) draws));
  }
}
