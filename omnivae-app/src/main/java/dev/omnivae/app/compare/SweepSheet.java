package dev.omnivae.app.compare;

import dev.omnivae.app.picture.Png;
import dev.omnivae.app.run.RunFiles;
import dev.omnivae.core.state.AtomicFiles;
import dev.omnivae.eval.figure.Figures;
import dev.omnivae.eval.figure.Lettering;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;

/**
 * {@code sheet.png} of a sweep: a row for each setting, in it reconstructions, draws from the prior
 * and the map of the latent space, as the first seed's run drew them.
 */
public final class SweepSheet {
  private static final int HEIGHT = 380;
  private static final int GAP = 14;
  private static final Color INK = new Color(0x222222);

  private SweepSheet() {}

  private record Row(String name, List<BufferedImage> pictures) {}

  /** Writes the sheet of the runs that are there; nothing where none has pictures. */
  public static void write(Comparison comparison, Path out) {
    List<Row> rows = new ArrayList<>();
    for (Comparison.Entry entry : comparison.entries()) {
      List<BufferedImage> pictures = pictures(comparison.firstRun(entry, out));
      if (!pictures.isEmpty()) {
        rows.add(new Row(entry.name(), pictures));
      }
    }
    if (!rows.isEmpty()) {
      RunFiles.write(out.resolve("sheet.png"), Png.bytes(draw(rows)));
    }
  }

  private static List<BufferedImage> pictures(Path run) {
    List<Path> files = new ArrayList<>();
    for (String kind : List.of("reconstructions", "prior-")) {
      Figures.of(run).stream()
          .filter(figure -> figure.file().startsWith(kind))
          .forEach(figure -> files.add(Figures.file(run, figure)));
    }
    files.add(map(run));
    return files.stream().filter(Files::isRegularFile).map(file -> scaled(read(file))).toList();
  }

  /** Where {@code omnivae explore} puts the map that is shown. */
  public static Path map(Path run) {
    return run.resolve("explore").resolve("map-pca.png");
  }

  private static BufferedImage read(Path file) {
    try {
      return ImageIO.read(file.toFile());
    } catch (IOException e) {
      throw AtomicFiles.failed(file, e);
    }
  }

  private static BufferedImage scaled(BufferedImage image) {
    int height = Math.min(HEIGHT, image.getHeight());
    int width = Math.max(1, image.getWidth() * height / image.getHeight());
    BufferedImage scaled = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = scaled.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    graphics.drawImage(image, 0, 0, width, height, Color.WHITE, null);
    graphics.dispose();
    return scaled;
  }

  private static BufferedImage draw(List<Row> rows) {
    int title = Lettering.height(Lettering.TITLE) + GAP / 2;
    int width = GAP;
    int height = GAP;
    for (Row row : rows) {
      width = Math.max(width, GAP + row.pictures.stream().mapToInt(p -> p.getWidth() + GAP).sum());
      height += title + height(row) + GAP;
    }
    BufferedImage sheet = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = sheet.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, width, height);
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    int y = GAP;
    for (Row row : rows) {
      graphics.setColor(INK);
      Lettering.draw(graphics, row.name, Lettering.TITLE, GAP, y);
      int x = GAP;
      for (BufferedImage picture : row.pictures) {
        graphics.drawImage(picture, x, y + title, null);
        x += picture.getWidth() + GAP;
      }
      y += title + height(row) + GAP;
    }
    graphics.dispose();
    return sheet;
  }

  private static int height(Row row) {
    return row.pictures.stream().mapToInt(BufferedImage::getHeight).max().orElse(0);
  }
}
