package dev.omnivae.eval.consistency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.distribution.Normal;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.model.Latents;
import dev.omnivae.core.model.MultimodalVae;
import dev.omnivae.data.Split;
import dev.omnivae.eval.Batches;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PairScorerTest {
  // float32 networks, KLs of a few nats
  private static final double FLOAT = 1e-4;
  private static final long SEED = 5;

  private final Scope scope = Scope.open();
  private final NoGrad off = NoGrad.open();

  @BeforeAll
  static void start() {
    Engine.start(0);
    System.out.println("seed " + SEED);
  }

  @AfterEach
  void close() {
    off.close();
    scope.close();
  }

  private static Batch batch(long... positions) {
    return Batches.gather(Portraits.data(SEED).samples(Split.TEST), positions);
  }

  private static PairScorer scorer(MultimodalVae vae) {
    return new PairScorer(vae, Portraits.IMAGE, Portraits.ATTRIBUTES);
  }

  @Test
  void whereCodesAreAttributesTheKlIsHalfTheirDifference() {
    PairScorer scorer = scorer(Portraits.seeing());
    Batch batch = batch(0, 1, 2);
    List<Description> own = Description.of(batch.of("attributes"), new long[0]);
    List<Description> wrong = List.of(own.get(0).flipped(2), own.get(1).flipped(0, 1), own.get(2));
    PairScorer.Seen seen = scorer.see(batch);

    double[][] scores = scorer.scores(seen, Description.observation(Portraits.ATTRIBUTES, wrong));

    double right = -6 * Math.log1p(Math.exp(-10)); // log odds 10 for each of six
    assertThat(Score.PUBLISHED.of(scores[0])).isEqualTo(1 / 1.5, within(FLOAT));
    assertThat(Score.PUBLISHED.of(scores[1])).isEqualTo(1 / 2.0, within(FLOAT));
    assertThat(Score.PUBLISHED.of(scores[2])).isEqualTo(1, within(FLOAT));
    assertThat(Score.SYMMETRIC_KL.of(scores[0])).isEqualTo(-0.5, within(FLOAT));
    assertThat(Score.SYMMETRIC_KL.of(scores[2])).isEqualTo(0, within(FLOAT));
    assertThat(Score.LOG_LIKELIHOOD.of(scores[0])).isEqualTo(right - 10, within(FLOAT));
    assertThat(Score.LOG_LIKELIHOOD.of(scores[2])).isEqualTo(right, within(FLOAT));
    assertThat(Score.COSINE.of(scores[2])).isEqualTo(1, within(FLOAT));
  }

  @Test
  void ofAnyWeightsTheScoresAreThePlainFormulas() {
    MultimodalVae vae = Portraits.random(SEED);
    Batch batch = batch(0, 1, 2, 3);
    PairScorer scorer = scorer(vae);
    double[][] scores = scorer.scores(scorer.see(batch), batch.of("attributes"));

    var experts = vae.encode(batch, Noise.of(0, 0, 0));
    Normal x = (Normal) experts.of("image").shared();
    Normal t = (Normal) experts.of("attributes").shared();
    double[] p =
        Tensors.doubles(
            vae.decode(
                    "attributes",
                    new Latents(Map.of(Latents.SHARED, x.mean().unsqueeze(0))),
                    null,
                    Noise.of(0, 0, 0))
                .mean());
    double[] values = Tensors.doubles(batch.of("attributes").value());
    for (int i = 0; i < 4; i++) {
      double there = kl(x, t, i);
      double back = kl(t, x, i);
      double log = 0;
      for (int k = i * Portraits.WIDTH; k < (i + 1) * Portraits.WIDTH; k++) {
        log += Math.log(values[k] == 1 ? p[k] : 1 - p[k]);
      }
      assertThat(there).isGreaterThan(0.01);
      assertThat(scores[i])
          .containsExactly(
              new double[] {1 / (1 + there), -(there + back) / 2, log, cosine(x, t, i)},
              within(FLOAT));
    }
  }

  @Test
  void aPairScoresTheSameWhateverStandsBesideIt() {
    PairScorer scorer = scorer(Portraits.random(SEED));
    Batch many = batch(3, 1, 7, 2);
    Batch one = batch(7);

    double[] beside = scorer.scores(scorer.see(many), many.of("attributes"))[2];
    double[] alone = scorer.scores(scorer.see(one), one.of("attributes"))[0];

    assertThat(alone).containsExactly(beside, within(1e-6)); // float32 sums in another order
  }

  @Test
  void whatIsUnknownHasNoLikelihood() {
    PairScorer scorer = scorer(Portraits.seeing());
    Batch batch = batch(0);
    boolean[] known = {true, true, false, true, true, true};
    Description own = Description.of(batch.of("attributes"), new long[0]).get(0);
    Description wrong = new Description(own.flipped(2).values(), known, -1);

    double[] scores =
        scorer
            .scores(
                scorer.see(batch), Description.observation(Portraits.ATTRIBUTES, List.of(wrong)))[
            0];

    assertThat(Score.LOG_LIKELIHOOD.of(scores))
        .isEqualTo(-5 * Math.log1p(Math.exp(-10)), within(FLOAT));
  }

  private static double kl(Normal q, Normal p, int row) {
    double[] mq = Tensors.doubles(q.location());
    double[] mp = Tensors.doubles(p.location());
    double[] sq = Tensors.doubles(q.scale());
    double[] sp = Tensors.doubles(p.scale());
    double kl = 0;
    for (int k = row * Portraits.WIDTH; k < (row + 1) * Portraits.WIDTH; k++) {
      double ratio = sq[k] / sp[k];
      double distance = (mq[k] - mp[k]) / sp[k];
      kl += 0.5 * (ratio * ratio + distance * distance - 1) - Math.log(ratio);
    }
    return kl;
  }

  private static double cosine(Normal a, Normal b, int row) {
    double[] ma = Tensors.doubles(a.location());
    double[] mb = Tensors.doubles(b.location());
    double dot = 0;
    double aa = 0;
    double bb = 0;
    for (int k = row * Portraits.WIDTH; k < (row + 1) * Portraits.WIDTH; k++) {
      dot += ma[k] * mb[k];
      aa += ma[k] * ma[k];
      bb += mb[k] * mb[k];
    }
    return dot / Math.sqrt(aa * bb);
  }
}
