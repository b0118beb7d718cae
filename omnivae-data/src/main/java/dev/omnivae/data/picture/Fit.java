package dev.omnivae.data.picture;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Nearest;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How a picture of any shape becomes one of a given shape. */
public enum Fit {
  /** Its largest part of that shape around its centre. */
  CROP {
    @Override
    Placement place(int height, int width, int toHeight, int toWidth) {
      double scale = Math.min((double) height / toHeight, (double) width / toWidth);
      double high = toHeight * scale;
      double wide = toWidth * scale;
      return new Placement(
          (height - high) / 2, (width - wide) / 2, high, wide, 0, 0, toHeight, toWidth);
    }
  },

  /** The whole of it, centred, its shape kept; what is left over shows the ground. */
  PAD {
    @Override
    Placement place(int height, int width, int toHeight, int toWidth) {
      double scale = Math.max((double) height / toHeight, (double) width / toWidth);
      int high = (int) Math.max(1, Math.min(toHeight, Math.round(height / scale)));
      int wide = (int) Math.max(1, Math.min(toWidth, Math.round(width / scale)));
      return new Placement(
          0, 0, height, width, (toHeight - high) / 2, (toWidth - wide) / 2, high, wide);
    }
  },

  /** The whole of it, its shape not kept. */
  STRETCH {
    @Override
    Placement place(int height, int width, int toHeight, int toWidth) {
      return new Placement(0, 0, height, width, 0, 0, toHeight, toWidth);
    }
  };

  /**
   * Which part of a picture goes where.
   *
   * @param top of the part, in pixels of the picture; so left, high and wide
   * @param toTop where it goes, in pixels of the result; so toLeft, toHigh and toWide
   */
  record Placement(
      double top,
      double left,
      double high,
      double wide,
      int toTop,
      int toLeft,
      int toHigh,
      int toWide) {}

  /** The placement of a picture of one size in one of another. */
  abstract Placement place(int height, int width, int toHeight, int toWidth);

  /**
   * The one of that name.
   *
   * @throws InputException naming the nearest when there is none
   */
  public static Fit of(String name) {
    List<String> names = Arrays.stream(values()).map(Fit::key).toList();
    if (!names.contains(name)) {
      throw new InputException(
          "fit must be a known way, got '%s'; %s".formatted(name, Nearest.hint(name, names)));
    }
    return valueOf(name.toUpperCase(Locale.ROOT));
  }

  /** As it stands in recipes. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
