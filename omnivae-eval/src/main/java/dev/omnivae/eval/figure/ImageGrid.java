package dev.omnivae.eval.figure;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Pictures in rows and columns under a title, each enlarged by a whole factor so that pixels stay
 * pixels.
 */
public final class ImageGrid {
  private static final int MARGIN = 14;
  private static final int GAP = 4;
  private static final Color INK = new Color(0x222222);
  private static final Color EMPTY = new Color(0xEEEEEE);

  private final String title;
  private final int side;
  private final List<Row> rows = new ArrayList<>();
  private List<String> headings = List.of();

  private record Row(String label, List<BufferedImage> images) {}

  /**
   * An empty grid.
   *
   * @param side about how large a picture is to be drawn, in pixels
   */
  public ImageGrid(String title, int side) {
    this.title = title;
    this.side = side;
  }

  /** Texts above the columns. */
  public ImageGrid headings(List<String> texts) {
    headings = List.copyOf(texts);
    return this;
  }

  /** Pictures below the last row. */
  public ImageGrid row(String label, List<BufferedImage> images) {
    rows.add(new Row(label, List.copyOf(images)));
    return this;
  }

  /** Draws everything and writes it as PNG. */
  public void write(Path path) {
    Png.write(draw(), path);
  }

  /** Draws everything. */
  public BufferedImage draw() {
    int columns = rows.stream().mapToInt(row -> row.images.size()).max().orElse(0);
    int cellWidth = headings.stream().mapToInt(ImageGrid::headingWidth).max().orElse(0);
    int labelWidth = 0;
    int gridHeight = 0;
    for (Row row : rows) {
      labelWidth = Math.max(labelWidth, Lettering.width(row.label, Lettering.SMALL));
      gridHeight += height(row) + GAP;
      for (BufferedImage image : row.images) {
        cellWidth = Math.max(cellWidth, image.getWidth() * scale(image));
      }
    }
    int left = MARGIN + (labelWidth == 0 ? 0 : labelWidth + 10);
    int headingTop = MARGIN + Lettering.height(Lettering.TITLE) + 8;
    int top = headingTop + (headings.isEmpty() ? 0 : Lettering.height(Lettering.SMALL) + 4);
    int width =
        Math.max(
            left + columns * (cellWidth + GAP) - GAP + MARGIN,
            2 * MARGIN + Lettering.width(title, Lettering.TITLE));
    BufferedImage picture =
        new BufferedImage(width, top + gridHeight - GAP + MARGIN, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = picture.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, picture.getWidth(), picture.getHeight());
    graphics.setColor(INK);
    Lettering.draw(graphics, title, Lettering.TITLE, MARGIN, MARGIN);
    for (int c = 0; c < headings.size(); c++) {
      String text = headings.get(c);
      int centre = left + c * (cellWidth + GAP) + cellWidth / 2;
      int x = centre - Lettering.width(text, Lettering.SMALL) / 2;
      Lettering.draw(graphics, text, Lettering.SMALL, x, headingTop);
    }
    int y = top;
    for (Row row : rows) {
      drawRow(graphics, row, left, y, cellWidth, columns);
      y += height(row) + GAP;
    }
    graphics.dispose();
    return picture;
  }

  private void drawRow(Graphics2D graphics, Row row, int left, int y, int cellWidth, int columns) {
    int height = height(row);
    int text = y + (height - Lettering.height(Lettering.SMALL)) / 2;
    graphics.setColor(INK);
    Lettering.draw(graphics, row.label, Lettering.SMALL, MARGIN, text);
    for (int c = 0; c < columns; c++) {
      int x = left + c * (cellWidth + GAP);
      if (c < row.images.size()) {
        BufferedImage image = row.images.get(c);
        int drawnWidth = image.getWidth() * scale(image);
        int drawnHeight = image.getHeight() * scale(image);
        graphics.drawImage(
            image,
            x + (cellWidth - drawnWidth) / 2,
            y + (height - drawnHeight) / 2,
            drawnWidth,
            drawnHeight,
            null);
      } else {
        graphics.setColor(EMPTY);
        graphics.fillRect(x, y, cellWidth, height);
      }
    }
  }

  private int height(Row row) {
    return row.images.stream().mapToInt(i -> i.getHeight() * scale(i)).max().orElse(0);
  }

  private int scale(BufferedImage image) {
    return Math.max(1, side / Math.max(image.getWidth(), image.getHeight()));
  }

  private static int headingWidth(String text) {
    return Lettering.width(text, Lettering.SMALL) + 4;
  }
}
