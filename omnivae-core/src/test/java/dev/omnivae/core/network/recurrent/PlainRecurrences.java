package dev.omnivae.core.network.recurrent;

import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.core.testing.Toy;

/** The recurrences of one sequence in plain Java, number by number, from their formulas. */
final class PlainRecurrences {
  private final ParameterStore store;

  PlainRecurrences(ParameterStore store) {
    this.store = store;
  }

  private double[] p(String path) {
    return Tensors.doubles(Toy.parameter(store, path).tensor());
  }

  double[][] lstm(double[][] x, int width) {
    double[] wi = p("weight_ih");
    double[] wh = p("weight_hh");
    double[] bi = p("bias_ih");
    double[] bh = p("bias_hh");
    double[] h = new double[width];
    double[] c = new double[width];
    double[][] out = new double[x.length][];
    for (int t = 0; t < x.length; t++) {
      double[] next = new double[width];
      for (int j = 0; j < width; j++) {
        double[] g = new double[4];
        for (int gate = 0; gate < 4; gate++) {
          int row = gate * width + j;
          g[gate] = bi[row] + bh[row] + dot(wi, row, x[t]) + dot(wh, row, h);
        }
        c[j] = sigmoid(g[1]) * c[j] + sigmoid(g[0]) * Math.tanh(g[2]);
        next[j] = sigmoid(g[3]) * Math.tanh(c[j]);
      }
      h = next;
      out[t] = h;
    }
    return out;
  }

  double[][] gru(double[][] x, int width) {
    double[] wi = p("weight_ih");
    double[] wh = p("weight_hh");
    double[] bi = p("bias_ih");
    double[] bh = p("bias_hh");
    double[] h = new double[width];
    double[][] out = new double[x.length][];
    for (int t = 0; t < x.length; t++) {
      double[] next = new double[width];
      for (int j = 0; j < width; j++) {
        double[] in = new double[3];
        double[] rec = new double[3];
        for (int gate = 0; gate < 3; gate++) {
          int row = gate * width + j;
          in[gate] = bi[row] + dot(wi, row, x[t]);
          rec[gate] = bh[row] + dot(wh, row, h);
        }
        double r = sigmoid(in[0] + rec[0]);
        double u = sigmoid(in[1] + rec[1]);
        double n = Math.tanh(in[2] + r * rec[2]);
        next[j] = (1 - u) * n + u * h[j];
      }
      h = next;
      out[t] = h;
    }
    return out;
  }

  double[][] convolution(double[][] x, String at) {
    double[] w = p(at + "weight");
    double[] b = p(at + "bias");
    double[][] out = new double[x.length][b.length];
    for (int t = 0; t < x.length; t++) {
      for (int j = 0; j < b.length; j++) {
        out[t][j] = b[j];
        for (int k = 0; k < 4; k++) {
          if (t - 3 + k >= 0) {
            out[t][j] += w[j * 4 + k] * x[t - 3 + k][j];
          }
        }
      }
    }
    return out;
  }

  /** Without the stabiliser: plain exponentials, which these small gates bear. */
  double[][] slstm(double[][] x, int width, int heads) {
    int d = width / heads;
    double[][] conv = convolution(x, "conv.");
    double[] fromConv = p("convolved.weight"); // (head, 2 d, d): i, f
    double[] fromX = p("plain.weight"); // (head, 2 d, d): z, o
    double[] r = p("recurrent"); // (head, d, 4 d)
    double[] b = p("bias"); // (head, 4 d)
    double[] scale = p("norm.weight");
    double[] h = new double[width];
    double[] c = new double[width];
    double[] n = new double[width];
    double[][] out = new double[x.length][width];
    for (int t = 0; t < x.length; t++) {
      double[] next = new double[width];
      for (int j = 0; j < width; j++) {
        int head = j / d;
        double[] gate = new double[4];
        for (int g = 0; g < 4; g++) {
          int row = g * d + j % d;
          gate[g] = b[head * 4 * d + row];
          for (int k = 0; k < d; k++) {
            double in = g < 2 ? swish(conv[t][head * d + k]) : x[t][head * d + k];
            double[] w = g < 2 ? fromConv : fromX;
            int of = (g % 2) * d + j % d;
            gate[g] += w[(head * 2 * d + of) * d + k] * in;
            gate[g] += r[(head * d + k) * 4 * d + row] * h[head * d + k];
          }
        }
        double i = Math.exp(gate[0]);
        double f = sigmoid(gate[1]);
        c[j] = f * c[j] + i * Math.tanh(gate[2]);
        n[j] = f * n[j] + i;
        next[j] = sigmoid(gate[3]) * c[j] / n[j];
      }
      h = next;
      out[t] = normed(h, heads, scale);
    }
    return out;
  }

  /**
   * One head, without the stabiliser: the denominator is max(|n q|, 1), to which the program's 1e-6
   * is added in units of exp(m).
   */
  static double[][] memory(double[][] q, double[][] k, double[][] v, double[] rawI, double[] rawF) {
    int d = q[0].length;
    double[][] c = new double[d][d];
    double[] n = new double[d];
    double m = Double.NEGATIVE_INFINITY;
    double[][] out = new double[q.length][d];
    for (int t = 0; t < q.length; t++) {
      double i = Math.exp(rawI[t]);
      double f = sigmoid(rawF[t]);
      m = Math.max(Math.log(f) + m, rawI[t]);
      double product = 0;
      for (int a = 0; a < d; a++) {
        n[a] = f * n[a] + i * k[t][a] / Math.sqrt(d);
        product += n[a] * q[t][a];
        for (int b = 0; b < d; b++) {
          c[a][b] = f * c[a][b] + i * k[t][a] * v[t][b] / Math.sqrt(d);
        }
      }
      double denominator = Math.max(Math.abs(product), 1) + 1e-6 * Math.exp(m);
      for (int b = 0; b < d; b++) {
        for (int a = 0; a < d; a++) {
          out[t][b] += c[a][b] * q[t][a] / denominator;
        }
      }
    }
    return out;
  }

  double[][] mlstm(double[][] x, int width, int heads) {
    int inner = (int) Xlstm.widened(width, 2);
    int d = inner / heads;
    double[] up = p("up.weight");
    double[][] u = new double[x.length][inner];
    double[][] z = new double[x.length][inner];
    for (int t = 0; t < x.length; t++) {
      for (int j = 0; j < inner; j++) {
        u[t][j] = dot(up, j, x[t]);
        z[t][j] = dot(up, inner + j, x[t]);
      }
    }
    double[][] c = convolution(u, "conv.");
    for (double[] row : c) {
      for (int j = 0; j < inner; j++) {
        row[j] = swish(row[j]);
      }
    }
    double[][] q = blockwise(p("query.weight"), c);
    double[][] k = blockwise(p("key.weight"), c);
    double[][] v = blockwise(p("value.weight"), u);
    double[][] read = new double[x.length][inner];
    for (int head = 0; head < heads; head++) {
      double[][] h =
          memory(
              part(q, head * d, d),
              part(k, head * d, d),
              part(v, head * d, d),
              gate(head, q, k, v),
              gate(heads + head, q, k, v));
      for (int t = 0; t < x.length; t++) {
        System.arraycopy(h[t], 0, read[t], head * d, d);
      }
    }
    double[] skip = p("skip");
    double[] down = p("down.weight");
    double[][] out = new double[x.length][width];
    for (int t = 0; t < x.length; t++) {
      double[] gated = normed(read[t], heads, p("norm.weight"));
      for (int j = 0; j < inner; j++) {
        gated[j] = (gated[j] + skip[j] * c[t][j]) * swish(z[t][j]);
      }
      for (int j = 0; j < width; j++) {
        out[t][j] = dot(down, j, gated);
      }
    }
    return out;
  }

  private double[] gate(int row, double[][] q, double[][] k, double[][] v) {
    double[] w = p("gates.weight");
    double[] b = p("gates.bias");
    int inner = q[0].length;
    double[] out = new double[q.length];
    for (int t = 0; t < q.length; t++) {
      double[] all = new double[3 * inner];
      System.arraycopy(q[t], 0, all, 0, inner);
      System.arraycopy(k[t], 0, all, inner, inner);
      System.arraycopy(v[t], 0, all, 2 * inner, inner);
      out[t] = b[row] + dot(w, row, all);
    }
    return out;
  }

  private static double[][] blockwise(double[] w, double[][] x) {
    double[][] out = new double[x.length][x[0].length];
    for (int t = 0; t < x.length; t++) {
      for (int j = 0; j < x[0].length; j++) {
        for (int k = 0; k < 4; k++) {
          out[t][j] += w[j * 4 + k] * x[t][j / 4 * 4 + k]; // (block, out, in)
        }
      }
    }
    return out;
  }

  private static double[][] part(double[][] x, int from, int count) {
    double[][] out = new double[x.length][count];
    for (int t = 0; t < x.length; t++) {
      System.arraycopy(x[t], from, out[t], 0, count);
    }
    return out;
  }

  private static double[] normed(double[] x, int heads, double[] scale) {
    int d = x.length / heads;
    double[] out = new double[x.length];
    for (int head = 0; head < heads; head++) {
      double mean = 0;
      double square = 0;
      for (int k = 0; k < d; k++) {
        mean += x[head * d + k] / d;
      }
      for (int k = 0; k < d; k++) {
        square += Math.pow(x[head * d + k] - mean, 2) / d;
      }
      for (int k = 0; k < d; k++) {
        int j = head * d + k;
        out[j] = (x[j] - mean) / Math.sqrt(square + 1e-5) * (1 + scale[j]);
      }
    }
    return out;
  }

  private static double dot(double[] matrix, int row, double[] x) {
    double sum = 0;
    for (int k = 0; k < x.length; k++) {
      sum += matrix[row * x.length + k] * x[k];
    }
    return sum;
  }

  private static double swish(double x) {
    return x * sigmoid(x);
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }
}
