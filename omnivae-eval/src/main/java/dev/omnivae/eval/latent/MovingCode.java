package dev.omnivae.eval.latent;

import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.model.Latents;
import dev.omnivae.eval.projection.Points;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * What is moved when one looks around in a latent space, as one vector: the shared code. In a
 * hierarchy, where other codes are made of the shared one and decoders see only those, all codes
 * side by side. Private codes stay where they are: they are no part of what modalities share.
 */
public final class MovingCode {
  private final Map<String, float[]> anchor = new LinkedHashMap<>();
  private final List<String> moved;

  /**
   * Of a model's codes.
   *
   * @param privateCodes modalities whose private codes do not move, {@link
   *     dev.omnivae.core.model.Model#privateCodes}
   * @param codes every code, {@code (1, 1, latent)} each; what does not move stays at this
   */
  public MovingCode(Set<String> privateCodes, Latents codes) {
    codes.codes().forEach((name, code) -> anchor.put(name, Tensors.floats(code)));
    List<String> kept = privateCodes.stream().map(Latents::own).toList();
    moved =
        anchor.keySet().stream()
            .filter(name -> !name.equals(Latents.GIVEN) && !kept.contains(name))
            .toList();
  }

  /** The vectors of codes {@code (1, batch, latent)}. */
  public Points of(Latents latents) {
    return Points.of(Tensors.cat(moved.stream().map(latents::of).toList(), -1).squeeze(0));
  }

  /** Codes for a decoder: {@code (1, point, latent)} each. */
  public Latents at(Points points) {
    Tensor all = placed(points.tensor().unsqueeze(0));
    Map<String, Tensor> codes = new LinkedHashMap<>();
    long from = 0;
    for (Map.Entry<String, float[]> code : anchor.entrySet()) {
      long width = code.getValue().length;
      if (moved.contains(code.getKey())) {
        codes.put(code.getKey(), all.narrow(-1, from, width));
        from += width;
      } else {
        codes.put(
            code.getKey(),
            placed(Tensors.of(code.getValue(), 1, 1, width)).expand(1, points.size(), width));
      }
    }
    return new Latents(codes);
  }

  private static Tensor placed(Tensor tensor) {
    return tensor.to(Engine.device(), ScalarType.Float);
  }
}
