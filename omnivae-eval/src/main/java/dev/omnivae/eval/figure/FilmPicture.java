package dev.omnivae.eval.figure;

import dev.omnivae.eval.latent.Colouring;
import dev.omnivae.eval.projection.Points;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Point2D;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;

/**
 * Frames of a film: what the decoders show, beside the map with the point that moves. The names of
 * the classes stand where their codes are.
 */
public final class FilmPicture {
  public static final int WIDTH = 820;
  public static final int HEIGHT = 540;
  private static final int MARGIN = 16;
  private static final int SCREEN = 320;
  private static final int MAP = 450;
  private static final int TOP = 48;
  private static final int MOST_NAMES = 16;
  private static final int TRAIL = 14;
  private static final Color WAY = Palette.translucent(Palette.INK, 90);
  private static final Font WORDS = new Font(Font.SANS_SERIF, Font.PLAIN, 17);

  private final BufferedImage background =
      new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
  private final Point2D[] places;

  /**
   * A place where the way stops.
   *
   * @param frame where the point is then
   */
  public record Stop(String label, int frame) {}

  /**
   * All that stays the same.
   *
   * @param map {@code (point, 2)}
   * @param axes what the map is, in a few words
   * @param way of the moving point, {@code (frame, 2)}, closed
   */
  public FilmPicture(
      String title, Points map, String axes, Colouring colouring, Points way, List<Stop> stops) {
    Graphics2D graphics = on(background);
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, WIDTH, HEIGHT);
    graphics.setColor(Palette.INK);
    Lettering.draw(graphics, title, Lettering.TITLE, MARGIN, MARGIN - 2);
    Rectangle frame = new Rectangle(WIDTH - MARGIN - MAP, TOP, MAP, MAP);
    Lettering.draw(
        graphics, axes, Lettering.SMALL, frame.x, TOP - Lettering.height(Lettering.SMALL) - 3);
    Scatter scatter = new Scatter(graphics, frame, List.of(map, way));
    scatter.points(map, colouring, new int[map.size()]);
    places = new Point2D[way.size()];
    for (int i = 0; i < places.length; i++) {
      places[i] = scatter.at(way.at(i, 0), way.at(i, 1));
    }
    drawWay(graphics);
    if (colouring instanceof Colouring.Classes classes
        && classes.names().size() <= MOST_NAMES
        && classes.names().size() > 1) {
      names(graphics, scatter, map, classes);
    }
    for (Stop stop : stops) {
      Point2D at = places[stop.frame()];
      graphics.setColor(Palette.INK);
      graphics.setStroke(new BasicStroke(1.5f));
      graphics.draw(new Ellipse2D.Double(at.getX() - 5, at.getY() - 5, 10, 10));
      halo(graphics, stop.label(), Lettering.SMALL, Palette.INK, at.getX() + 8, at.getY() - 16);
    }
    graphics.dispose();
  }

  private void drawWay(Graphics2D graphics) {
    Path2D path = new Path2D.Double();
    path.moveTo(places[0].getX(), places[0].getY());
    for (Point2D place : places) {
      path.lineTo(place.getX(), place.getY());
    }
    path.closePath();
    graphics.setColor(WAY);
    graphics.setStroke(new BasicStroke(1.2f));
    graphics.draw(path);
  }

  private static void names(
      Graphics2D graphics, Scatter scatter, Points map, Colouring.Classes classes) {
    for (int c = 0; c < classes.names().size(); c++) {
      float[] x = new float[map.size()];
      float[] y = new float[map.size()];
      int count = 0;
      for (int i = 0; i < map.size(); i++) {
        if (classes.of()[i] == c) {
          x[count] = map.at(i, 0);
          y[count++] = map.at(i, 1);
        }
      }
      if (count > 0) {
        Arrays.sort(x, 0, count);
        Arrays.sort(y, 0, count);
        Point2D at = scatter.at(x[count / 2], y[count / 2]);
        String name = classes.names().get(c);
        halo(
            graphics,
            name,
            Lettering.TITLE,
            Palette.of(c).darker(),
            at.getX() - Lettering.width(name, Lettering.TITLE) / 2.0,
            at.getY() - Lettering.height(Lettering.TITLE) / 2.0);
      }
    }
  }

  /** Words readable over anything. */
  private static void halo(
      Graphics2D graphics, String words, Font font, Color colour, double left, double top) {
    int x = (int) Math.round(Math.min(left, WIDTH - MARGIN - Lettering.width(words, font)));
    int y = (int) Math.round(Math.max(TOP, top));
    graphics.setColor(Color.WHITE);
    for (int dx = -2; dx <= 2; dx++) {
      for (int dy = -2; dy <= 2; dy++) {
        Lettering.draw(graphics, words, font, x + dx, y + dy);
      }
    }
    graphics.setColor(colour);
    Lettering.draw(graphics, words, font, x, y);
  }

  /**
   * One frame.
   *
   * @param panels what the modalities show
   * @param frame where the point is on its way
   * @param caption a line below
   */
  public BufferedImage draw(List<Panel> panels, int frame, String caption) {
    BufferedImage picture = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = on(picture);
    graphics.drawImage(background, 0, 0, null);
    graphics.setColor(Palette.INK);
    Lettering.draw(graphics, caption, Lettering.SMALL, MARGIN, TOP + MAP + 10);
    int columns = panels.size() == 1 ? 1 : panels.size() <= 4 ? 2 : 3;
    int rows = (panels.size() + columns - 1) / columns;
    int label = Lettering.height(Lettering.SMALL) + 4;
    int side = Math.min(SCREEN / columns - 10, MAP / rows - label - 8);
    int top = TOP + (MAP - rows * (side + label + 8)) / 2;
    for (int p = 0; p < panels.size(); p++) {
      int x = MARGIN + p % columns * (SCREEN / columns);
      int y = top + p / columns * (side + label + 8);
      graphics.setColor(Palette.INK);
      Lettering.draw(graphics, panels.get(p).modality(), Lettering.SMALL, x, y);
      panel(graphics, panels.get(p), x, y + label, side);
    }
    point(graphics, frame);
    graphics.dispose();
    return picture;
  }

  private static void panel(Graphics2D graphics, Panel panel, int x, int y, int side) {
    BufferedImage image = panel.picture();
    if (image == null) {
      int line = Lettering.height(WORDS);
      List<String> lines = TextCells.wrapped(panel.words(), side, WORDS);
      for (int i = 0; i < lines.size() && (i + 1) * line <= side; i++) {
        Lettering.draw(graphics, lines.get(i), WORDS, x, y + i * line);
      }
      return;
    }
    int longest = Math.max(image.getWidth(), image.getHeight());
    double fitting = (double) side / longest;
    double scale = fitting < 1 ? fitting : Math.floor(fitting); // whole pixels
    graphics.drawImage(
        image,
        x,
        y,
        (int) Math.round(scale * image.getWidth()),
        (int) Math.round(scale * image.getHeight()),
        null);
  }

  /** The point, and where it has just been. */
  private void point(Graphics2D graphics, int frame) {
    for (int back = TRAIL; back > 0; back--) {
      Point2D at = places[Math.floorMod(frame - back, places.length)];
      double radius = 4.5 * (TRAIL - back + 1) / (TRAIL + 1);
      graphics.setColor(Palette.translucent(Palette.INK, 30 + 120 * (TRAIL - back) / TRAIL));
      graphics.fill(
          new Ellipse2D.Double(at.getX() - radius, at.getY() - radius, 2 * radius, 2 * radius));
    }
    Point2D at = places[frame];
    graphics.setColor(Color.WHITE);
    graphics.fill(new Ellipse2D.Double(at.getX() - 8, at.getY() - 8, 16, 16));
    graphics.setColor(new Color(0xD00000));
    graphics.fill(new Ellipse2D.Double(at.getX() - 6, at.getY() - 6, 12, 12));
  }

  private static Graphics2D on(BufferedImage picture) {
    Graphics2D graphics = picture.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
    return graphics;
  }
}
