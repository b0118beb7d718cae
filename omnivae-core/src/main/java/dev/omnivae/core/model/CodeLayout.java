package dev.omnivae.core.model;

import dev.omnivae.core.engine.Tensors;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** Named codes side by side in one tensor, and back; what is given goes along unmoved. */
public final class CodeLayout {
  private final LinkedHashMap<String, Long> widths = new LinkedHashMap<>();
  private final @Nullable Tensor given;

  /** That of these codes, whatever their number. */
  public CodeLayout(Latents latents) {
    latents.codes().forEach((name, code) -> widths.put(name, code.size(-1)));
    widths.remove(Latents.GIVEN);
    given = latents.codes().get(Latents.GIVEN);
  }

  /** {@code (draw, batch, all codes)}. */
  public Tensor join(Latents latents) {
    return Tensors.cat(widths.keySet().stream().map(latents::of).toList(), -1);
  }

  /** The codes as views of one tensor. */
  public Latents split(Tensor joined) {
    Map<String, Tensor> codes = new LinkedHashMap<>();
    long at = 0;
    for (Map.Entry<String, Long> entry : widths.entrySet()) {
      codes.put(entry.getKey(), joined.narrow(-1, at, entry.getValue()));
      at += entry.getValue();
    }
    if (given != null) {
      codes.put(Latents.GIVEN, given);
    }
    return new Latents(codes);
  }
}
