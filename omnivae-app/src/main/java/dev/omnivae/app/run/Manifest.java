package dev.omnivae.app.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.omnivae.app.Version;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.EngineReport;
import dev.omnivae.data.Dataset;
import dev.omnivae.data.DatasetInfo;
import dev.omnivae.data.Split;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** {@code manifest.json}: everything a run's numbers depend on that the recipe does not say. */
public final class Manifest {
  private Manifest() {}

  /**
   * The manifest of a run that begins now.
   *
   * @param words the command line as typed
   * @param roots folders data sets were looked for in
   * @param plugins jars of the user's
   */
  public static ObjectNode of(
      Experiment experiment, List<String> words, List<Path> roots, List<Path> plugins) {
    EngineReport engine = Engine.report();
    ObjectNode manifest = Json.object();
    manifest.put("name", experiment.recipe().name());
    manifest.put("description", experiment.recipe().description());
    manifest.put("version", Version.current());
    String commit = Machine.commit();
    if (!commit.isEmpty()) {
      manifest.put("commit", commit);
    }
    manifest.put("command", Machine.commandLine(words));
    manifest.put("started", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    manifest.put("seed", experiment.recipe().seed());
    manifest.put("threads", Integer.parseInt(engine.get("threads.aten")));
    manifest.put("device", engine.get("device"));
    manifest.put("parameters", experiment.store().length());
    manifest.set("data", data(experiment.dataset(), roots));
    strings(manifest.putArray("plugins"), plugins);
    manifest.set("hardware", Machine.hardware(engine));
    return manifest;
  }

  /** A data set: where from, how much, whose. */
  public static ObjectNode data(Dataset dataset, List<Path> roots) {
    DatasetInfo info = dataset.info();
    ObjectNode data = Json.object();
    data.put("name", info.name());
    data.put("description", info.description());
    data.put("licence", info.licence());
    data.put("citation", info.citation());
    data.set("checksums", Json.tree(new TreeMap<>(info.checksums())));
    ObjectNode samples = data.putObject("samples");
    ObjectNode modalities = data.putObject("modalities");
    for (Split split : Split.values()) {
      samples.put(split.key(), dataset.samples(split).size());
    }
    for (Modality modality : dataset.modalities()) {
      ObjectNode one = modalities.putObject(modality.name());
      one.put("kind", modality.kind().name().toLowerCase(java.util.Locale.ROOT));
      one.set("shape", Json.tree(modality.shape()));
      ObjectNode images = one.putObject("singles");
      for (Split split : Split.values()) {
        images.put(split.key(), dataset.singles(split, modality.name()).size());
      }
    }
    strings(data.putArray("roots"), roots.stream().filter(Files::isDirectory).toList());
    return data;
  }

  /** The data folders a run was trained from. */
  public static List<Path> roots(ObjectNode manifest) {
    List<Path> roots = new ArrayList<>();
    manifest.path("data").path("roots").forEach(root -> roots.add(Path.of(root.asText())));
    return roots;
  }

  private static void strings(ArrayNode array, List<Path> paths) {
    paths.forEach(path -> array.add(path.toAbsolutePath().normalize().toString()));
  }
}
