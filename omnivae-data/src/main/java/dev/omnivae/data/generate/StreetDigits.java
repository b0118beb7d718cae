package dev.omnivae.data.generate;

import dev.omnivae.core.batch.Modality;
import java.util.List;

/**
 * Street-sign-like digits, colour 32x32, a stand-in for SVHN: a house number photographed. The
 * labelled digit stands in the middle; its neighbours, in the same lettering, are cut by the
 * borders. Lettering, wall, plate, light, blur, contrast and colour vary.
 */
public final class StreetDigits implements DigitDrawer {
  static final int SIZE = 32;

  @Override
  public Modality modality() {
    return Modality.image("street", 3, SIZE, SIZE);
  }

  @Override
  public int version() {
    return 2;
  }

  @Override
  public List<String> factors() {
    return List.of(
        "typeface", "height", "thickness", "rotation", "contrast", "blur", "left", "right");
  }

  @Override
  public float[] draw(int digit, Dice dice, byte[] pixels, int offset) {
    Lettering lettering = Lettering.roll(dice);
    int left = dice.chance(0.45) ? dice.below(10) : -1;
    int right = dice.chance(0.45) ? dice.below(10) : -1;
    Mask letters = new Mask(SIZE, SIZE);
    lettering.draw(letters, digit, 0);
    double gap = lettering.width() * 0.6 + 2 * lettering.radius() + dice.uniform(1, 4.5);
    if (left >= 0) {
      lettering.draw(letters, left, -gap);
    }
    if (right >= 0) {
      lettering.draw(letters, right, gap);
    }

    double contrast = 0.2 + 0.55 * Math.pow(dice.uniform(), 1.1);
    Scene.Paint paint = Scene.Paint.roll(dice, contrast);
    Scene scene = new Scene(SIZE);
    scene.wall(paint.wall(), dice);
    if (dice.chance(0.35)) {
      scene.plate(paint.plate(), dice);
    }
    if (dice.chance(0.3)) {
      scene.shadowOf(letters, dice);
    }
    scene.letters(letters, paint.ink(), dice);
    if (dice.chance(0.08)) {
      scene.twig(dice);
    }
    scene.light(dice);
    double blur = 0.35 + 0.95 * Math.pow(dice.uniform(), 1.5);
    scene.blur(blur);
    scene.expose(dice, pixels, offset);
    return new float[] {
      lettering.face(),
      (float) lettering.height(),
      (float) lettering.radius(),
      (float) lettering.rotation(),
      (float) contrast,
      (float) blur,
      left,
      right
    };
  }
}
