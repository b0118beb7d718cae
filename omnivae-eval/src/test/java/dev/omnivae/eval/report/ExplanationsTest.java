package dev.omnivae.eval.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExplanationsTest {
  @Test
  void theMostParticularSentenceIsChosen() {
    assertThat(Explanations.sentence("text.caption.exact"))
        .isEqualTo("How often caption comes back from its own code word for word.");
    assertThat(Explanations.sentence("text.image->caption.exact"))
        .isEqualTo("Given image, how often the generated caption is the real one word for word.");
    assertThat(Explanations.sentence("text.caption.token_accuracy.free"))
        .startsWith("How often caption, written without seeing the text,");
    assertThat(Explanations.sentence("alignment.a->b.recall_at_5"))
        .isEqualTo(
            "How often the code of a sample's own b is among the 5 nearest to that of its a; chance"
                + " is 5 over the number of samples.");
    assertThat(Explanations.sentence("alignment.a->b.recall_at_1.cosine"))
        .isEqualTo("As alignment.a->b.recall_at_1, the nearest by angle.");
  }

  @Test
  void whatIsComparedWithRealImagesIsNamed() {
    assertThat(Explanations.sentence("frechet.a->b.within"))
        .isEqualTo(
            "As frechet.a->b, of images of one class, averaged over classes; lower is better.");
    assertThat(Explanations.sentence("frechet.a.real")).startsWith("The distance of real a of");
    assertThat(Explanations.sentence("frechet.a->b")).startsWith("Frechet distance of b generated");
    assertThat(Explanations.sentence("frechet.a")).startsWith("Frechet distance of a decoded");
    assertThat(Explanations.sentence("fid.a.coverage")).isNotEmpty();
    assertThat(Explanations.sentence("diversity.a.histogram")).isNotEmpty();
  }

  @Test
  void everyKeyOfTextAndAlignmentIsExplained() {
    for (String key :
        new String[] {
          "text.t.perplexity",
          "text.t.token_accuracy",
          "alignment.a->b.mrr",
          "alignment.a->b.distance_ratio"
        }) {
      assertThat(Explanations.sentence(key)).as(key).isNotEmpty();
    }
    assertThat(Explanations.sentence("mine")).isEmpty();
  }
}
