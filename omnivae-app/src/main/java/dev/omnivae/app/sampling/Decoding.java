package dev.omnivae.app.sampling;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.distribution.Distribution;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.model.Latents;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.network.text.Generation;
import dev.omnivae.core.network.text.TokenDistribution;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * From codes to what is shown and written to files.
 *
 * @param generation how texts are written
 */
record Decoding(Model model, Generation generation) {
  /** All modalities, but for a model that generates only some of them. */
  List<Modality> modalities() {
    List<Modality> all = model.modalities();
    Set<String> names = all.stream().map(Modality::name).collect(Collectors.toSet());
    return all.stream().filter(modality -> model.generates(modality.name(), names)).toList();
  }

  /** The decoder's mean, of text what it writes: {@code (sample, event)}. */
  Tensor of(Modality modality, Latents codes, @Nullable Tensor conditions, Noise noise) {
    Noise own = noise.stream(modality.name());
    Distribution p = model.decode(modality.name(), codes, conditions, own);
    Tensor made =
        p instanceof TokenDistribution text
            ? text.generate(generation, own.stream("words"), 1).squeeze(0)
            : p.mean();
    return made.flatten(0, 1);
  }
}
