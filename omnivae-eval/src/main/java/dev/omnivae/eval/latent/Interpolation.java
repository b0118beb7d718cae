package dev.omnivae.eval.latent;

import java.util.Locale;

/** Ways from one code to another. */
public enum Interpolation {
  /** Straight: {@code (1 - s) a + s b}. */
  LINEAR {
    @Override
    public double[] between(double[] a, double[] b, double s, double[] centre) {
      double[] point = new double[a.length];
      for (int d = 0; d < point.length; d++) {
        point[d] = (1 - s) * a[d] + s * b[d];
      }
      return point;
    }
  },

  /**
   * Around a centre, by Shoemake's slerp: the angle grows evenly, the distance from the centre goes
   * straight from one to the other, so that codes of equal norm keep it. Codes of many dimensions
   * lie on a shell, and a straight way leads through its emptiness.
   *
   * <pre>{@code
   * u = a - c, v = b - c, cos ω = u·v / |u||v|
   * c + ((1 - s)|u| + s|v|) (sin((1 - s) ω) u/|u| + sin(s ω) v/|v|) / sin ω
   * }</pre>
   *
   * <p>Straight where the angle is 0 or 180 degrees: there is no one arc.
   */
  SPHERICAL {
    @Override
    public double[] between(double[] a, double[] b, double s, double[] centre) {
      double uu = 0;
      double vv = 0;
      double uv = 0;
      for (int d = 0; d < a.length; d++) {
        uu += (a[d] - centre[d]) * (a[d] - centre[d]);
        vv += (b[d] - centre[d]) * (b[d] - centre[d]);
        uv += (a[d] - centre[d]) * (b[d] - centre[d]);
      }
      double u = Math.sqrt(uu);
      double v = Math.sqrt(vv);
      double cosine = u * v > 0 ? Math.max(-1, Math.min(1, uv / (u * v))) : 1;
      double sine = Math.sqrt(1 - cosine * cosine);
      if (sine < 1e-6) {
        return LINEAR.between(a, b, s, centre);
      }
      double angle = Math.acos(cosine);
      double norm = (1 - s) * u + s * v;
      double ofA = norm * Math.sin((1 - s) * angle) / (sine * u);
      double ofB = norm * Math.sin(s * angle) / (sine * v);
      double[] point = new double[a.length];
      for (int d = 0; d < point.length; d++) {
        point[d] = centre[d] + ofA * (a[d] - centre[d]) + ofB * (b[d] - centre[d]);
      }
      return point;
    }
  };

  /** The point at s from 0, a, to 1, b. */
  public abstract double[] between(double[] a, double[] b, double s, double[] centre);

  /** As it stands in names of files. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
