package dev.omnivae.eval.oracle;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.eval.Evaluation;
import java.util.Optional;

/** Where a measurement gets its oracles from. */
@FunctionalInterface
public interface OracleSource {
  /** The oracle of a modality; empty where there is none: no labels, nothing that shows a class. */
  Optional<Oracle> of(Evaluation evaluation, Modality modality);
}
