package dev.omnivae.data.store;

import dev.omnivae.core.batch.Modality;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * One modality of rows that belong together: what it is in every row, whether a row has it, which
 * of its elements are known. Thread-safe.
 */
public interface View {
  Modality modality();

  /** What each element is called, for attributes; empty where elements have no names. */
  default List<String> names() {
    return List.of();
  }

  /** Rows, those that lack this modality included. */
  int size();

  /**
   * Float32 {@code (row, event)}, zeros where a row lacks it or an element is unknown; int64 and
   * padding where the events are token ids.
   */
  Tensor gather(int[] rows);

  /** Whether a row has this modality. */
  default boolean has(int row) {
    return true;
  }

  /** Boolean {@code (row, event)}; null where every element of every row is known. */
  default @Nullable Tensor known(int[] rows) {
    return null;
  }
}
