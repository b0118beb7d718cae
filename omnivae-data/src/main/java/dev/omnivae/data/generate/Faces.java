package dev.omnivae.data.generate;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.Arc2D;
import java.awt.geom.Area;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.List;

/**
 * Cartoon faces in colour, 64x64, with ten binary attributes. Each is drawn by chance alone, save
 * what cannot be otherwise: female is not male, a bald head has no hair of a colour, and hair is
 * not black and blond at once. Skin, eyes, ground, place and size belong to no attribute.
 */
public final class Faces {
  public static final int SIZE = 64;

  /** The attributes in order. */
  public static final List<String> ATTRIBUTES =
      List.of(
          "young",
          "male",
          "female",
          "smiling",
          "eyeglasses",
          "black_hair",
          "blond_hair",
          "bald",
          "mustache",
          "wearing_lipstick");

  private static final Color BLACK_HAIR = new Color(0x1c1a1e);
  private static final Color BLOND_HAIR = new Color(0xe8c65a);
  private static final Color[] OTHER_HAIR = {
    new Color(0x7a4a28), new Color(0x9c4a22), new Color(0x8a8a90)
  };
  private static final Color[] SKIN = {
    new Color(0xf3d2b8), new Color(0xe6b58f), new Color(0xc98f64), new Color(0x9a673f)
  };
  private static final Color[] EYES = {
    new Color(0x4a3020), new Color(0x3d6ea0), new Color(0x4f7f4a)
  };

  private final Dice dice;
  private final Graphics2D g;
  private final boolean young;
  private final boolean male;
  private final boolean smiling;
  private final boolean glasses;
  private final boolean bald;
  private final boolean mustache;
  private final boolean lipstick;
  private final boolean black;
  private final boolean blond;
  private final Color skin;
  private final Color hair;
  private final double halfWidth; // of the face
  private final double halfHeight;

  private Faces(Dice dice, Graphics2D g) {
    this.dice = dice;
    this.g = g;
    young = dice.chance(0.5);
    male = dice.chance(0.5);
    smiling = dice.chance(0.5);
    glasses = dice.chance(0.4);
    bald = dice.chance(0.2);
    mustache = dice.chance(0.35);
    lipstick = dice.chance(0.45);
    double colour = dice.uniform();
    black = !bald && colour < 0.4;
    blond = !bald && colour >= 0.4 && colour < 0.8;
    skin = varied(SKIN[dice.below(SKIN.length)], 10);
    Color own = black ? BLACK_HAIR : blond ? BLOND_HAIR : OTHER_HAIR[dice.below(OTHER_HAIR.length)];
    hair = varied(own, 8);
    halfWidth = dice.uniform(15.5, 18.5) + (male ? 1 : 0);
    halfHeight = dice.uniform(19.5, 22);
  }

  /**
   * Draws one face.
   *
   * @param stream keeps splits apart: "train", "test"
   * @param pixels of all faces, (face, channel, height, width)
   * @param offset of this one
   * @return whether it has each attribute, in the order of {@link #ATTRIBUTES}
   */
  public static boolean[] draw(long seed, String stream, int index, byte[] pixels, int offset) {
    BufferedImage image = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    Faces face = new Faces(Dice.of(seed, "faces/" + stream, index), g);
    face.draw();
    g.dispose();
    int plane = SIZE * SIZE;
    int[] rgb = image.getRGB(0, 0, SIZE, SIZE, null, 0, SIZE);
    for (int i = 0; i < plane; i++) {
      pixels[offset + i] = (byte) (rgb[i] >> 16);
      pixels[offset + plane + i] = (byte) (rgb[i] >> 8);
      pixels[offset + 2 * plane + i] = (byte) rgb[i];
    }
    return face.attributes();
  }

  private boolean[] attributes() {
    return new boolean[] {
      young, male, !male, smiling, glasses, black, blond, bald, mustache, lipstick
    };
  }

  /** From back to front; the origin is the middle of the face, y downwards. */
  private void draw() {
    g.setColor(
        Color.getHSBColor(
            (float) dice.uniform(),
            (float) dice.uniform(0.1, 0.45),
            (float) dice.uniform(0.55, 0.95)));
    g.fillRect(0, 0, SIZE, SIZE);
    g.translate(SIZE / 2.0 + dice.normal(0, 1.2), SIZE / 2.0 + 2 + dice.normal(0, 1));
    g.rotate(dice.normal(0, 0.05));
    double size = dice.uniform(0.9, 1.05);
    g.scale(size, size);
    if (!bald && !male) {
      longHair();
    }
    neck();
    Shape head = head();
    fill(ears(), shaded(skin, 0.93));
    fill(head, skin);
    if (!bald) {
      fringe(head);
    }
    if (!young) {
      wrinkles();
    }
    eyes();
    nose();
    mouth();
    if (mustache) {
      mustache();
    }
    if (glasses) {
      glasses();
    }
  }

  /** A square jaw of men, a narrow chin of women. */
  private Shape head() {
    double w = halfWidth;
    double h = halfHeight;
    double jaw = male ? 0.86 : 0.55;
    Path2D path = new Path2D.Double();
    path.moveTo(-w, -0.2 * h);
    path.curveTo(-w, -1.25 * h, w, -1.25 * h, w, -0.2 * h);
    path.curveTo(w, 0.5 * h, jaw * w, h, male ? 0.4 * w : 0.12 * w, h);
    path.lineTo(male ? -0.4 * w : -0.12 * w, h);
    path.curveTo(-jaw * w, h, -w, 0.5 * h, -w, -0.2 * h);
    path.closePath();
    return path;
  }

  private Shape ears() {
    Area ears = new Area(new Ellipse2D.Double(-halfWidth - 2.5, -4, 6, 9));
    ears.add(new Area(new Ellipse2D.Double(halfWidth - 3.5, -4, 6, 9)));
    return ears;
  }

  private void neck() {
    double w = male ? 10 : 6.5;
    fill(new Rectangle2D.Double(-w, halfHeight - 5, 2 * w, 20), shaded(skin, 0.85));
    g.setColor(Color.getHSBColor((float) dice.uniform(), 0.5f, (float) dice.uniform(0.3, 0.8)));
    double shoulder = male ? 27 : 22;
    g.fill(new Ellipse2D.Double(-shoulder, halfHeight + 3, 2 * shoulder, 24));
  }

  private void longHair() {
    double w = halfWidth + dice.uniform(4, 6.5);
    Path2D path = new Path2D.Double();
    path.moveTo(-w, halfHeight + 4);
    path.curveTo(-w - 2, -1.7 * halfHeight, w + 2, -1.7 * halfHeight, w, halfHeight + 4);
    path.closePath();
    fill(path, shaded(hair, 0.85));
  }

  /** Hair over the forehead: the head above a line. */
  private void fringe(Shape head) {
    double line = -halfHeight * dice.uniform(0.45, 0.6);
    double lean = dice.uniform(-3, 3);
    Area top = new Area(head);
    Path2D above = new Path2D.Double();
    above.moveTo(-40, -60);
    above.lineTo(40, -60);
    above.lineTo(40, line + lean);
    above.quadTo(lean * 2, line - 5, -40, line - lean);
    above.closePath();
    top.intersect(new Area(above));
    fill(top, hair);
    g.setColor(hair);
    g.setStroke(new BasicStroke(male ? 3f : 4f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    g.draw(
        new Arc2D.Double(
            -halfWidth, -halfHeight * 0.98, 2 * halfWidth, 1.9 * halfHeight, 12, 156, Arc2D.OPEN));
  }

  private void wrinkles() {
    g.setColor(shaded(skin, 0.6));
    g.setStroke(new BasicStroke(1.1f));
    double y = -halfHeight * 0.36;
    for (int i = 0; i < 2; i++) {
      g.draw(new Arc2D.Double(-7, y - 1.6 - 3.0 * i, 14, 3, 20, 140, Arc2D.OPEN));
    }
    for (int side = -1; side <= 1; side += 2) {
      g.draw(new Arc2D.Double(side * 7.5 - 4, -1, 8, 6, 200, 140, Arc2D.OPEN)); // bags
      g.draw(new Line2D.Double(side * 5.5, 6.5, side * 8.5, 11.5)); // from nose to mouth
    }
  }

  private void eyes() {
    Color colour = EYES[dice.below(EYES.length)];
    double height = dice.uniform(2.1, 2.7);
    double gaze = dice.normal(0, 0.5);
    for (int side = -1; side <= 1; side += 2) {
      double x = side * 7.5;
      fill(new Ellipse2D.Double(x - 3.6, -1 - height, 7.2, 2 * height), Color.WHITE);
      fill(new Ellipse2D.Double(x - 2 + gaze, -3, 4, 4), colour);
      fill(new Ellipse2D.Double(x - 0.9 + gaze, -1.9, 1.8, 1.8), Color.BLACK);
      g.setColor(shaded(BLACK_HAIR, 1));
      g.setStroke(
          new BasicStroke(male ? 2.2f : 1.1f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
      g.draw(new Arc2D.Double(x - 4, -1 - height - 4.2, 8, 5, 30, 120, Arc2D.OPEN)); // brow
      if (!male) { // lashes
        g.setStroke(new BasicStroke(0.9f));
        g.draw(new Arc2D.Double(x - 3.8, -1.3 - height, 7.6, 2 * height, 10, 160, Arc2D.OPEN));
        g.draw(new Line2D.Double(x + side * 3.3, -2.2, x + side * 5.3, -3.8));
      }
    }
  }

  private void nose() {
    g.setColor(shaded(skin, 0.72));
    g.setStroke(new BasicStroke(1.1f));
    double w = dice.uniform(1.8, 3);
    g.draw(new Arc2D.Double(-w, 3, 2 * w, 3.6, 190, 160, Arc2D.OPEN));
  }

  private void mouth() {
    double w = dice.uniform(5.5, 7);
    double y = halfHeight * 0.58;
    Color lips = lipstick ? varied(new Color(0xc8102e), 14) : shaded(skin, 0.72);
    float thick = lipstick ? 2.3f : 1.2f;
    Path2D path = new Path2D.Double();
    path.moveTo(-w, smiling ? y - 2 : y);
    path.quadTo(0, smiling ? y + 6 : y + dice.uniform(-1.2, 0.4), w, smiling ? y - 2 : y);
    if (smiling) {
      path.closePath();
      fill(path, Color.WHITE);
    }
    g.setColor(lips);
    g.setStroke(new BasicStroke(thick, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    g.draw(path);
  }

  private void mustache() {
    double y = halfHeight * 0.58 - 4.2;
    double w = dice.uniform(6, 8);
    Path2D path = new Path2D.Double();
    path.moveTo(0, y - 1.2);
    path.quadTo(w * 0.6, y - 2.2, w, y + 1.8);
    path.quadTo(w * 0.5, y + 1.6, 0, y + 1.2);
    path.quadTo(-w * 0.5, y + 1.6, -w, y + 1.8);
    path.quadTo(-w * 0.6, y - 2.2, 0, y - 1.2);
    path.closePath();
    fill(path, shaded(bald ? OTHER_HAIR[0] : hair, blond ? 0.5 : 0.75));
  }

  private void glasses() {
    g.setColor(new Color(0x202028));
    g.setStroke(new BasicStroke(1.3f));
    double radius = dice.uniform(4.6, 5.6);
    boolean round = dice.chance(0.5);
    for (int side = -1; side <= 1; side += 2) {
      double x = side * 7.5;
      g.draw(
          round
              ? new Ellipse2D.Double(x - radius, -1 - radius, 2 * radius, 2 * radius)
              : new Rectangle2D.Double(x - radius, -1 - radius * 0.8, 2 * radius, 1.6 * radius));
      g.draw(new Line2D.Double(x + side * radius, -1.5, side * halfWidth, -2.5));
    }
    g.draw(new Line2D.Double(-7.5 + radius, -1.5, 7.5 - radius, -1.5));
  }

  private void fill(Shape shape, Color colour) {
    g.setColor(colour);
    g.fill(shape);
  }

  private Color varied(Color colour, double deviation) {
    double by = dice.normal(0, deviation);
    return new Color(
        level(colour.getRed() + by), level(colour.getGreen() + by), level(colour.getBlue() + by));
  }

  private static Color shaded(Color colour, double by) {
    return new Color(
        level(colour.getRed() * by), level(colour.getGreen() * by), level(colour.getBlue() * by));
  }

  private static int level(double value) {
    return (int) Math.round(Math.max(0, Math.min(255, value)));
  }
}
