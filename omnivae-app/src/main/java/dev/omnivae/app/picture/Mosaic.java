package dev.omnivae.app.picture;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.eval.figure.Lettering;
import dev.omnivae.eval.figure.TextCells;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows of panels of images and texts side by side, each a grid in the same order, so that what
 * belongs together stands at the same place of every panel. Above each panel stands what it shows.
 */
public final class Mosaic {
  private static final int COLUMNS = 8;
  private static final int SCALE = 2;
  private static final int GAP = 2;
  private static final int BETWEEN = 12;
  private static final int MOST = 128;
  private static final Color INK = new Color(0x222222);

  private final List<List<Panel>> rows = new ArrayList<>();
  private boolean complete = true;

  private record Panel(String label, List<BufferedImage> pictures, int scale) {}

  /**
   * Adds a panel to the row; of many images the first are shown.
   *
   * @param label what it shows
   */
  public void add(String label, Modality modality, List<float[]> images) {
    add(label, first(images).stream().map(i -> Png.image(i, 0, modality)).toList(), SCALE);
  }

  /** The same of texts. */
  public void add(String label, List<String> texts) {
    add(label, TextCells.of(first(texts)), 1);
  }

  private void add(String label, List<BufferedImage> pictures, int scale) {
    if (complete) {
      rows.add(new ArrayList<>());
      complete = false;
    }
    rows.get(rows.size() - 1).add(new Panel(label, pictures, scale));
  }

  private static <T> List<T> first(List<T> all) {
    return all.subList(0, Math.min(MOST, all.size()));
  }

  /** What is added from now on stands below. */
  public void nextRow() {
    complete = true;
  }

  /** The picture as PNG. */
  public byte[] png() {
    int width = BETWEEN;
    int height = BETWEEN;
    for (List<Panel> row : rows) {
      width = Math.max(width, BETWEEN + row.stream().mapToInt(Mosaic::width).sum());
      height += height(row);
    }
    BufferedImage picture =
        new BufferedImage(width, Math.max(height, 2 * BETWEEN), BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = picture.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, picture.getWidth(), picture.getHeight());
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    int top = BETWEEN;
    for (List<Panel> row : rows) {
      int left = BETWEEN;
      for (Panel panel : row) {
        draw(graphics, panel, left, top);
        left += width(panel);
      }
      top += height(row);
    }
    graphics.dispose();
    return Png.bytes(picture);
  }

  private static void draw(Graphics2D graphics, Panel panel, int left, int above) {
    graphics.setColor(INK);
    Lettering.draw(graphics, panel.label(), Lettering.SMALL, left, above);
    int top = above + lettering();
    int scale = panel.scale();
    for (int i = 0; i < panel.pictures().size(); i++) {
      int x = left + i % columns(panel) * cellWidth(panel);
      int y = top + i / columns(panel) * cellHeight(panel);
      BufferedImage image = panel.pictures().get(i);
      graphics.drawImage(image, x, y, image.getWidth() * scale, image.getHeight() * scale, null);
    }
  }

  /** With the gap to the next panel. */
  private static int width(Panel panel) {
    int label = Lettering.width(panel.label(), Lettering.SMALL);
    return Math.max(label, columns(panel) * cellWidth(panel)) + BETWEEN;
  }

  /** With the gap to the next row. */
  private static int height(List<Panel> row) {
    return BETWEEN
        + lettering()
        + row.stream().mapToInt(p -> rows(p) * cellHeight(p)).max().orElse(0);
  }

  /** Height of the line above a panel. */
  private static int lettering() {
    return Lettering.height(Lettering.SMALL) + GAP;
  }

  private static int columns(Panel panel) {
    return Math.max(1, Math.min(COLUMNS, panel.pictures().size()));
  }

  private static int rows(Panel panel) {
    return (panel.pictures().size() + COLUMNS - 1) / COLUMNS;
  }

  /** Pixels from one picture to the next in its row; all of a panel are of one size. */
  private static int cellWidth(Panel panel) {
    return panel.pictures().stream().mapToInt(BufferedImage::getWidth).max().orElse(0)
            * panel.scale()
        + GAP;
  }

  /** The same downwards. */
  private static int cellHeight(Panel panel) {
    return panel.pictures().stream().mapToInt(BufferedImage::getHeight).max().orElse(0)
            * panel.scale()
        + GAP;
  }
}
