package dev.omnivae.data.reader;

import dev.omnivae.data.format.Table;
import dev.omnivae.data.format.TableFile;
import dev.omnivae.data.generate.ProfileParts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * {@code factors.csv} beside {@code dimensions.csv}, where there is one: a label and the true
 * factors of every part.
 *
 * @param classes names of the labels; empty without the file
 * @param labels by id
 * @param factors by name, then by id
 */
record ProfilesFactors(
    List<String> classes, Map<String, Integer> labels, Map<String, Map<String, Float>> factors) {
  static final String FILE = "factors.csv";

  static ProfilesFactors read(Path folder) {
    Path file = folder.resolve(FILE);
    if (!Files.isRegularFile(file)) {
      return new ProfilesFactors(List.of(), Map.of(), Map.of());
    }
    Table table =
        new TableFile(TableFile.Header.TRUE, TableFile.MISSING)
            .read(file, Set.of("matching", "label"));
    List<@Nullable String> ids = table.texts("matching");
    List<@Nullable String> names = table.texts("label");
    Set<String> found = new TreeSet<>();
    names.forEach(name -> found.add(String.valueOf(name)));
    List<String> classes =
        ProfileParts.TYPES.containsAll(found) ? ProfileParts.TYPES : new ArrayList<>(found);
    Map<String, Integer> labels = new HashMap<>();
    for (int row = 0; row < table.rows(); row++) {
      labels.put(
          ProfilesFiles.id(String.valueOf(ids.get(row))),
          classes.indexOf(String.valueOf(names.get(row))));
    }
    Map<String, Map<String, Float>> factors = new LinkedHashMap<>();
    for (String column : table.columns()) {
      if (!column.equals("matching") && !column.equals("label")) {
        double[] values = table.numbers(column);
        Map<String, Float> byId = new HashMap<>();
        for (int row = 0; row < values.length; row++) {
          byId.put(ProfilesFiles.id(String.valueOf(ids.get(row))), (float) values[row]);
        }
        factors.put(column, byId);
      }
    }
    return new ProfilesFactors(classes, labels, factors);
  }
}
