package dev.omnivae.eval.figure;

import dev.omnivae.eval.latent.Colouring;
import dev.omnivae.eval.projection.Points;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.RenderingHints;
import java.awt.geom.Point2D;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A map of codes with its legend: title above, what the colours mean beside, notes below. */
public final class MapPicture {
  private static final int WIDTH = 900;
  private static final int SIDE = 680;
  private static final int MARGIN = 14;
  private static final int SWATCH = 5;
  private static final int MOST_NAMES = 24;
  private static final int BAR_WIDTH = 18;
  private static final int BAR_HEIGHT = 220;

  private final String title;
  private final Points map;
  private final Colouring colouring;
  private List<String> views = List.of();
  private int[] view;
  private @Nullable Points prior;
  private List<int[]> groups = List.of();
  private final List<String> notes = new ArrayList<>();

  /**
   * Points and their colours.
   *
   * @param map {@code (point, 2)}
   */
  public MapPicture(String title, Points map, Colouring colouring) {
    this.title = title;
    this.map = map;
    this.colouring = colouring;
    this.view = new int[map.size()];
  }

  /** What each point was inferred from: a shape for each. */
  public MapPicture views(List<String> names, int[] of) {
    views = List.copyOf(names);
    view = of.clone();
    return this;
  }

  /** Points drawn from the prior, as crosses. */
  public MapPicture prior(Points drawn) {
    prior = drawn;
    return this;
  }

  /** Points that belong together, joined by lines. */
  public MapPicture lines(List<int[]> together) {
    groups = List.copyOf(together);
    return this;
  }

  /** A line below. */
  public MapPicture note(String line) {
    notes.add(line);
    return this;
  }

  /** Draws and writes it as PNG. */
  public void write(Path path) {
    Png.write(draw(), path);
  }

  /** Draws it. */
  public BufferedImage draw() {
    int top = MARGIN + Lettering.height(Lettering.TITLE) + 8;
    int below = top + SIDE + 8;
    int height = below + notes.size() * Lettering.height(Lettering.SMALL) + MARGIN;
    BufferedImage picture = new BufferedImage(WIDTH, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = picture.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, WIDTH, height);
    graphics.setColor(Palette.INK);
    Lettering.draw(graphics, title, Lettering.TITLE, MARGIN, MARGIN);
    for (int i = 0; i < notes.size(); i++) {
      int y = below + i * Lettering.height(Lettering.SMALL);
      Lettering.draw(graphics, notes.get(i), Lettering.SMALL, MARGIN, y);
    }
    List<Points> seen = new ArrayList<>(List.of(map));
    if (prior != null) {
      seen.add(prior);
    }
    Scatter scatter = new Scatter(graphics, new Rectangle(MARGIN, top, SIDE, SIDE), seen);
    scatter.points(map, colouring, view);
    if (prior != null) {
      scatter.prior(prior);
    }
    scatter.lines(map, groups);
    new Legend(graphics, MARGIN + SIDE + 18, top).draw();
    graphics.dispose();
    return picture;
  }

  /** What is beside the map, from the top down. */
  private final class Legend {
    private final Graphics2D graphics;
    private final int x;
    private int y;

    Legend(Graphics2D graphics, int x, int y) {
      this.graphics = graphics;
      this.x = x;
      this.y = y;
    }

    void draw() {
      graphics.setColor(Palette.INK);
      Lettering.draw(graphics, colouring.title(), Lettering.TITLE, x, y);
      y += Lettering.height(Lettering.TITLE) + 6;
      boolean byView =
          colouring instanceof Colouring.Classes classes && classes.names().equals(views);
      if (colouring instanceof Colouring.Classes classes) {
        classes(classes, byView);
      } else {
        scale((Colouring.Scale) colouring);
      }
      y += 10;
      if (views.size() > 1 && !byView) {
        for (int v = 0; v < views.size(); v++) {
          swatch(Marker.of(v), Palette.INK, views.get(v));
        }
        y += 10;
      }
      if (prior != null) {
        graphics.setColor(Palette.INK);
        graphics.setStroke(new BasicStroke(1));
        Scatter.cross(graphics, new Point2D.Double(x + SWATCH, y + line() / 2.0));
        text("drawn from the prior");
      }
      if (!groups.isEmpty()) {
        graphics.setColor(Palette.INK);
        graphics.drawLine(x, y + line() / 2, x + 2 * SWATCH, y + line() / 2);
        text("the same sample");
      }
    }

    private void classes(Colouring.Classes classes, boolean byView) {
      int shown = Math.min(MOST_NAMES, classes.names().size());
      for (int c = 0; c < shown; c++) {
        swatch(byView ? Marker.of(c) : Marker.CIRCLE, Palette.of(c), classes.names().get(c));
      }
      if (shown < classes.names().size()) {
        text("and %d more".formatted(classes.names().size() - shown));
      }
      for (int of : classes.of()) {
        if (of < 0) {
          swatch(Marker.CIRCLE, Palette.UNKNOWN, "not known");
          return;
        }
      }
    }

    private void scale(Colouring.Scale scale) {
      for (int row = 0; row < BAR_HEIGHT; row++) {
        graphics.setColor(Palette.of(1 - (double) row / (BAR_HEIGHT - 1)));
        graphics.fillRect(x, y + row, BAR_WIDTH, 1);
      }
      double[] range = Scatter.range(scale.values());
      graphics.setColor(Palette.INK);
      int right = x + BAR_WIDTH + 8;
      int half = line() / 2;
      Lettering.draw(graphics, number(range[1]), Lettering.SMALL, right, y - half + 4);
      Lettering.draw(
          graphics,
          number((range[0] + range[1]) / 2),
          Lettering.SMALL,
          right,
          y + BAR_HEIGHT / 2 - half);
      Lettering.draw(graphics, number(range[0]), Lettering.SMALL, right, y + BAR_HEIGHT - half - 4);
      y += BAR_HEIGHT + 10;
      for (float value : scale.values()) {
        if (Float.isNaN(value)) {
          swatch(Marker.CIRCLE, Palette.UNKNOWN, "not known");
          return;
        }
      }
    }

    private void swatch(Marker marker, Color colour, String name) {
      graphics.setColor(colour);
      graphics.fill(marker.at(x + SWATCH, y + line() / 2.0, SWATCH));
      text(name);
    }

    private void text(String words) {
      graphics.setColor(Palette.INK);
      int room = WIDTH - MARGIN - (x + 18);
      String fitting = words;
      while (fitting.length() > 1 && Lettering.width(fitting, Lettering.SMALL) > room) {
        fitting = fitting.substring(0, fitting.length() - 2) + "…";
      }
      Lettering.draw(graphics, fitting, Lettering.SMALL, x + 18, y);
      y += line();
    }

    private int line() {
      return Math.max(16, Lettering.height(Lettering.SMALL) + 2);
    }
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.3g", value);
  }
}
