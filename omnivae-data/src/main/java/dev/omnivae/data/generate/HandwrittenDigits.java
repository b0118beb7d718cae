package dev.omnivae.data.generate;

import dev.omnivae.core.batch.Modality;
import java.util.ArrayList;
import java.util.List;

/**
 * Handwritten-like digits, grey 28x28, white ink on black as in MNIST: a stroke skeleton in one of
 * several styles, its points jittered, warped, slanted, fitted to a 20x20 box, drawn with a pen
 * whose pressure varies, centred by mass.
 */
public final class HandwrittenDigits implements DigitDrawer {
  static final int SIZE = 28;
  private static final double BOX = 20;

  @Override
  public Modality modality() {
    return Modality.image("handwritten", 1, SIZE, SIZE);
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public List<String> factors() {
    return List.of("style", "slant", "rotation", "thickness", "aspect");
  }

  @Override
  public float[] draw(int digit, Dice dice, byte[] pixels, int offset) {
    List<Skeletons.Skeleton> styles = Skeletons.HANDWRITTEN.get(digit);
    int style = dice.below(styles.size());
    double slant = dice.normal(0.08, 0.2);
    double rotation = dice.normal(0, 0.07);
    double aspect = dice.uniform(0.72, 1.1);
    double thickness = Math.max(0.75, Math.min(2.1, Math.exp(dice.normal(0.2, 0.26))));
    Polyline.Warp hand = hand(dice, slant, rotation, aspect);
    List<Polyline> strokes = new ArrayList<>();
    for (Polyline stroke : styles.get(style).jittered(dice, 2.6)) {
      strokes.add(stroke.map(hand));
    }
    strokes = fitted(strokes, BOX * dice.uniform(0.9, 1.04) - 2 * thickness);
    Mask mask = ink(strokes, thickness, dice);
    centreByMass(
        mask, dice.normal(0, 0.35), dice.normal(0, 0.35), dice.uniform(0.88, 1), pixels, offset);
    return new float[] {style, (float) slant, (float) rotation, (float) thickness, (float) aspect};
  }

  /** Slant, rotation and a smooth elastic warp, about the centre of the 100x100 box. */
  private static Polyline.Warp hand(Dice dice, double slant, double rotation, double aspect) {
    double cos = Math.cos(rotation);
    double sin = Math.sin(rotation);
    double[] wave = new double[8];
    for (int i = 0; i < wave.length; i += 4) {
      wave[i] = dice.normal(0, 3.2);
      wave[i + 1] = dice.uniform(0, 2 * Math.PI);
      wave[i + 2] = dice.uniform(0.02, 0.055);
      wave[i + 3] = dice.uniform(0.02, 0.055);
    }
    return (xy, i) -> {
      double x = xy[i] - 50;
      double y = xy[i + 1] - 50;
      double bentX = x + wave[0] * Math.sin(wave[1] + wave[2] * x + wave[3] * y * 1.7);
      double bentY = y + wave[4] * Math.sin(wave[5] + wave[6] * y + wave[7] * x * 1.7);
      double slanted = aspect * bentX - slant * bentY;
      xy[i] = cos * slanted - sin * bentY;
      xy[i + 1] = sin * slanted + cos * bentY;
    };
  }

  /** Scaled so that the longer side of the bounding box is {@code size}, centred on the image. */
  private static List<Polyline> fitted(List<Polyline> strokes, double size) {
    double left = Double.MAX_VALUE;
    double top = Double.MAX_VALUE;
    double right = -Double.MAX_VALUE;
    double bottom = -Double.MAX_VALUE;
    for (Polyline stroke : strokes) {
      for (int i = 0; i < stroke.points(); i++) {
        left = Math.min(left, stroke.x(i));
        right = Math.max(right, stroke.x(i));
        top = Math.min(top, stroke.y(i));
        bottom = Math.max(bottom, stroke.y(i));
      }
    }
    double scale = size / Math.max(1, Math.max(right - left, bottom - top));
    double midX = (left + right) / 2;
    double midY = (top + bottom) / 2;
    return strokes.stream()
        .map(
            stroke ->
                stroke.map(
                    (xy, i) -> {
                      xy[i] = (xy[i] - midX) * scale + SIZE / 2.0;
                      xy[i + 1] = (xy[i + 1] - midY) * scale + SIZE / 2.0;
                    }))
        .toList();
  }

  private static Mask ink(List<Polyline> strokes, double thickness, Dice dice) {
    Mask mask = new Mask(SIZE, SIZE);
    double softness = dice.uniform(1, 1.7);
    double pressure = dice.uniform(0, 0.28);
    double phase = dice.uniform(0, 2 * Math.PI);
    double pace = dice.uniform(0.1, 0.3);
    int drawn = 0;
    for (Polyline stroke : strokes) {
      for (int i = 1; i < stroke.points(); i++) {
        double radius = thickness * (1 + pressure * Math.sin(phase + pace * drawn++));
        mask.segment(
            stroke.x(i - 1),
            stroke.y(i - 1),
            stroke.x(i),
            stroke.y(i),
            radius,
            softness,
            Mask.Tip.ROUND);
      }
    }
    return mask;
  }

  private static void centreByMass(
      Mask mask, double shiftX, double shiftY, double ink, byte[] pixels, int offset) {
    double mass = 0;
    double sumX = 0;
    double sumY = 0;
    for (int row = 0; row < SIZE; row++) {
      for (int column = 0; column < SIZE; column++) {
        double covered = mask.cover[row * SIZE + column];
        mass += covered;
        sumX += covered * (column + 0.5);
        sumY += covered * (row + 0.5);
      }
    }
    int right = (int) Math.round(SIZE / 2.0 - sumX / mass + shiftX);
    int down = (int) Math.round(SIZE / 2.0 - sumY / mass + shiftY);
    for (int row = 0; row < SIZE; row++) {
      for (int column = 0; column < SIZE; column++) {
        int fromRow = row - down;
        int fromColumn = column - right;
        boolean inside = fromRow >= 0 && fromRow < SIZE && fromColumn >= 0 && fromColumn < SIZE;
        double value = inside ? mask.cover[fromRow * SIZE + fromColumn] * ink : 0;
        pixels[offset + row * SIZE + column] = (byte) Math.round(255 * value);
      }
    }
  }
}
