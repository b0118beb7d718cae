package dev.omnivae.core.prior;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Observation;
import dev.omnivae.core.batch.Schema;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.distribution.Distribution;
import dev.omnivae.core.distribution.Factorised;
import dev.omnivae.core.distribution.MixtureDistribution;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.state.Initialiser;
import dev.omnivae.core.state.Parameter;
import dev.omnivae.core.state.Parameters;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * The variational mixture of posteriors: {@code prior: {kind: vamp, pseudo_inputs: 500}}.
 *
 * <pre>{@code p(z) = 1/K Σ_k q(z | u_k)}</pre>
 *
 * <p>q is the model's own posterior, all modalities of u_k given; the pseudo-inputs u_k are
 * parameters in the shape of the data, and so are their conditions. Where q itself is a mixture,
 * every one of its components is one of p's. Pixels and attributes are kept in (0, 1) by a sigmoid,
 * everything else is free. Tomczak and Welling 2018, "VAE with a VampPrior", eq. 9.
 *
 * <p>Differs from the reference code: a sigmoid in place of a clamp, outside of which a pixel would
 * never move again.
 */
public final class VampPrior implements Prior {
  private static final Initialiser NORMAL = Noise::normal;

  private final Map<Modality, Parameter> pseudo = new LinkedHashMap<>();
  private final @Nullable Parameter conditions;
  private final int count;

  /**
   * Declares the pseudo-inputs, drawn from N(0, 1) before the sigmoid.
   *
   * @param path of the prior in the recipe, for the error
   * @throws InputException when a modality is made of tokens
   */
  public VampPrior(Schema schema, int count, Parameters parameters, String path) {
    this.count = count;
    for (Modality modality : schema.modalities()) {
      if (modality.kind() == Modality.Kind.TOKENS) {
        throw InputException.of(
            path,
            "for modalities of numbers, of which pseudo-inputs can be made",
            "vamp with the tokens of '" + modality.name() + "'",
            "write prior: {kind: mixture}");
      }
      pseudo.put(
          modality,
          parameters.declare(modality.name(), NORMAL, Tensors.prepend(modality.sizes(), count)));
    }
    this.conditions =
        schema.conditions().isEmpty()
            ? null
            : parameters.declare("condition", NORMAL, count, schema.conditions().size());
  }

  @Override
  public MixtureDistribution of(@Nullable Tensor condition, Function<Batch, Distribution> encode) {
    return flat(encode.apply(pseudoInputs()));
  }

  /** What is encoded: every modality of every pseudo-input. */
  public Batch pseudoInputs() {
    Map<String, Observation> observations = new LinkedHashMap<>();
    pseudo.forEach(
        (modality, raw) ->
            observations.put(modality.name(), Observation.of(value(modality, raw.tensor()))));
    Tensor any = pseudo.values().iterator().next().tensor();
    Tensor ids =
        Tensors.of(LongStream.range(0, count).toArray(), count).to(any.device(), ScalarType.Long);
    return new Batch(observations, conditions == null ? null : conditions.tensor(), null, ids);
  }

  private static Tensor value(Modality modality, Tensor raw) {
    return switch (modality.kind()) {
      case IMAGE, ATTRIBUTES -> raw.sigmoid();
      case VECTOR, AUDIO, TOKENS -> raw;
    };
  }

  /** Rows and components of q as the components of one mixture. */
  private MixtureDistribution flat(Distribution q) {
    double each = -Math.log(count);
    if (q instanceof MixtureDistribution mixture) {
      // (component, pseudo-input, latent): weights sum to 1 over components for each pseudo-input
      return new MixtureDistribution(
          mixture.components().map(p -> p.flatten(0, 1)),
          Tensors.plus(mixture.logWeights(), each).flatten(0, 1));
    }
    if (q instanceof Factorised rows) {
      Tensor like = rows.mean();
      return new MixtureDistribution(
          rows, Tensors.scalar(each, like).expand(new long[] {like.size(0)}));
    }
    throw InputException.of(
        "model.prior",
        "one that no posterior makes, beside a posterior without weighted components",
        "vamp beside a " + q.getClass().getSimpleName(),
        "write fusion: mixture, or another prior");
  }

  @Override
  public boolean closedForm() {
    return false;
  }

  /** {@code kind: vamp}. */
  public static final class Provider implements PriorProvider {
    record Options(String kind, int pseudoInputs) {
      Options {
        if (pseudoInputs < 1) {
          throw InputException.of(
              "pseudo_inputs", "at least 1", pseudoInputs, "write pseudo_inputs: 500");
        }
      }
    }

    @Override
    public String name() {
      return "vamp";
    }

    @Override
    public Prior create(PriorContext context) {
      Options o = context.settings().read(Options.class, new Options(name(), 500));
      return new VampPrior(
          context.schema(),
          o.pseudoInputs(),
          context.parameters().child("pseudo"),
          context.settings().path());
    }
  }
}
