package dev.omnivae.data.reader;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.data.format.PngPack;
import dev.omnivae.data.store.Images;
import dev.omnivae.data.store.PartialImages;
import dev.omnivae.data.store.View;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/** One modality of pictures in files, some of which may be missing. */
final class Pictures {
  private Pictures() {}

  /**
   * Reads them, noting those of another size and those that are broken.
   *
   * @param files by sample, empty where missing
   * @param who names a sample for the problems
   * @return (sample, channel, height, width)
   */
  static byte[] read(
      Modality modality,
      List<Optional<Path>> files,
      IntFunction<String> who,
      Path cache,
      Problems problems) {
    PngPack pack = PngPack.read(files, modality, cache);
    List<Long> shape = modality.shape();
    pack.problems()
        .forEach(
            (i, what) ->
                problems.add(
                    "component %s other than %dx%d (height x width) for"
                        .formatted(modality.name(), shape.get(1), shape.get(2)),
                    "%s (%s)".formatted(who.apply(i), what)));
    return pack.pixels();
  }

  /** The pictures as a view, which knows what is missing. */
  static View view(Modality modality, byte[] pixels, List<Optional<Path>> files) {
    Images images = Images.of(modality, pixels, new int[files.size()]);
    BitSet missing = new BitSet();
    for (int i = 0; i < files.size(); i++) {
      missing.set(i, files.get(i).isEmpty());
    }
    return missing.isEmpty() ? images : new PartialImages(images, missing);
  }
}
