package dev.omnivae.core.network.image;

import dev.omnivae.core.batch.Modality;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What lies outside of a model for terms that compare images by features: files of the user's, and
 * the networks that judge the data set.
 */
public interface FeatureSource {
  /** Knows nothing. */
  FeatureSource NONE =
      new FeatureSource() {
        @Override
        public Optional<Path> file(String name) {
          Path path = Path.of(name);
          return java.nio.file.Files.isRegularFile(path) ? Optional.of(path) : Optional.empty();
        }

        @Override
        public Optional<FeatureNetwork> oracle(Modality modality, Consumer<String> say) {
          return Optional.empty();
        }
      };

  /** A file by its path, or by its name in a folder of data; empty where there is none. */
  Optional<Path> file(String name);

  /**
   * Features of the network that judges images of this modality, trained on the training split
   * where it has not been yet; empty where the data say nothing of what images show.
   *
   * @param say takes a line now and then
   */
  Optional<FeatureNetwork> oracle(Modality modality, Consumer<String> say);
}
