package dev.omnivae.app.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.omnivae.app.Version;
import dev.omnivae.app.run.Json;
import dev.omnivae.app.run.Places;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.EngineReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code omnivae doctor}. */
@Command(
    name = "doctor",
    description = "Shows what this machine offers: natives, BLAS, threads, device, data found.")
final class DoctorCommand implements Callable<Integer> {
  private final Omnivae omnivae;

  @Mixin private final DataOptions data = new DataOptions();

  DoctorCommand(Omnivae omnivae) {
    this.omnivae = omnivae;
  }

  @Override
  public Integer call() {
    omnivae.startEngine();
    EngineReport engine = Engine.report();
    ObjectNode json = Json.object();
    json.put("version", Version.current());
    engine.toMap().forEach(json::put);
    json.put("cache", Places.cache().toString());
    ObjectNode folders = json.putObject("data");
    StringBuilder lines = new StringBuilder("omnivae " + Version.current() + "\n" + engine);
    lines.append("cache: ").append(Places.cache()).append('\n');
    for (Path root : data.roots()) {
      ArrayNode found = folders.putArray(root.toString());
      List<String> names = folders(root);
      names.forEach(found::add);
      lines
          .append("data: ")
          .append(root)
          .append(Files.isDirectory(root) ? " holds " + names : " is not there")
          .append('\n');
    }
    omnivae.result(json, lines.toString());
    return 0;
  }

  private static List<String> folders(Path root) {
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> inside = Files.list(root)) {
      return inside
          .filter(Files::isDirectory)
          .map(path -> String.valueOf(path.getFileName()))
          .sorted()
          .toList();
    } catch (IOException e) {
      return List.of(); // a folder one may not read holds nothing one could use
    }
  }
}
