package dev.omnivae.eval.consistency;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Observation;
import dev.omnivae.core.distribution.Distribution;
import dev.omnivae.core.distribution.Divergences;
import dev.omnivae.core.distribution.Factorised;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.fusion.Posterior;
import dev.omnivae.core.model.Latents;
import dev.omnivae.core.model.MultimodalVae;
import dev.omnivae.core.model.PrivateSpace;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Scores pairs of an image and a description, see {@link Score}. Nothing is drawn where posteriors
 * have a closed-form KL, so that a pair scores the same whatever stands beside it.
 */
public final class PairScorer {
  private static final Noise NOISE = Noise.of(0, 0, 0);
  private static final long DRAWS = 64; // of a KL without a closed form

  private final MultimodalVae vae;
  private final Modality image;
  private final Modality described;

  /** Of two modalities of a model. */
  public PairScorer(MultimodalVae vae, Modality image, Modality described) {
    this.vae = vae;
    this.image = image;
    this.described = described;
  }

  /** Those of a model's modalities that may be judged: images. */
  public static List<Modality> images(List<Modality> modalities) {
    return modalities.stream().filter(m -> m.kind() == Modality.Kind.IMAGE).toList();
  }

  /** Those that may be said of an image: attributes and texts. */
  public static List<Modality> described(List<Modality> modalities) {
    return modalities.stream()
        .filter(m -> m.kind() == Modality.Kind.ATTRIBUTES || m.kind() == Modality.Kind.TOKENS)
        .toList();
  }

  public Modality image() {
    return image;
  }

  /** Attributes or text. */
  public Modality described() {
    return described;
  }

  /**
   * What the model makes of images.
   *
   * @param batch whose descriptions are replaced by those to be judged
   * @param code q(z given the image), {@code (batch, latent)}
   * @param said p(description given the mean of that code), over {@code (1, batch, event)}; a
   *     private code of the description, where it has one, is its prior's mean
   */
  public record Seen(Batch batch, Factorised code, Distribution said) {}

  /** Looks at the images of a batch, all of which are there. */
  public Seen see(Batch batch) {
    Factorised code = alone(batch, image);
    Map<String, Tensor> codes = new LinkedHashMap<>();
    codes.put(Latents.SHARED, code.mean().unsqueeze(0));
    PrivateSpace own = vae.part(described.name()).own();
    if (own != null) {
      Tensor mean = own.generated().mean();
      codes.put(Latents.own(described.name()), mean.expand(1, batch.size(), own.width()));
    }
    Distribution said = vae.decode(described.name(), new Latents(codes), batch.conditions(), NOISE);
    return new Seen(batch, code, said);
  }

  /**
   * Scores each image with the description in its row.
   *
   * @param description {@code (batch, event)}
   * @return (pair, score), scores in the order of {@link Score}
   */
  public double[][] scores(Seen seen, Observation description) {
    Factorised x = seen.code();
    Factorised t = alone(seen.batch().with(described.name(), description), described);
    Tensor there = kl(x, t);
    Tensor back = kl(t, x);
    Tensor likely = seen.said().logProb(description.value(), description.known()).squeeze(0);
    List<double[]> columns =
        List.of(
            Tensors.doubles(Tensors.plus(there, 1).reciprocal()),
            Tensors.doubles(Tensors.times(there.add(back), -0.5)),
            Tensors.doubles(likely),
            Tensors.doubles(cosine(x.mean(), t.mean())));
    double[][] rows = new double[columns.get(0).length][columns.size()];
    for (int score = 0; score < columns.size(); score++) {
      for (int i = 0; i < rows.length; i++) {
        rows[i][score] = columns.get(score)[i];
      }
    }
    return rows;
  }

  /** The posterior given one modality alone; of a mixture the component that is left. */
  private Factorised alone(Batch batch, Modality given) {
    Posterior q = vae.fusion().inference(vae.encode(batch.given(Set.of(given.name())), NOISE));
    double[] weights = Tensors.doubles(q.logWeights().select(1, 0)); // alike in every row
    int heaviest = 0;
    for (int c = 1; c < weights.length; c++) {
      heaviest = weights[c] > weights[heaviest] ? c : heaviest;
    }
    int chosen = heaviest;
    return q.factorised().map(p -> p.select(0, chosen));
  }

  /** Never negative, which an estimate might be. */
  private static Tensor kl(Factorised q, Factorised p) {
    try (Scalar zero = new Scalar(0.0)) {
      return Divergences.kl(q, p, NOISE.stream("kl"), DRAWS).clamp_min(zero);
    }
  }

  private static Tensor cosine(Tensor a, Tensor b) {
    Tensor lengths = a.square().sum(-1).mul(b.square().sum(-1));
    return a.mul(b).sum(-1).mul(Tensors.plus(lengths, 1e-24).rsqrt());
  }
}
