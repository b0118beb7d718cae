package dev.omnivae.eval.probe;

import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.eval.latent.Standardiser;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Multinomial logistic regression on standardised codes, trained to the end: the most a linear
 * classifier can read, whatever the scale of the codes.
 *
 * <pre>{@code minimise  -1/n Σ log softmax(W x + b)[label] + RIDGE/2 |W, b|²}</pre>
 *
 * <p>By L-BFGS (Nocedal and Wright 2006, algorithm 7.4) with backtracking. The ridge keeps
 * separable classes from growing W for ever.
 */
public final class ConvergedProbe {
  private static final double RIDGE = 1e-5;
  private static final int ITERATIONS = 200;
  private static final int MEMORY = 10;
  private static final double GRADIENT_TOLERANCE = 1e-5;
  private static final double SUFFICIENT_DECREASE = 1e-4;
  private static final double LEAST_STEP = 1e-8;

  private final Tensor x;
  private final Tensor target;

  private ConvergedProbe(Tensor x, Tensor target) {
    this.x = x;
    this.target = target;
  }

  /** Fraction of test codes whose label the classifier finds. */
  public static double accuracy(ProbeCodes probed, int classes) {
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.open()) {
      Tensor codes = probed.train().tensor().to(ScalarType.Double);
      Standardiser standardiser = Standardiser.of(codes);
      Tensor weights = weights(standardiser.apply(codes), probed.train().labelTensor(), classes);
      Tensor tests = standardiser.apply(probed.test().tensor().to(ScalarType.Double));
      return PublishedProbe.agreement(withOne(tests).matmul(weights), probed.test().labels());
    }
  }

  /**
   * The fitted weights.
   *
   * @param features {@code (sample, feature)} float64, standardised
   * @param labels {@code (sample)} int64
   * @return {@code (feature + 1, class)}, the last row the intercepts; for two classes log odds are
   *     the difference of the columns
   */
  public static Tensor weights(Tensor features, Tensor labels, int classes) {
    Tensor target = torch.one_hot(labels, classes).to(ScalarType.Double);
    return new ConvergedProbe(withOne(features), target).fit();
  }

  private Tensor fit() {
    Tensor w = Tensors.zeros(ScalarType.Double, x.size(1), target.size(1));
    Deque<Tensor[]> memory = new ArrayDeque<>();
    Tensor gradient = gradient(w);
    double value = value(w);
    for (int i = 0; i < ITERATIONS; i++) {
      if (Tensors.item(gradient.abs().max()) < GRADIENT_TOLERANCE) {
        break;
      }
      Tensor direction = direction(gradient, memory);
      double slope = Tensors.item(direction.mul(gradient).sum());
      double step = memory.isEmpty() ? 1 / Math.max(1, Math.sqrt(-slope)) : 1;
      Tensor next = w.add(direction.mul(new Scalar(step)));
      double nextValue = value(next);
      while (nextValue > value + SUFFICIENT_DECREASE * step * slope && step > LEAST_STEP) {
        step /= 2;
        next = w.add(direction.mul(new Scalar(step)));
        nextValue = value(next);
      }
      Tensor nextGradient = gradient(next);
      Tensor s = next.sub(w);
      Tensor y = nextGradient.sub(gradient);
      if (Tensors.item(s.mul(y).sum()) > 0) {
        memory.addLast(new Tensor[] {s, y});
        if (memory.size() > MEMORY) {
          memory.removeFirst();
        }
      }
      w = next;
      gradient = nextGradient;
      value = nextValue;
    }
    return w;
  }

  /** Minus the inverse Hessian, as remembered, times the gradient: the two-loop recursion. */
  private static Tensor direction(Tensor gradient, Deque<Tensor[]> memory) {
    Tensor q = gradient;
    double[] alpha = new double[memory.size()];
    int i = memory.size();
    for (Iterator<Tensor[]> newest = memory.descendingIterator(); newest.hasNext(); ) {
      Tensor[] pair = newest.next();
      alpha[--i] = dot(pair[0], q) / dot(pair[0], pair[1]);
      q = q.sub(pair[1].mul(new Scalar(alpha[i])));
    }
    if (!memory.isEmpty()) {
      Tensor[] last = memory.getLast();
      q = q.mul(new Scalar(dot(last[0], last[1]) / dot(last[1], last[1])));
    }
    for (Tensor[] pair : memory) {
      double beta = dot(pair[1], q) / dot(pair[0], pair[1]);
      q = q.add(pair[0].mul(new Scalar(alpha[i++] - beta)));
    }
    return q.neg();
  }

  private double value(Tensor w) {
    try (Scope scope = Scope.open()) {
      Tensor logSoftmax = x.matmul(w).log_softmax(1);
      double fit = -dot(logSoftmax, target) / x.size(0);
      return fit + RIDGE / 2 * dot(w, w);
    }
  }

  private Tensor gradient(Tensor w) {
    try (Scope scope = Scope.open()) {
      Tensor error = x.matmul(w).softmax(1).sub(target);
      Tensor fit = x.t().matmul(error).div(new Scalar((double) x.size(0)));
      return scope.keep(fit.add(w.mul(new Scalar(RIDGE))));
    }
  }

  private static double dot(Tensor a, Tensor b) {
    return Tensors.item(a.mul(b).sum());
  }

  private static Tensor withOne(Tensor codes) {
    Tensor ones = Tensors.full(1, ScalarType.Double, codes.size(0), 1);
    return Tensors.cat(java.util.List.of(codes, ones), 1);
  }
}
