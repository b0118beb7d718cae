package dev.omnivae.core.train;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Observation;
import dev.omnivae.core.batch.Samples;
import dev.omnivae.core.distribution.Distribution;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.model.Latents;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.objective.Loss;
import dev.omnivae.core.objective.Objective;
import dev.omnivae.core.objective.Step;
import dev.omnivae.core.objective.Term;
import dev.omnivae.core.state.Initialiser;
import dev.omnivae.core.state.Parameter;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.core.state.Parameters;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/** A linear VAE of a few numbers: enough to train, with noise, in no time. */
final class TinyVae implements Model {
  static final int WIDTH = 6;
  static final int LATENT = 2;

  private final ParameterStore store;
  final Parameter encoder;
  final Parameter decoder;
  private final Map<String, Tensor> buffers = new LinkedHashMap<>();

  TinyVae(ParameterStore store) {
    this.store = store;
    Parameters modality = store.root().child("modality").child("a");
    encoder = modality.child("encoder").declare("weight", Initialiser.fanIn(WIDTH), WIDTH, LATENT);
    decoder = modality.child("decoder").declare("weight", Initialiser.fanIn(LATENT), LATENT, WIDTH);
  }

  /** Gives it something to keep beside its parameters. */
  TinyVae withBuffer(Tensor buffer) {
    buffers.put("codebook", buffer);
    return this;
  }

  @Override
  public Map<String, Tensor> state() {
    return buffers;
  }

  @Override
  public List<Modality> modalities() {
    return List.of(new Modality("a", Modality.Kind.VECTOR, List.of((long) WIDTH)));
  }

  @Override
  public ParameterStore parameters() {
    return store;
  }

  @Override
  public Latents infer(Batch given, long draws, Noise noise) {
    throw new UnsupportedOperationException("training does not ask this");
  }

  @Override
  public Latents fromPrior(long count, @Nullable Tensor condition, Noise noise) {
    throw new UnsupportedOperationException("training does not ask this");
  }

  @Override
  public Distribution decode(
      String modality, Latents latents, @Nullable Tensor condition, Noise noise) {
    throw new UnsupportedOperationException("training does not ask this");
  }

  @Override
  public Tensor logJoint(Latents latents, Batch x) {
    throw new UnsupportedOperationException("training does not ask this");
  }

  @Override
  public Tensor logProposal(Latents latents, Batch given) {
    throw new UnsupportedOperationException("training does not ask this");
  }

  /** Its ELBO up to constants, with unit posterior variance; counts its calls in training. */
  static final class Elbo implements Objective<TinyVae> {
    private double calls;

    /** At this step the term named {@code kl} turns NaN; -1 for never. */
    long nanAt = -1;

    /** Scale of what is drawn. */
    double noise = 1;

    /** Is told of every training step before it moves anything. */
    LongConsumer watch = step -> {};

    @Override
    public Loss of(Step<TinyVae> step) {
      TinyVae model = step.model();
      Tensor x = step.batch().of("a").value(); // (batch, WIDTH)
      Tensor mean = x.matmul(model.encoder.tensor()); // (batch, LATENT)
      Tensor drawn = step.noise().stream("z").normal(mean, mean.size(0), LATENT);
      Tensor z = mean.add(Tensors.times(drawn, noise));
      Tensor error = z.matmul(model.decoder.tensor()).sub(x);
      Tensor reconstruction = Tensors.times(Tensors.sum(error.mul(error), -1), 0.5);
      Tensor kl = Tensors.times(Tensors.sum(mean.mul(mean), -1), 0.5);
      if (step.training()) {
        calls++;
        watch.accept(step.clock().step());
        if (step.clock().step() == nanAt) {
          kl = Tensors.times(kl, Double.NaN);
        }
      }
      return new Loss(
          List.of(new Term("reconstruction", reconstruction, 1), new Term("kl", kl, 0.5)),
          reconstruction.add(kl).neg().detach(),
          Map.of("calls", Tensors.scalar(calls, kl.detach())));
    }

    @Override
    public Class<TinyVae> models() {
      return TinyVae.class;
    }

    @Override
    public Map<String, Double> scalars() {
      return Map.of("calls", calls);
    }

    @Override
    public void restore(Map<String, Double> scalars) {
      calls = scalars.getOrDefault("calls", 0.0);
    }
  }

  /** Vectors along one direction, with noise; the same for the same seed. */
  static Samples samples(long size, long seed) {
    float[] values = new float[Math.toIntExact(size) * WIDTH];
    java.util.Random random = new java.util.Random(seed);
    for (int i = 0; i < size; i++) {
      double along = random.nextGaussian();
      for (int j = 0; j < WIDTH; j++) {
        values[i * WIDTH + j] = (float) (along * (j + 1) / 3 + 0.1 * random.nextGaussian());
      }
    }
    return new Samples() {
      @Override
      public List<Modality> modalities() {
        return List.of(new Modality("a", Modality.Kind.VECTOR, List.of((long) WIDTH)));
      }

      @Override
      public long size() {
        return size;
      }

      @Override
      public Batch gather(long epoch, long[] positions) {
        float[] chosen = new float[positions.length * WIDTH];
        for (int i = 0; i < positions.length; i++) {
          System.arraycopy(values, Math.toIntExact(positions[i]) * WIDTH, chosen, i * WIDTH, WIDTH);
        }
        Tensor value = Tensors.of(chosen, positions.length, WIDTH);
        return new Batch(
            Map.of("a", Observation.of(value)),
            null,
            null,
            Tensors.of(positions, positions.length));
      }
    };
  }

  static Tensor codebook(double value) {
    return Tensors.full(value, ScalarType.Float, 3);
  }
}
