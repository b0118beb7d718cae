package dev.omnivae.eval.quality;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.eval.Evaluation;
import java.util.Optional;

/** Where a measurement gets its features from. */
@FunctionalInterface
public interface EmbeddingSource {
  /** What looks at images of this modality; empty where nothing can. */
  Optional<Embedding> of(Evaluation evaluation, Modality modality);
}
