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
    assertThat(Explanations.sentence("frechet.a.flow"))
        .isEqualTo("As frechet.a, with codes drawn by the fitted sampler flow.");
    assertThat(Explanations.sentence("frechet.a.flow.within")).startsWith("As frechet.a.flow, of");
    assertThat(Explanations.sentence("fid.a.coverage")).isNotEmpty();
    assertThat(Explanations.sentence("fid.a->b")).startsWith("FID of b generated from a");
    assertThat(Explanations.sentence("fid.a")).startsWith("FID of a decoded");
    assertThat(Explanations.sentence("diversity.a.histogram")).isNotEmpty();
  }

  @Test
  void whatASamplerDrawsIsNamedBesideWhatTheModelDoes() {
    assertThat(Explanations.sentence("coherence.cross.a->b")).startsWith("Given a, how often");
    assertThat(Explanations.sentence("coherence.cross.a->b.macro"))
        .isEqualTo("As coherence.cross.a->b, each class counted alike.");
    assertThat(Explanations.sentence("coherence.cross.a+c->b.flow"))
        .isEqualTo("As coherence.cross.a+c->b, codes given a+c drawn by the fitted sampler flow.");
    assertThat(Explanations.sentence("coherence.cross.a->b.flow.macro"))
        .isEqualTo("As coherence.cross.a->b.flow, each class counted alike.");
    assertThat(Explanations.sentence("coherence.given.2")).startsWith("Cross coherence averaged");
    assertThat(Explanations.sentence("coherence.given.2.flow"))
        .isEqualTo("As coherence.given.2, codes drawn by the fitted sampler flow.");
    assertThat(Explanations.sentence("coherence.joint.flow")).endsWith("sampler flow.");
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
    assertThat(Explanations.sentence("nll")).startsWith("Negative log-likelihood of all");
    assertThat(Explanations.sentence("nll.effective")).startsWith("How many");
    assertThat(Explanations.sentence("nll.a")).contains("of a alone");
    assertThat(Explanations.sentence("nll.a.effective")).startsWith("How many");
    assertThat(Explanations.sentence("nll.a+b->c")).contains("of c given a+b");
    assertThat(Explanations.sentence("nll.a->b.predictive")).contains("generates from a");
    assertThat(Explanations.sentence("probes.a.linear")).contains("shared code of a by a linear");
    assertThat(Explanations.sentence("probes.a.private.nonlinear")).contains("private code of a");
    assertThat(Explanations.sentence("probes.joint.linear")).contains("all modalities by a linear");
    assertThat(Explanations.sentence("probes.synergy.linear")).startsWith("How much better");
    assertThat(Explanations.sentence("kmeans.joint.nmi")).contains("(joint)");
    assertThat(Explanations.sentence("kmeans.a.accuracy")).contains("(a)");
    assertThat(Explanations.sentence("prior_gap.joint")).contains("(joint)");
    assertThat(Explanations.sentence("mine")).isEmpty();
  }
}
