package dev.omnivae.data.store;

import dev.omnivae.core.batch.Modality;
import java.util.BitSet;
import org.bytedeco.pytorch.Tensor;

/**
 * Images some rows of which are missing.
 *
 * @param images with black ones in the missing rows
 * @param missing rows that lack the modality
 */
public record PartialImages(Images images, BitSet missing) implements View {
  public PartialImages {
    missing = (BitSet) missing.clone();
  }

  @Override
  public Modality modality() {
    return images.modality();
  }

  @Override
  public int size() {
    return images.size();
  }

  @Override
  public Tensor gather(int[] rows) {
    return images.gather(rows);
  }

  @Override
  public boolean has(int row) {
    return !missing.get(row);
  }
}
