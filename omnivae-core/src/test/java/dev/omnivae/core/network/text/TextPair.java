package dev.omnivae.core.network.text;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.config.Extensions;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.distribution.Distribution;
import dev.omnivae.core.distribution.Likelihood;
import dev.omnivae.core.distribution.Likelihoods;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.network.Decoder;
import dev.omnivae.core.network.NetworkContext;
import dev.omnivae.core.network.NetworkProvider;
import dev.omnivae.core.network.Trunk;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.core.testing.Letters;
import dev.omnivae.core.testing.Toy;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Both sides of a small text network in float64 with random parameters, texts and codes for it. */
record TextPair(Trunk trunk, Decoder decoder, ParameterStore store) {
  static final Letters LETTERS = new Letters(8);
  static final int LENGTH = 5;
  static final int CODE = 3;
  static final Modality TEXT = Modality.tokens("text", LENGTH, LETTERS);
  static final Noise PLAIN = Noise.of(1, 0, 0);
  static final long[] ABBA = {4, 5, 5, 4, 2};
  static final long[] C = {6, 2};

  static TextPair of(String name, String encoder, String decoder) {
    ParameterStore store = new ParameterStore();
    NetworkProvider provider = Extensions.of(NetworkProvider.class, "network").get(name);
    Likelihood likelihood = Likelihoods.create("categorical", 1);
    Settings settings = Settings.parse(encoder.replace('\'', '"'));
    Trunk trunk =
        provider.encoder(
            new NetworkContext(TEXT, CODE, store.root().child("e"), settings, likelihood));
    Settings other = Settings.parse(decoder.replace('\'', '"'));
    Decoder d =
        provider.decoder(
            new NetworkContext(TEXT, CODE, store.root().child("d"), other, likelihood), settings);
    Toy.allocate(store, 1);
    try (NoGrad off = NoGrad.open()) {
      Tensor values = store.values();
      values.copy_(Tensors.times(Noise.of(7, 0, 0).normal(values, store.length()), 0.5));
    }
    return new TextPair(trunk, d, store);
  }

  static TextPair small(String name, String teaching) {
    return of(name, small(name), "{" + teaching + "}");
  }

  private static String small(String name) {
    return name.equals("xlstm") ? "{'embedding': 4}" : "{'embedding': 3, 'hidden': 4}";
  }

  Distribution of(Tensor z, Noise noise) {
    return decoder.decode(z, null, noise);
  }

  /** log p(text | z) word by word through the step form. */
  double log(Tensor z, long... ids) {
    TokenDecoder steps = (TokenDecoder) decoder;
    List<Tensor> state = steps.start(z.view(1, -1));
    long last = LETTERS.bos();
    double total = 0;
    for (long id : ids) {
      StepwiseDecoder.Next next = steps.next(Tensors.of(new long[] {last}, 1), state);
      state = next.state();
      total += Tensors.doubles(next.logits().log_softmax(-1))[(int) id];
      last = id;
    }
    return total;
  }

  /** Texts padded to the same length: int64 {@code (text, token)}. */
  static Tensor ids(long[]... texts) {
    long[] flat = new long[texts.length * LENGTH];
    for (int i = 0; i < texts.length; i++) {
      System.arraycopy(texts[i], 0, flat, i * LENGTH, texts[i].length);
    }
    return Tensors.of(flat, texts.length, LENGTH);
  }

  /** True but on padding. */
  static Tensor known(Tensor ids) {
    return ids.ne(new org.bytedeco.pytorch.Scalar(0L));
  }

  /** Codes from N(0, 1): {@code (..., code)}. */
  static Tensor codes(long... shape) {
    long[] all = Arrays.copyOf(shape, shape.length + 1);
    all[shape.length] = CODE;
    return Noise.of(5, 0, 0).normal(Tensors.zeros(ScalarType.Double, 1), all);
  }
}
