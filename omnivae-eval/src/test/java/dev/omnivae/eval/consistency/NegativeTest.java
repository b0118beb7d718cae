package dev.omnivae.eval.consistency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnivae.core.batch.Modality;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NegativeTest {
  private static final List<String> NAMES =
      List.of("male", "female", "smiling", "bald", "young", "eyeglasses");
  private static final int OTHERS = 4; // that are no gender

  private static List<Description> faces(int count) {
    long seed = 3;
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    List<Description> faces = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long[] values = random.longs(NAMES.size(), 0, 2).toArray();
      values[1] = 1 - values[0];
      faces.add(described(values, i % 3));
    }
    return faces;
  }

  private static Description described(long[] values, long label) {
    boolean[] known = new boolean[values.length];
    Arrays.fill(known, true);
    return new Description(values, known, label);
  }

  /** Indices in which two differ. */
  private static Set<Integer> differences(Description a, Description b) {
    Set<Integer> different = new HashSet<>();
    for (int i = 0; i < a.values().length; i++) {
      if (a.values()[i] != b.values()[i]) {
        different.add(i);
      }
    }
    return different;
  }

  @Test
  void publishedFlipsTheGenderAndThreeOthers() {
    List<Description> own = faces(50);

    List<Description> wrong = Negative.PUBLISHED.of(own, NAMES, 1);

    for (int i = 0; i < own.size(); i++) {
      assertThat(differences(own.get(i), wrong.get(i))).contains(0, 1).hasSize(2 + 3);
    }
    // each of the others is left out now and then
    Set<Set<Integer>> sets = new HashSet<>();
    for (int i = 0; i < own.size(); i++) {
      sets.add(differences(own.get(i), wrong.get(i)));
    }
    assertThat(sets).hasSize(OTHERS);
  }

  @Test
  void flipsAreSoManyTraitsMaleAndFemaleBeingOne() {
    List<Description> own = faces(200);
    for (var flips :
        List.of(
            List.of(Negative.FLIPS_1, 1),
            List.of(Negative.FLIPS_2, 2),
            List.of(Negative.FLIPS_4, 4))) {
      List<Description> wrong = ((Negative) flips.get(0)).of(own, NAMES, 1);

      Set<Integer> ever = new HashSet<>();
      for (int i = 0; i < own.size(); i++) {
        Set<Integer> different = differences(own.get(i), wrong.get(i));
        assertThat(different.contains(0)).isEqualTo(different.contains(1));
        assertThat(different.size() - (different.contains(1) ? 1 : 0)).isEqualTo(flips.get(1));
        ever.addAll(different);
      }
      assertThat(ever).hasSize(NAMES.size());
    }
  }

  @Test
  void theSeedAloneDecides() {
    List<Description> own = faces(30);
    for (Negative kind : Negative.values()) {
      List<Description> once = kind.of(own, NAMES, 7);
      List<Description> again = kind.of(own, NAMES, 7);
      List<Description> other = kind.of(own, NAMES, 8);

      assertThat(said(once)).as(kind.key()).isEqualTo(said(again)).isNotEqualTo(said(other));
    }
  }

  private static List<List<Long>> said(List<Description> all) {
    return all.stream().map(d -> Arrays.stream(d.values()).boxed().toList()).toList();
  }

  @Test
  void randomIsAnotherSamplesThatSaysSomethingElse() {
    List<Description> own = faces(40);

    List<Description> wrong = Negative.RANDOM.of(own, NAMES, 1);

    for (int i = 0; i < own.size(); i++) {
      assertThat(own).contains(wrong.get(i));
      assertThat(differences(own.get(i), wrong.get(i))).isNotEmpty();
    }
  }

  @Test
  void oneThatDiffersIsFoundAmongManyThatDoNot() {
    List<Description> own = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      own.add(described(new long[] {5, 6}, 0));
    }
    own.set(123, described(new long[] {5, 7}, 1));

    assertThat(Negative.RANDOM.of(own, List.of(), 1).get(0)).isSameAs(own.get(123));
    assertThat(Negative.OTHER_CLASS.of(own, List.of(), 1).get(499)).isSameAs(own.get(123));
  }

  @Test
  void otherClassIsOfAnotherClass() {
    List<Description> own = faces(40);

    List<Description> wrong = Negative.OTHER_CLASS.of(own, NAMES, 1);

    for (int i = 0; i < own.size(); i++) {
      assertThat(wrong.get(i).label()).isNotEqualTo(own.get(i).label());
    }
  }

  @Test
  void whatIsUnknownIsNotFlipped() {
    boolean[] known = {false, false, true, true, false, false};
    Description holed = new Description(new long[] {0, 0, 1, 0, 0, 0}, known, -1);

    List<Description> published = Negative.PUBLISHED.of(List.of(holed), NAMES, 1);
    List<Description> four = Negative.FLIPS_4.of(List.of(holed), NAMES, 1);

    assertThat(differences(holed, published.get(0))).containsExactlyInAnyOrder(2, 3);
    assertThat(differences(holed, four.get(0))).containsExactlyInAnyOrder(2, 3);
    assertThat(four.get(0).known()).isEqualTo(known);
  }

  @Test
  void thereAreNoneWhereNoneCanBe() {
    List<Description> alike =
        List.of(described(new long[] {1, 0}, -1), described(new long[] {1, 0}, -1));
    List<String> plain = List.of("smiling", "bald");

    assertThat(Negative.PUBLISHED.of(alike, plain, 1)).as("no gender").isEmpty();
    assertThat(Negative.PUBLISHED.of(alike, List.of("male", "bald"), 1)).as("too few").isEmpty();
    assertThat(Negative.FLIPS_4.of(alike, plain, 1)).as("too few").isEmpty();
    assertThat(Negative.FLIPS_2.of(alike, plain, 1)).hasSize(2);
    assertThat(Negative.RANDOM.of(alike, plain, 1)).as("all alike").isEmpty();
    assertThat(Negative.OTHER_CLASS.of(alike, plain, 1)).as("no classes").isEmpty();
  }

  @Test
  void attributesAreFlippedAndCaptionsAreOfOtherClasses() {
    assertThat(Arrays.stream(Negative.values()).filter(k -> k.suits(Modality.Kind.TOKENS)))
        .containsExactly(Negative.RANDOM, Negative.OTHER_CLASS);
    assertThat(Arrays.stream(Negative.values()).filter(k -> k.suits(Modality.Kind.ATTRIBUTES)))
        .containsExactly(
            Negative.PUBLISHED,
            Negative.RANDOM,
            Negative.FLIPS_1,
            Negative.FLIPS_2,
            Negative.FLIPS_4);
  }
}
