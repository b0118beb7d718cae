package dev.omnivae.eval.projection;

import java.util.List;

/** The projections there are. */
public final class Projections {
  /** All of them, the quickest first. */
  public static final List<Projection> ALL = List.of(new Pca(), new Tsne(), new Umap());

  private Projections() {}
}
