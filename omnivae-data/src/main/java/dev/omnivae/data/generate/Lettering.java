package dev.omnivae.data.generate;

/**
 * How the digits of one house number are set: typeface, pen, size, and the plane they lie in.
 *
 * @param height of a digit in pixels
 * @param width of 100 units across, in pixels
 * @param radius half the stroke's width in pixels
 * @param contrast how much thinner strokes across are than strokes down, 0 to 1
 * @param rotation of the line of digits, radians
 * @param slant of the digits
 * @param perspective how much smaller the right end is than the left, per pixel
 */
record Lettering(
    int face,
    Mask.Tip tip,
    double height,
    double width,
    double radius,
    double contrast,
    double softness,
    double rotation,
    double slant,
    double perspective,
    double centreX,
    double centreY) {

  static Lettering roll(Dice dice) {
    int face = dice.below(Typefaces.ALL.size());
    double height = dice.uniform(15.5, 26);
    boolean square = face == 2 ? dice.chance(0.8) : dice.chance(0.25);
    return new Lettering(
        face,
        square ? Mask.Tip.SQUARE : Mask.Tip.ROUND,
        height,
        height * dice.uniform(0.72, 1.12),
        height * dice.uniform(0.05, 0.105),
        face == 3 || dice.chance(0.2) ? dice.uniform(0.2, 0.6) : 0,
        dice.uniform(0.9, 1.4),
        dice.normal(0, 0.08),
        dice.chance(0.2) ? dice.uniform(0.1, 0.35) : dice.normal(0, 0.06),
        dice.normal(0, 0.006),
        StreetDigits.SIZE / 2.0 + dice.normal(0, 0.9),
        StreetDigits.SIZE / 2.0 + dice.normal(0, 0.9));
  }

  /** Draws a digit whose centre stands {@code right} pixels to the right of the middle. */
  void draw(Mask mask, int digit, double right) {
    double cos = Math.cos(rotation);
    double sin = Math.sin(rotation);
    for (Polyline course : Typefaces.ALL.get(face).get(digit)) {
      Polyline line =
          course.map(
              (xy, i) -> {
                double up = (xy[i + 1] - 50) / 100 * height;
                double across = (xy[i] - 30) / 100 * width - slant * up + right;
                double nearness = 1 - perspective * across;
                xy[i] = centreX + nearness * (cos * across - sin * up);
                xy[i + 1] = centreY + nearness * (sin * across + cos * up);
              });
      for (int i = 1; i < line.points(); i++) {
        double dx = line.x(i) - line.x(i - 1);
        double dy = line.y(i) - line.y(i - 1);
        double flat = Math.abs(dx) / Math.max(1e-9, Math.hypot(dx, dy));
        mask.segment(
            line.x(i - 1),
            line.y(i - 1),
            line.x(i),
            line.y(i),
            radius * (1 - contrast * flat),
            softness,
            tip);
      }
    }
  }
}
