package dev.omnivae.eval.consistency;

import dev.omnivae.core.batch.Modality;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Kinds of descriptions that do not belong to their image. {@code male} and {@code female}, where
 * both are attributes, are one trait and flip together. Flips choose among all traits: what no face
 * can have (bald with black hair) may come out, as published.
 */
public enum Negative {
  /**
   * The gender flipped and three other traits: the least that "gender flipped and at least three
   * attributes flipped" allows (Kim 2024).
   */
  PUBLISHED("published", Modality.Kind.ATTRIBUTES),

  /** That of another sample which says something else. */
  RANDOM("random", null),

  /** One trait flipped. */
  FLIPS_1("flips-1", Modality.Kind.ATTRIBUTES),

  /** Two traits flipped. */
  FLIPS_2("flips-2", Modality.Kind.ATTRIBUTES),

  /** Four traits flipped. */
  FLIPS_4("flips-4", Modality.Kind.ATTRIBUTES),

  /** That of another sample of another class. */
  OTHER_CLASS("other-class", Modality.Kind.TOKENS);

  private static final List<String> GENDERS = List.of("male", "female");
  private static final int PUBLISHED_OTHERS = 3;
  private static final int TRIES = 64;

  private final String key;
  private final Modality.@Nullable Kind only;

  Negative(String key, Modality.@Nullable Kind only) {
    this.key = key;
    this.only = only;
  }

  /** Name in keys of {@code metrics.json}. */
  public String key() {
    return key;
  }

  /** Whether descriptions of this kind have such negatives. */
  public boolean suits(Modality.Kind kind) {
    return only == null || only == kind;
  }

  /**
   * One for each description, by the seed and its place alone.
   *
   * @param all the right ones
   * @param names of attributes, in order; empty for texts
   * @return as many, or none where there can be none: no gender, too few traits, one class only
   */
  public List<Description> of(List<Description> all, List<String> names, long seed) {
    return switch (this) {
      case PUBLISHED -> flipped(all, names, seed, PUBLISHED_OTHERS, true);
      case RANDOM -> others(all, seed, (own, other) -> !own.says(other));
      case FLIPS_1 -> flipped(all, names, seed, 1, false);
      case FLIPS_2 -> flipped(all, names, seed, 2, false);
      case FLIPS_4 -> flipped(all, names, seed, 4, false);
      case OTHER_CLASS ->
          others(
              all,
              seed,
              (own, other) -> own.label() != other.label() && own.label() >= 0 && !own.says(other));
    };
  }

  // ---- flips ----

  private List<Description> flipped(
      List<Description> all, List<String> names, long seed, int count, boolean gender) {
    int[] genders = GENDERS.stream().mapToInt(names::indexOf).filter(i -> i >= 0).toArray();
    List<int[]> traits = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      if (!GENDERS.contains(names.get(i))) {
        traits.add(new int[] {i});
      }
    }
    if (!gender && genders.length > 0) {
      traits.add(genders);
    }
    if (traits.size() < count || (gender && genders.length == 0)) {
      return List.of();
    }
    List<Description> negatives = new ArrayList<>();
    for (int at = 0; at < all.size(); at++) {
      Description own = all.get(at);
      Description other = gender ? own.flipped(genders) : own;
      for (int[] trait : chosen(known(traits, own), count, random(seed, at))) {
        other = other.flipped(trait);
      }
      negatives.add(other);
    }
    return List.copyOf(negatives);
  }

  /** Of a sample with holes only what is known can be wrong; it may be fewer than wanted. */
  private static List<int[]> known(List<int[]> traits, Description own) {
    return traits.stream()
        .filter(trait -> Arrays.stream(trait).anyMatch(i -> own.known()[i]))
        .toList();
  }

  /** So many of them, without replacement. */
  private static List<int[]> chosen(List<int[]> traits, int count, SplittableRandom random) {
    List<int[]> shuffled = new ArrayList<>(traits);
    List<int[]> chosen = new ArrayList<>();
    while (chosen.size() < count && !shuffled.isEmpty()) {
      chosen.add(shuffled.remove(random.nextInt(shuffled.size())));
    }
    return chosen;
  }

  // ---- of others ----

  private List<Description> others(
      List<Description> all, long seed, BiPredicate<Description, Description> wrong) {
    List<Description> negatives = new ArrayList<>();
    for (int at = 0; at < all.size(); at++) {
      int found = other(all, all.get(at), random(seed, at), wrong);
      if (found < 0) {
        return List.of(); // all are alike
      }
      negatives.add(all.get(found));
    }
    return List.copyOf(negatives);
  }

  /** Drawn; after many draws in vain the next that fits; -1 for none. */
  private static int other(
      List<Description> all,
      Description own,
      SplittableRandom random,
      BiPredicate<Description, Description> wrong) {
    int candidate = 0;
    for (int i = 0; i < TRIES; i++) {
      candidate = random.nextInt(all.size());
      if (wrong.test(own, all.get(candidate))) {
        return candidate;
      }
    }
    for (int i = 0; i < all.size(); i++) {
      int next = (candidate + i) % all.size();
      if (wrong.test(own, all.get(next))) {
        return next;
      }
    }
    return -1;
  }

  private SplittableRandom random(long seed, int at) {
    SplittableRandom ofKind = new SplittableRandom(seed + 31L * key.hashCode());
    return new SplittableRandom(ofKind.nextLong() + at);
  }
}
