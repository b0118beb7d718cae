package dev.omnivae.core.objective;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.model.NexusVae;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.core.testing.Hierarchies;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** The formula in plain numbers, on the draws of a step. */
final class NexusScalars {
  private static final String[] NAMES = {"a", "b"};

  private final ParameterStore store;
  private final int size;
  private final Map<String, double[][]> x = new LinkedHashMap<>(); // sample, element
  private final Map<String, double[][]> codes = new LinkedHashMap<>();
  private final double[][] z;

  NexusScalars(Run run, Batch batch, long seed) {
    store = run.store();
    size = (int) batch.size();
    NexusVae m = (NexusVae) run.model();
    Noise noise = Noise.of(seed, 0, 0);
    try (NoGrad off = NoGrad.open()) {
      Map<String, Tensor> drawn =
          m.draw(m.encode(batch, noise.stream("experts")), 1, Noise.of(seed, 0, 0));
      drawn.forEach((name, code) -> codes.put(name, rows(code.squeeze(0))));
      for (String name : NAMES) {
        x.put(name, rows(batch.of(name).value()));
      }
      @Nullable Tensor there = batch.available(List.of(NAMES));
      z = rows(m.top(drawn, there).sample(noise.stream("top"), 1).squeeze(0).squeeze(0));
    }
  }

  private double[][] rows(Tensor t) {
    double[][] rows = new double[size][];
    for (int b = 0; b < size; b++) {
      rows[b] = Tensors.doubles(t.select(0, b));
    }
    return rows;
  }

  /** Mean over the batch; β_b is 1 before the warm-up's factor. */
  double bottom(double betaA, double betaB) {
    double total = 0;
    for (String name : NAMES) {
      double beta = name.equals("a") ? betaA : betaB;
      for (int b = 0; b < size; b++) {
        double[] code = of(codes, name)[b];
        double[] raw = affine("modality." + name + ".encoder.heads", of(x, name)[b]);
        double[] mean = affine("modality." + name + ".decoder.out", code);
        for (int i = 0; i < 2; i++) {
          total += Hierarchies.normal(of(x, name)[b][i], mean[i], 2 * Math.log(0.75));
        }
        for (int d = 0; d < code.length; d++) {
          total -= beta * Hierarchies.kl(raw[d], raw[code.length + d], 0, 0);
        }
      }
    }
    return total / size;
  }

  double top(double beta, double gammaA, double gammaB) {
    double total = 0;
    for (int b = 0; b < size; b++) {
      double[] message = new double[2];
      for (String name : NAMES) {
        double[] sent = perceptron("modality." + name + ".message", of(codes, name)[b]);
        message[0] += sent[0] / 2;
        message[1] += sent[1] / 2;
        double[] down = affine("modality." + name + ".down.out", z[b]);
        for (int d = 0; d < down.length; d++) {
          total +=
              (name.equals("a") ? gammaA : gammaB)
                  * Hierarchies.normal(of(codes, name)[b][d], down[d], 0);
        }
      }
      double[] raw = perceptron("joint", message);
      total -= beta * (Hierarchies.kl(raw[0], raw[2], 0, 0) + Hierarchies.kl(raw[1], raw[3], 0, 0));
    }
    return total / size;
  }

  /** Mean squared error of f_m(z) per sample. */
  double[] errors(String name) {
    double[] errors = new double[size];
    for (int b = 0; b < size; b++) {
      double[] down = affine("modality." + name + ".down.out", z[b]);
      for (int d = 0; d < down.length; d++) {
        double error = of(codes, name)[b][d] - down[d];
        errors[b] += error * error / down.length;
      }
    }
    return errors;
  }

  private double[] perceptron(String path, double... in) {
    double[] hidden = affine(path + ".fc1", in);
    for (int i = 0; i < hidden.length; i++) {
      hidden[i] = Math.max(0, hidden[i]);
    }
    return affine(path + ".out", hidden);
  }

  private double[] affine(String path, double... in) {
    return Hierarchies.affine(store, path, in);
  }

  private static double[][] of(Map<String, double[][]> map, String name) {
    return Objects.requireNonNull(map.get(name));
  }
}
