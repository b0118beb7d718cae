package dev.omnivae.benchmarks;

import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.EmbeddingImpl;
import org.bytedeco.pytorch.GRUImpl;
import org.bytedeco.pytorch.GRUOptions;
import org.bytedeco.pytorch.LSTMImpl;
import org.bytedeco.pytorch.LSTMOptions;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A VAE over texts as one writes it on the binding alone: torch::nn modules, libtorch's own Adam,
 * one pointer scope a step. Embeddings of 64, one recurrent layer of 128 each in encoder and
 * decoder, a normal code of 20 dimensions beside every token. All texts have the same length, so
 * that nothing is masked.
 */
final class BareTextVae {
  private static final long EMBEDDING = 64;
  private static final long HIDDEN = 128;
  private static final long LATENT = 20;
  private static final long BOS = 1;

  private final Tensor ids;
  private final long vocabulary;
  private final EmbeddingImpl reads;
  private final EmbeddingImpl writes;
  private final Recurrent encoder;
  private final Recurrent decoder;
  private final LinearImpl heads = new LinearImpl(HIDDEN, 2 * LATENT);
  private final LinearImpl out;
  private final Adam adam;

  /** {@code (batch, token, in)} to {@code (batch, token, HIDDEN)}. */
  private interface Recurrent {
    Module module();

    Tensor forward(Tensor x);
  }

  /** One layer of torch::nn::LSTM. */
  private record Lstm(LSTMImpl module) implements Recurrent {
    static Lstm of(long in) {
      LSTMOptions options = new LSTMOptions(in, HIDDEN);
      options.batch_first().put(true);
      return new Lstm(new LSTMImpl(options));
    }

    @Override
    public Tensor forward(Tensor x) {
      return module.forward(x).get0();
    }
  }

  /** One layer of torch::nn::GRU. */
  private record Gru(GRUImpl module) implements Recurrent {
    static Gru of(long in) {
      GRUOptions options = new GRUOptions(in, HIDDEN);
      options.batch_first().put(true);
      return new Gru(new GRUImpl(options));
    }

    @Override
    public Tensor forward(Tensor x) {
      return module.forward(x).get0();
    }
  }

  private BareTextVae(Tensor ids, long vocabulary, Recurrent encoder, Recurrent decoder) {
    this.ids = ids;
    this.vocabulary = vocabulary;
    this.encoder = encoder;
    this.decoder = decoder;
    this.reads = new EmbeddingImpl(vocabulary, EMBEDDING);
    this.writes = new EmbeddingImpl(vocabulary, EMBEDDING);
    this.out = new LinearImpl(HIDDEN, vocabulary);
    TensorVector all = new TensorVector();
    for (Module module : List.of(reads, writes, encoder.module(), decoder.module(), heads, out)) {
      TensorVector parameters = module.parameters();
      for (long i = 0; i < parameters.size(); i++) {
        all.push_back(parameters.get(i));
      }
    }
    this.adam = new Adam(all, new AdamOptions(1e-3));
  }

  /** Over int64 {@code (batch, token)}. */
  static BareTextVae lstm(Tensor ids, long vocabulary) {
    return new BareTextVae(ids, vocabulary, Lstm.of(EMBEDDING), Lstm.of(EMBEDDING + LATENT));
  }

  /** Over int64 {@code (batch, token)}. */
  static BareTextVae gru(Tensor ids, long vocabulary) {
    return new BareTextVae(ids, vocabulary, Gru.of(EMBEDDING), Gru.of(EMBEDDING + LATENT));
  }

  void step() {
    try (PointerScope scope = new PointerScope()) {
      long batch = ids.size(0);
      long tokens = ids.size(1);
      Tensor last = encoder.forward(reads.forward(ids)).select(1, tokens - 1);
      Tensor raw = heads.forward(last);
      Tensor mean = raw.narrow(1, 0, LATENT);
      Tensor logVar = raw.narrow(1, LATENT, LATENT);
      Tensor z = mean.add(logVar.mul(new Scalar(0.5)).exp().mul(torch.randn_like(mean)));

      Tensor bos =
          torch.full(new long[] {batch, 1}, new Scalar(BOS), new TensorOptions(ScalarType.Long));
      Tensor before = torch.cat(new TensorVector(bos, ids.narrow(1, 0, tokens - 1)), 1);
      Tensor beside = z.unsqueeze(1).expand(batch, tokens, LATENT);
      Tensor input = torch.cat(new TensorVector(writes.forward(before), beside), -1);
      Tensor logits = out.forward(decoder.forward(input));
      Tensor perToken = torch.cross_entropy_loss(logits.view(-1, vocabulary), ids.view(-1));
      Tensor kl = mean.square().add(logVar.exp()).sub(logVar).sub(new Scalar(1)).sum();
      Tensor loss = perToken.mul(new Scalar((double) tokens)).add(kl.mul(new Scalar(0.5 / batch)));
      adam.zero_grad();
      loss.backward();
      adam.step();
    }
  }
}
