package dev.omnivae.data.generate;

/** What the camera sees around the digits: wall, plate, shadow, light, blur, noise. */
final class Scene {
  /**
   * Colours of one scene, red, green, blue in [0, 1].
   *
   * @param wall behind everything
   * @param plate a sign the digits may be mounted on
   * @param ink of the digits
   */
  @SuppressWarnings("ArrayRecordComponent") // a colour; never compared
  record Paint(float[] wall, float[] plate, float[] ink) {
    /** Colours whose plate and ink differ in lightness by {@code contrast}, either way round. */
    static Paint roll(Dice dice, double contrast) {
      double ground = dice.uniform(0.08, 0.92);
      boolean lighter = dice.chance(0.5);
      if (lighter ? ground + contrast > 0.97 : ground - contrast < 0.03) {
        lighter = !lighter;
      }
      double ink = Math.max(0.02, Math.min(0.98, ground + (lighter ? contrast : -contrast)));
      float[] wall = tinted(dice, ground);
      float[] plate = tinted(dice, Math.max(0.05, Math.min(0.95, ground + dice.normal(0, 0.04))));
      return new Paint(wall, plate, tinted(dice, ink));
    }

    /** Brick, wood and sand more often than sky and slate, those more often than the rest. */
    private static double hue(Dice dice) {
      double kind = dice.uniform();
      if (kind < 0.5) {
        return dice.normal(-0.35, 0.3);
      }
      return kind < 0.8 ? dice.normal(2.4, 0.35) : dice.uniform(0, 2 * Math.PI);
    }

    private static float[] tinted(Dice dice, double lightness) {
      double saturation = dice.chance(0.15) ? dice.uniform(0.2, 0.55) : dice.uniform(0, 0.2);
      double hue = hue(dice);
      float[] colour = new float[3];
      for (int c = 0; c < 3; c++) {
        double swing = saturation * Math.cos(hue + 2 * Math.PI * c / 3);
        colour[c] = (float) Math.max(0, Math.min(1, lightness * (1 + swing)));
      }
      return colour;
    }
  }

  private final int size;
  private final float[][] channels;

  Scene(int size) {
    this.size = size;
    this.channels = new float[3][size * size];
  }

  /** Wall: a colour, coarse stains, sometimes siding or mortar lines and a post at the side. */
  void wall(float[] colour, Dice dice) {
    float[] stains = coarse(dice, 3 + dice.below(4));
    double strength = dice.uniform(0.02, 0.16);
    boolean lined = dice.chance(0.35);
    double period = dice.uniform(5, 12);
    double phase = dice.uniform(0, period);
    double tilt = dice.normal(0, 0.08);
    boolean upright = dice.chance(0.3);
    double depth = dice.uniform(-0.22, 0.12);
    boolean post = dice.chance(0.25);
    double edge = dice.chance(0.5) ? dice.uniform(1, 6) : -dice.uniform(size - 6, size - 1);
    double postLight = dice.uniform(0.55, 1.4);
    for (int row = 0; row < size; row++) {
      for (int column = 0; column < size; column++) {
        int i = row * size + column;
        double value = 1 + strength * stains[i];
        if (lined) {
          double across = upright ? column + tilt * row : row + tilt * column;
          double along = Math.floorMod((long) Math.floor(across + phase), (long) period);
          value *= along < 1 ? 1 + depth : 1;
        }
        if (post && (edge > 0 ? column < edge : column > -edge)) {
          value *= postLight;
        }
        for (int c = 0; c < 3; c++) {
          channels[c][i] = (float) (colour[c] * value);
        }
      }
    }
  }

  /** A plate behind the digits, its borders inside the picture or not. */
  void plate(float[] colour, Dice dice) {
    double left = dice.uniform(-8, 5);
    double right = size - dice.uniform(-8, 5);
    double top = dice.uniform(-4, 4);
    double bottom = size - dice.uniform(-4, 4);
    double rim = dice.uniform(0.6, 1.25);
    for (int row = 0; row < size; row++) {
      for (int column = 0; column < size; column++) {
        double inside =
            Math.min(Math.min(column - left, right - column), Math.min(row - top, bottom - row));
        if (inside > 0) {
          for (int c = 0; c < 3; c++) {
            channels[c][row * size + column] = (float) (colour[c] * (inside < 1.2 ? rim : 1));
          }
        }
      }
    }
  }

  /** The shadow raised digits cast on the wall. */
  void shadowOf(Mask letters, Dice dice) {
    int right = dice.below(5) - 2;
    int down = 1 + dice.below(2);
    double dark = dice.uniform(0.15, 0.5);
    for (int row = 0; row < size; row++) {
      for (int column = 0; column < size; column++) {
        int fromRow = row - down;
        int fromColumn = column - right;
        if (fromRow >= 0 && fromColumn >= 0 && fromColumn < size) {
          double shade = 1 - dark * letters.cover[fromRow * size + fromColumn];
          for (float[] channel : channels) {
            channel[row * size + column] *= (float) shade;
          }
        }
      }
    }
  }

  /** The digits themselves, their paint not quite even. */
  void letters(Mask letters, float[] ink, Dice dice) {
    float[] wear = coarse(dice, 4);
    double strength = dice.uniform(0, 0.12);
    for (int i = 0; i < size * size; i++) {
      float a = letters.cover[i];
      double paint = 1 + strength * wear[i];
      for (int c = 0; c < 3; c++) {
        channels[c][i] = (float) (channels[c][i] * (1 - a) + ink[c] * paint * a);
      }
    }
  }

  /** Something thin in front of the number: a twig, a cable. */
  void twig(Dice dice) {
    Mask mask = new Mask(size, size);
    double y0 = dice.uniform(0, size);
    double y1 = dice.uniform(0, size);
    boolean upright = dice.chance(0.5);
    double radius = dice.uniform(0.4, 1.3);
    if (upright) {
      mask.segment(y0, -2, y1, size + 2.0, radius, 1, Mask.Tip.ROUND);
    } else {
      mask.segment(-2, y0, size + 2.0, y1, radius, 1, Mask.Tip.ROUND);
    }
    float[] colour = Paint.tinted(dice, dice.uniform(0.05, 0.9));
    for (int i = 0; i < size * size; i++) {
      for (int c = 0; c < 3; c++) {
        channels[c][i] += (colour[c] - channels[c][i]) * mask.cover[i];
      }
    }
  }

  /** Light falling across the scene, sometimes with the edge of a shadow. */
  void light(Dice dice) {
    double dx = dice.normal(0, 0.008);
    double dy = dice.normal(0, 0.008);
    boolean shaded = dice.chance(0.25);
    double angle = dice.uniform(0, 2 * Math.PI);
    double where = dice.normal(0, 8);
    double shade = dice.uniform(0.5, 0.85);
    double cos = Math.cos(angle);
    double sin = Math.sin(angle);
    for (int row = 0; row < size; row++) {
      for (int column = 0; column < size; column++) {
        double x = column - size / 2.0;
        double y = row - size / 2.0;
        double value = 1 + dx * x + dy * y;
        if (shaded) {
          double in = Math.max(0, Math.min(1, (x * cos + y * sin - where) / 2 + 0.5));
          value *= 1 - (1 - shade) * in;
        }
        for (float[] channel : channels) {
          channel[row * size + column] *= (float) value;
        }
      }
    }
  }

  /** Gaussian blur, borders repeated. */
  void blur(double deviation) {
    int reach = (int) Math.ceil(2.5 * deviation);
    float[] kernel = new float[2 * reach + 1];
    float sum = 0;
    for (int k = -reach; k <= reach; k++) {
      kernel[k + reach] = (float) Math.exp(-0.5 * k * k / (deviation * deviation));
      sum += kernel[k + reach];
    }
    float[] rows = new float[size * size];
    for (float[] channel : channels) {
      for (int row = 0; row < size; row++) {
        for (int column = 0; column < size; column++) {
          float value = 0;
          for (int k = -reach; k <= reach; k++) {
            int from = Math.max(0, Math.min(size - 1, column + k));
            value += kernel[k + reach] * channel[row * size + from];
          }
          rows[row * size + column] = value / sum;
        }
      }
      for (int row = 0; row < size; row++) {
        for (int column = 0; column < size; column++) {
          float value = 0;
          for (int k = -reach; k <= reach; k++) {
            int from = Math.max(0, Math.min(size - 1, row + k));
            value += kernel[k + reach] * rows[from * size + column];
          }
          channel[row * size + column] = value / sum;
        }
      }
    }
  }

  /** Exposure, colour cast and sensor noise, into bytes. */
  void expose(Dice dice, byte[] pixels, int offset) {
    double exposure = dice.uniform(0.85, 1.12);
    double haze = dice.uniform(0, 0.1);
    double noise = dice.uniform(0.004, 0.03);
    for (int c = 0; c < 3; c++) {
      double gain = exposure * dice.uniform(0.94, 1.06);
      for (int i = 0; i < size * size; i++) {
        // Sum of three uniforms: near enough a normal, and quick.
        double grain = (dice.uniform() + dice.uniform() + dice.uniform() - 1.5) * 2 * noise;
        double value = haze + (1 - haze) * gain * channels[c][i] + grain;
        pixels[offset + c * size * size + i] =
            (byte) Math.round(255 * Math.max(0, Math.min(1, value)));
      }
    }
  }

  /** Smooth noise in [-1, 1]: a grid of random values, interpolated. */
  private float[] coarse(Dice dice, int cells) {
    double[] grid = new double[(cells + 1) * (cells + 1)];
    for (int i = 0; i < grid.length; i++) {
      grid[i] = dice.uniform(-1, 1);
    }
    float[] noise = new float[size * size];
    for (int row = 0; row < size; row++) {
      double y = (double) row * cells / size;
      int top = (int) y;
      double fy = y - top;
      for (int column = 0; column < size; column++) {
        double x = (double) column * cells / size;
        int left = (int) x;
        double fx = x - left;
        int corner = top * (cells + 1) + left;
        noise[row * size + column] =
            (float)
                ((1 - fy) * ((1 - fx) * grid[corner] + fx * grid[corner + 1])
                    + fy * ((1 - fx) * grid[corner + cells + 1] + fx * grid[corner + cells + 2]));
      }
    }
    return noise;
  }
}
