package dev.omnivae.data.generate;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Parts of five components each, grey 64x32: a stand-in for engineered sections. All components of
 * a part show one shape (its type, strength, lean, width and height); each has factors of its own
 * beside it. Part i is the same whatever the number of parts or threads; every seven parts hold
 * each type once.
 */
public final class ProfileParts {
  /** Raised with every change of the pixels. */
  public static final int VERSION = 1;

  public static final int HEIGHT = ProfileShape.FRAME_HEIGHT;
  public static final int WIDTH = ProfileShape.FRAME_WIDTH;

  /** Names of the components, in order. */
  public static final List<String> COMPONENTS =
      Stream.of(ProfileComponent.values()).map(ProfileComponent::key).toList();

  /** Names of the types: what a part is labelled with. */
  public static final List<String> TYPES =
      Stream.of(ProfileShape.Type.values()).map(ProfileShape.Type::key).toList();

  private ProfileParts() {}

  /**
   * One part.
   *
   * @param type its label, one of {@link #TYPES}
   * @param components pixels (height, width) by component
   * @param factors in the order of {@link ProfileParts#factors()}
   */
  public record Part(
      String type, int width, int height, List<byte[]> components, List<Float> factors) {}

  /** Names of the true factors; those of one component begin with its name and a dot. */
  public static List<String> factors() {
    List<String> names = new ArrayList<>(List.of("strength", "lean"));
    for (ProfileComponent component : ProfileComponent.values()) {
      component.factors().forEach(factor -> names.add(component.key() + "." + factor));
    }
    return names;
  }

  /**
   * Draws a part.
   *
   * @param stream keeps splits apart: "train", "test"
   */
  public static Part draw(long seed, String stream, int index) {
    String own = "profiles/" + stream;
    ProfileShape shape = ProfileShape.roll(type(seed, own, index), Dice.of(seed, own, index));
    List<Float> factors = new ArrayList<>();
    factors.add((float) shape.strength());
    factors.add((float) shape.lean());
    List<byte[]> components = new ArrayList<>();
    for (ProfileComponent component : ProfileComponent.values()) {
      BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
      Graphics2D graphics = image.createGraphics();
      graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      graphics.setRenderingHint(
          RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
      Dice dice = Dice.of(seed, own + "/" + component.key(), index);
      for (float factor : component.draw(graphics, shape, dice)) {
        factors.add(factor);
      }
      graphics.dispose();
      components.add(grey(image));
    }
    return new Part(shape.type().key(), shape.width(), shape.height(), components, factors);
  }

  private static byte[] grey(BufferedImage image) {
    byte[] pixels = new byte[WIDTH * HEIGHT];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) image.getRGB(i % WIDTH, i / WIDTH);
    }
    return pixels;
  }

  /** A random order of the types in every block of as many parts. */
  private static ProfileShape.Type type(long seed, String stream, int index) {
    ProfileShape.Type[] types = ProfileShape.Type.values();
    Dice dice = Dice.of(seed, stream + "/types", index / types.length);
    for (int i = types.length - 1; i > 0; i--) {
      int j = dice.below(i + 1);
      ProfileShape.Type swapped = types[i];
      types[i] = types[j];
      types[j] = swapped;
    }
    return types[index % types.length];
  }
}
