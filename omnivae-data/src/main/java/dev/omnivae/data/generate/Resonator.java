package dev.omnivae.data.generate;

/**
 * A formant: a recursive filter of two poles.
 *
 * <pre>{@code
 * y[n] = A x[n] + B y[n-1] + C y[n-2]
 * C = -exp(-2π b T),   B = 2 exp(-π b T) cos(2π f T),   A = 1 - B - C
 * }</pre>
 *
 * <p>of frequency f and bandwidth b. Klatt, Software for a cascade/parallel formant synthesizer,
 * JASA 1980, equation 2.
 */
final class Resonator {
  private final double bandwidth;
  private final double rate;
  private double a = 1;
  private double b;
  private double c;
  private double last;
  private double beforeLast;

  Resonator(double bandwidth, double rate) {
    this.bandwidth = bandwidth;
    this.rate = rate;
  }

  void tune(double hertz) {
    c = -Math.exp(-2 * Math.PI * bandwidth / rate);
    b = 2 * Math.exp(-Math.PI * bandwidth / rate) * Math.cos(2 * Math.PI * hertz / rate);
    a = 1 - b - c;
  }

  double next(double x) {
    double y = a * x + b * last + c * beforeLast;
    beforeLast = last;
    last = y;
    return y;
  }
}
