package dev.omnivae.eval.figure;

import dev.omnivae.core.batch.Observation;
import dev.omnivae.core.batch.Vocabulary;
import dev.omnivae.core.engine.Tensors;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;

/** Texts as pictures, so that they stand in grids beside images. */
public final class TextCells {
  static final int WIDTH = 96;
  private static final Color INK = new Color(0x222222);

  private TextCells() {}

  /** The texts of an observation of tokens, {@code (batch, token)}; empty where unknown. */
  public static List<String> texts(Observation seen, Vocabulary vocabulary) {
    long[] ids = Tensors.longs(seen.value());
    long[] available = seen.available() == null ? new long[0] : Tensors.longs(seen.available());
    int length = (int) seen.value().size(1);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < seen.value().size(0); i++) {
      int[] of = new int[length];
      for (int t = 0; t < length; t++) {
        of[t] = (int) ids[i * length + t];
      }
      texts.add(available.length > 0 && available[i] == 0 ? "" : vocabulary.text(of));
    }
    return texts;
  }

  /** One picture a text, all of the height of the longest. */
  public static List<BufferedImage> of(List<String> texts) {
    List<List<String>> wrapped = texts.stream().map(TextCells::wrapped).toList();
    int lines = wrapped.stream().mapToInt(List::size).max().orElse(0);
    int height = Math.max(1, lines * Lettering.height(Lettering.SMALL));
    return wrapped.stream().map(text -> draw(text, height)).toList();
  }

  private static BufferedImage draw(List<String> lines, int height) {
    BufferedImage image = new BufferedImage(WIDTH, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, WIDTH, height);
    graphics.setColor(INK);
    int y = 0;
    for (String line : lines) {
      int x = Math.max(0, (WIDTH - Lettering.width(line, Lettering.SMALL)) / 2);
      Lettering.draw(graphics, line, Lettering.SMALL, x, y);
      y += Lettering.height(Lettering.SMALL);
    }
    graphics.dispose();
    return image;
  }

  /** Lines no wider than a cell; a longer word stands alone and is cut by the cell. */
  static List<String> wrapped(String text) {
    return wrapped(text, WIDTH, Lettering.SMALL);
  }

  /** Lines no wider than this; a longer word stands alone. */
  static List<String> wrapped(String text, int width, Font font) {
    List<String> lines = new ArrayList<>();
    String line = "";
    for (String word : text.split(" ")) {
      String longer = line.isEmpty() ? word : line + " " + word;
      if (!line.isEmpty() && Lettering.width(longer, font) > width) {
        lines.add(line);
        line = word;
      } else {
        line = longer;
      }
    }
    lines.add(line);
    return lines;
  }
}
