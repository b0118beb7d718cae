package dev.omnivae.app.picture;

import dev.omnivae.core.batch.Modality;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;

/**
 * Panels of images side by side, each a grid in the same order, so that what belongs together
 * stands at the same place of every panel.
 */
public final class Mosaic {
  private static final int COLUMNS = 8;
  private static final int SCALE = 2;
  private static final int GAP = 2;
  private static final int BETWEEN = 12;
  private static final int MOST = 128;

  private final List<Panel> panels = new ArrayList<>();

  private record Panel(Modality modality, List<float[]> images) {}

  /** Adds a panel; of many images the first are shown. */
  public void add(Modality modality, List<float[]> images) {
    panels.add(new Panel(modality, images.subList(0, Math.min(MOST, images.size()))));
  }

  /** The picture as PNG. */
  public byte[] png() {
    int width = BETWEEN;
    int height = 0;
    for (Panel panel : panels) {
      width += columns(panel) * cell(panel, 2) + BETWEEN;
      height = Math.max(height, rows(panel) * cell(panel, 1));
    }
    BufferedImage picture =
        new BufferedImage(width, height + 2 * BETWEEN, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = picture.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, picture.getWidth(), picture.getHeight());
    int left = BETWEEN;
    for (Panel panel : panels) {
      for (int i = 0; i < panel.images().size(); i++) {
        int x = left + i % columns(panel) * cell(panel, 2);
        int y = BETWEEN + i / columns(panel) * cell(panel, 1);
        BufferedImage image = Png.image(panel.images().get(i), 0, panel.modality());
        graphics.drawImage(image, x, y, image.getWidth() * SCALE, image.getHeight() * SCALE, null);
      }
      left += columns(panel) * cell(panel, 2) + BETWEEN;
    }
    graphics.dispose();
    return Png.bytes(picture);
  }

  private static int columns(Panel panel) {
    return Math.max(1, Math.min(COLUMNS, panel.images().size()));
  }

  private static int rows(Panel panel) {
    return (panel.images().size() + COLUMNS - 1) / COLUMNS;
  }

  /** Pixels from one image to the next along an axis of (channel, height, width). */
  private static int cell(Panel panel, int axis) {
    return Math.toIntExact(panel.modality().shape().get(axis)) * SCALE + GAP;
  }
}
