package dev.omnivae.eval.film;

import dev.omnivae.core.state.AtomicFiles;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOInvalidTreeException;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageOutputStream;

/**
 * An animated GIF that goes round for ever, by the JDK's own writer. After the first, a frame holds
 * only the rectangle that changed, and in it what changed.
 */
public final class GifFile {
  private static final String IMAGE = "javax_imageio_gif_image_1.0";

  /** 0, as two bytes: for ever. */
  private static final byte[] FOR_EVER = {1, 0, 0};

  private GifFile() {}

  /**
   * Writes or replaces a file, whole or not at all.
   *
   * @param centiseconds how long a frame is shown; most viewers take less than 2 for 10
   * @throws dev.omnivae.core.config.RunException when the disk refuses
   */
  public static void write(Path file, Frames frames, int centiseconds) {
    byte[] bytes = bytes(frames, centiseconds);
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
    } catch (IOException e) {
      throw AtomicFiles.failed(file, e);
    }
    AtomicFiles.DISK.write(file, sink -> sink.write(ByteBuffer.wrap(bytes)));
  }

  private static byte[] bytes(Frames frames, int centiseconds) {
    Colours colours = Colours.of(frames);
    IndexColorModel model = colours.model();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.prepareWriteSequence(null); // size and colours of the first frame are those of all
      int width = frames.at(0).getWidth();
      int[] before = new int[0];
      for (int i = 0; i < frames.count(); i++) {
        int[] now = frames.pixels(i);
        Patch patch = Patch.between(before, now, width);
        BufferedImage image = patch.image(before, now, width, colours, model);
        writer.writeToSequence(
            new IIOImage(image, null, metadata(writer, image, patch, centiseconds)), null);
        before = now;
      }
      writer.endWriteSequence();
    } catch (IOException e) {
      throw new UncheckedIOException("memory refuses no bytes", e);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  /** The rectangle in which two frames differ; a pixel where they do not. */
  private record Patch(int x, int y, int width, int height) {
    static Patch between(int[] before, int[] now, int width) {
      if (before.length == 0) {
        return new Patch(0, 0, width, now.length / width);
      }
      int left = width;
      int right = -1;
      int top = now.length;
      int bottom = -1;
      for (int i = 0; i < now.length; i++) {
        if (now[i] != before[i]) {
          left = Math.min(left, i % width);
          right = Math.max(right, i % width);
          top = Math.min(top, i / width);
          bottom = i / width;
        }
      }
      return right < 0
          ? new Patch(0, 0, 1, 1)
          : new Patch(left, top, right - left + 1, bottom - top + 1);
    }

    BufferedImage image(
        int[] before, int[] now, int frameWidth, Colours colours, IndexColorModel model) {
      BufferedImage image =
          new BufferedImage(width, height, BufferedImage.TYPE_BYTE_INDEXED, model);
      byte[] row = new byte[width];
      for (int line = 0; line < height; line++) {
        for (int column = 0; column < width; column++) {
          int at = (y + line) * frameWidth + x + column;
          boolean same = before.length > 0 && before[at] == now[at];
          row[column] = same ? (byte) Colours.TRANSPARENT : colours.index(now[at]);
        }
        image.getRaster().setDataElements(0, line, width, 1, row);
      }
      return image;
    }
  }

  private static IIOMetadata metadata(
      ImageWriter writer, BufferedImage image, Patch patch, int centiseconds)
      throws IIOInvalidTreeException {
    // not ImageTypeSpecifier.createFromRenderedImage, which forgets the colours of indexed images
    IIOMetadata metadata =
        writer.getDefaultImageMetadata(
            new ImageTypeSpecifier(image), writer.getDefaultWriteParam());
    IIOMetadataNode root = new IIOMetadataNode(IMAGE);
    IIOMetadataNode place = node(root, "ImageDescriptor");
    place.setAttribute("imageLeftPosition", Integer.toString(patch.x()));
    place.setAttribute("imageTopPosition", Integer.toString(patch.y()));
    place.setAttribute("imageWidth", Integer.toString(patch.width()));
    place.setAttribute("imageHeight", Integer.toString(patch.height()));
    place.setAttribute("interlaceFlag", "FALSE");
    IIOMetadataNode control = node(root, "GraphicControlExtension");
    control.setAttribute("disposalMethod", "doNotDispose");
    control.setAttribute("userInputFlag", "FALSE");
    control.setAttribute("transparentColorFlag", "TRUE");
    control.setAttribute("delayTime", Integer.toString(centiseconds));
    control.setAttribute("transparentColorIndex", Integer.toString(Colours.TRANSPARENT));
    IIOMetadataNode loop = node(node(root, "ApplicationExtensions"), "ApplicationExtension");
    loop.setAttribute("applicationID", "NETSCAPE");
    loop.setAttribute("authenticationCode", "2.0");
    loop.setUserObject(FOR_EVER);
    metadata.mergeTree(IMAGE, root);
    return metadata;
  }

  private static IIOMetadataNode node(IIOMetadataNode parent, String name) {
    IIOMetadataNode node = new IIOMetadataNode(name);
    parent.appendChild(node);
    return node;
  }
}
