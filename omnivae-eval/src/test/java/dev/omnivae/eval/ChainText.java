package dev.omnivae.eval;

import dev.omnivae.core.batch.Vocabulary;
import dev.omnivae.core.distribution.Distribution;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.network.text.Generation;
import dev.omnivae.core.network.text.TextDistribution;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Texts whose every token depends on the one before it alone, by one of two tables: a code above
 * one half follows the second.
 *
 * @param tables probabilities, {@code [table][token before][token]}
 * @param z {@code (draw, batch, 1)}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ChainText(double[][][] tables, Vocabulary vocabulary, int length, Tensor z)
    implements TextDistribution {

  private double[][] table(int row) {
    return tables[Tensors.floats(z)[row] > 0.5 ? 1 : 0];
  }

  /** Texts {@code (batch, token)} alone. */
  @Override
  public Tensor logProb(Tensor x, @Nullable Tensor known) {
    long[] ids = Tensors.longs(x);
    float[] codes = Tensors.floats(z);
    double[] log = new double[codes.length];
    for (int row = 0; row < codes.length; row++) {
      double[][] table = tables[codes[row] > 0.5 ? 1 : 0];
      int from = row * length % ids.length; // draws lead
      int before = vocabulary.bos();
      for (int t = 0; t < length && ids[from + t] != vocabulary.pad(); t++) {
        int id = (int) ids[from + t];
        log[row] += Math.log(table[before][id]);
        before = id;
      }
    }
    return Tensors.of(log, z.size(0), z.size(1));
  }

  @Override
  public Tensor likeliest(Tensor x, @Nullable Tensor known) {
    long[] ids = Tensors.longs(x);
    long[] best = new long[ids.length];
    for (int i = 0; i < ids.length; i++) {
      int before = i % length == 0 ? vocabulary.bos() : (int) ids[i - 1];
      best[i] = best(table(i / length)[before]);
    }
    return Tensors.of(best, 1, z.size(1), length);
  }

  @Override
  public Tensor mean() {
    int rows = (int) z.numel();
    long[] written = new long[rows * length]; // padding is 0
    for (int row = 0; row < rows; row++) {
      int before = vocabulary.bos();
      for (int t = 0; t < length && before != vocabulary.eos(); t++) {
        before = best(table(row)[before]);
        written[row * length + t] = before;
      }
    }
    return Tensors.of(written, z.size(0), z.size(1), length);
  }

  private static int best(double[] probabilities) {
    int best = 0;
    for (int id = 1; id < probabilities.length; id++) {
      best = probabilities[id] > probabilities[best] ? id : best;
    }
    return best;
  }

  @Override
  public Tensor generate(Generation how, Noise draw, long draws) {
    throw new UnsupportedOperationException("not asked");
  }

  @Override
  public Tensor sample(Noise noise, long draws) {
    throw new UnsupportedOperationException("not asked");
  }

  @Override
  public boolean reparameterised() {
    return false;
  }

  @Override
  public Distribution map(UnaryOperator<Tensor> f) {
    throw new UnsupportedOperationException("not asked");
  }
}
