package dev.omnivae.core.fusion;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Nearest;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.fusion.MixtureOfProducts.PriorExpert;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/** {@code fusion: {name: mixture-of-products, subsets: powerset, prior: never}}. */
public final class MixtureOfProductsProvider implements FusionProvider {
  /** Components of the full powerset grow as 2^M; beyond this, subsets have to be listed. */
  private static final int MOST_IN_POWERSET = 12;

  private static final String POWERSET = "powerset";
  private static final String SINGLETONS_AND_FULL = "singletons+full";

  /**
   * Settings.
   *
   * @param subsets {@code powerset}, {@code singletons+full}, or a list of lists of modalities
   * @param prior which subsets have the prior as an expert: {@code never}, {@code always}, {@code
   *     full}
   */
  record Options(String name, JsonNode subsets, String prior) {}

  @Override
  public String name() {
    return "mixture-of-products";
  }

  @Override
  public Fusion create(FusionContext context) {
    Products.requireNormal(context);
    Settings settings = context.settings();
    Options o =
        settings.read(Options.class, new Options(name(), TextNode.valueOf(POWERSET), "never"));
    return new MixtureOfProducts(
        subsets(o.subsets(), context.modalities(), settings.path("subsets")),
        prior(o.prior(), settings.path("prior")));
  }

  private static PriorExpert prior(String word, String path) {
    List<String> words = new ArrayList<>();
    for (PriorExpert value : PriorExpert.values()) {
      String own = value.name().toLowerCase(Locale.ROOT);
      if (own.equals(word)) {
        return value;
      }
      words.add(own);
    }
    throw new InputException(
        "%s must be a known choice, got '%s'; %s".formatted(path, word, Nearest.hint(word, words)));
  }

  /** The subsets a recipe chooses. */
  static Subsets subsets(JsonNode node, List<String> modalities, String path) {
    int m = modalities.size();
    if (node.isArray()) {
      return listed(node, modalities, path);
    }
    String word = node.asText();
    if (word.equals(SINGLETONS_AND_FULL)) {
      return m == 1 ? Subsets.full(1) : Subsets.singletons(m).and(Subsets.full(m));
    }
    if (!word.equals(POWERSET)) {
      throw InputException.of(
          path,
          "powerset, singletons+full or a list of lists of modalities",
          node,
          "write subsets: powerset");
    }
    if (m > MOST_IN_POWERSET) {
      throw InputException.of(
          path,
          "a list, or singletons+full, for more than " + MOST_IN_POWERSET + " modalities",
          "powerset of " + m,
          "write subsets: singletons+full");
    }
    return Subsets.powerset(m);
  }

  private static Subsets listed(JsonNode node, List<String> modalities, String path) {
    List<List<Integer>> all = new ArrayList<>();
    for (JsonNode item : node) {
      TreeSet<Integer> members = new TreeSet<>();
      for (JsonNode name : item) {
        int m = modalities.indexOf(name.asText());
        if (m < 0) {
          throw new InputException(
              "%s must name modalities, got '%s'; %s"
                  .formatted(path, name.asText(), Nearest.hint(name.asText(), modalities)));
        }
        members.add(m);
      }
      List<Integer> subset = List.copyOf(members);
      if (subset.isEmpty() || all.contains(subset)) {
        throw InputException.of(
            path, "different sets of at least one modality each", item, "write [[a], [a, b]]");
      }
      all.add(subset);
    }
    if (all.isEmpty()) {
      throw InputException.of(
          path, "at least one set of modalities", node, "write subsets: powerset");
    }
    return new Subsets(all);
  }
}
