package dev.omnivae.app.run;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.network.image.FeatureNetwork;
import dev.omnivae.core.network.image.FeatureSource;
import dev.omnivae.data.Dataset;
import dev.omnivae.data.Split;
import dev.omnivae.eval.Evaluation;
import dev.omnivae.eval.oracle.Oracles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** What terms of a run may look at beside its model: the user's files, the judges of its data. */
final class Outside implements FeatureSource {
  private final Model model;
  private final Dataset dataset;
  private final List<Path> roots;
  private final long seed;
  private final Map<String, Optional<FeatureNetwork>> judges = new HashMap<>();

  /**
   * Opens nothing yet.
   *
   * @param roots folders of data, where files are looked for after the working directory
   */
  Outside(Model model, Dataset dataset, List<Path> roots, long seed) {
    this.model = model;
    this.dataset = dataset;
    this.roots = List.copyOf(roots);
    this.seed = seed;
  }

  @Override
  public Optional<Path> file(String name) {
    return Stream.concat(Stream.of(Path.of(name)), roots.stream().map(root -> root.resolve(name)))
        .filter(Files::isRegularFile)
        .findFirst();
  }

  @Override
  public Optional<FeatureNetwork> oracle(Modality modality, Consumer<String> say) {
    return judges.computeIfAbsent(
        modality.name(),
        name ->
            new Oracles()
                .features(
                    new Evaluation(model, dataset, Split.TRAIN, seed, Places.cache(), say),
                    modality));
  }
}
