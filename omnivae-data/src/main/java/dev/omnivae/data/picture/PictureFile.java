package dev.omnivae.data.picture;

import java.awt.image.BufferedImage;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.ImageInputStream;

/**
 * A picture of the user's as decoded: PNG, JPEG, GIF, BMP, WebP or TIFF, by its content and not by
 * its name.
 *
 * @param image pixels as stored
 * @param orientation how they become the picture as it was seen
 */
public record PictureFile(BufferedImage image, Orientation orientation) {
  /** Pixels of the largest picture that is decoded unless a recipe says so: 64 million. */
  public static final int MEGAPIXELS = 64;

  private static final int MILLION = 1_000_000;

  /**
   * Reads one. What it measures and how many frames it has is looked up before any pixel is.
   *
   * @param megapixels of the largest picture to decode
   * @throws UnusableException when the file is empty, broken, too large, animated or no picture
   */
  public static PictureFile read(Path file, int megapixels) throws UnusableException {
    try {
      if (!Files.isReadable(file)) {
        throw new UnusableException(Reason.UNREADABLE, "no permission");
      }
      if (Files.size(file) == 0) {
        throw new UnusableException(Reason.EMPTY, "no bytes");
      }
      try (ImageInputStream stream = new FileImageInputStream(file.toFile())) {
        return read(stream, megapixels);
      }
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      // broken files end in any exception of ImageIO, some in absurd sizes of arrays
      throw new UnusableException(Reason.BROKEN, words(e), e);
    }
  }

  private static PictureFile read(ImageInputStream stream, int megapixels)
      throws IOException, UnusableException {
    Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
    if (!readers.hasNext()) {
      throw new UnusableException(Reason.BROKEN, "no picture inside");
    }
    ImageReader reader = readers.next();
    try {
      String format = reader.getFormatName().toLowerCase(Locale.ROOT);
      Orientation orientation =
          format.equals("jpeg") ? Exif.orientation(stream) : Orientation.UPRIGHT;
      int framesOfPng = format.equals("png") ? Animation.ofPng(stream) : 1;
      stream.seek(0);
      reader.setInput(stream, false, true);
      long height = reader.getHeight(0);
      long width = reader.getWidth(0);
      if (height * width > (long) megapixels * MILLION) {
        throw new UnusableException(
            Reason.HUGE, "%dx%d pixels, more than %d million".formatted(height, width, megapixels));
      }
      int frames = Math.max(framesOfPng, Animation.count(format, reader));
      if (frames > 1) {
        throw new UnusableException(Reason.ANIMATED, frames + " frames");
      }
      return new PictureFile(decode(reader), orientation);
    } finally {
      reader.dispose();
    }
  }

  /**
   * A JPEG that is cut off is decoded to grey from there on, and only a warning of libjpeg tells
   * it. That its last marker alone is missing tells another one, and does not matter.
   */
  private static BufferedImage decode(ImageReader reader) throws IOException {
    boolean[] cutOff = new boolean[1];
    reader.addIIOReadWarningListener(
        (source, warning) ->
            cutOff[0] |= warning.toLowerCase(Locale.ROOT).contains("premature end"));
    BufferedImage image = reader.read(0);
    if (cutOff[0]) {
      throw new EOFException("ends before its last pixel");
    }
    return image;
  }

  private static String words(Throwable e) {
    String message = e.getMessage();
    return message == null || message.isBlank()
        ? e.getClass().getSimpleName()
        : message.lines().findFirst().orElse("").strip();
  }
}
