package dev.omnivae.core.fusion;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.distribution.Factorised;
import dev.omnivae.core.network.Encoding;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What every encoder made of a batch: computed once a step, shared by every objective and added
 * term. Modalities stand in the model's order.
 */
public final class Experts {
  private final Batch batch;
  private final LinkedHashMap<String, Encoding> encodings;
  private @Nullable Factorised stacked;

  public Experts(Batch batch, Map<String, Encoding> encodings) {
    this.batch = batch;
    this.encodings = new LinkedHashMap<>(encodings);
  }

  public Batch batch() {
    return batch;
  }

  public List<String> modalities() {
    return List.copyOf(encodings.keySet());
  }

  public Encoding of(String modality) {
    Encoding encoding = encodings.get(modality);
    if (encoding == null) {
      throw new IllegalArgumentException(
          "experts must hold modality '" + modality + "', got " + encodings.keySet());
    }
    return encoding;
  }

  /** All experts over the shared code: {@code (modality, batch, latent)}. */
  public Factorised shared() {
    Factorised all = stacked;
    if (all == null) {
      List<Factorised> each = encodings.values().stream().map(Encoding::shared).toList();
      all = each.size() == 1 ? each.get(0).map(p -> p.unsqueeze(0)) : each.get(0).stack(each, 0);
      stacked = all;
    }
    return all;
  }

  /** Which sample has which modality: {@code (modality, batch)} boolean; null when all have all. */
  public @Nullable Tensor available() {
    return batch.available(modalities());
  }
}
