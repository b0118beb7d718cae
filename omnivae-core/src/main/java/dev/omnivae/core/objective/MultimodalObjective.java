package dev.omnivae.core.objective;

import dev.omnivae.core.model.MultimodalVae;

/** An objective, or a term, that trains a {@link MultimodalVae}. */
interface MultimodalObjective extends Objective<MultimodalVae> {
  @Override
  default Class<MultimodalVae> models() {
    return MultimodalVae.class;
  }
}
