package dev.omnivae.data.picture;

import java.io.IOException;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/** How many pictures a file holds: frames of an animation, pages of a scan. */
final class Animation {
  private static final int SIGNATURE = 8;
  private static final int LENGTH_AND_TYPE = 8;
  private static final int CHECKSUM = 4;
  private static final int ANIMATION = 0x6163544C; // acTL
  private static final int PIXELS = 0x49444154; // IDAT

  private Animation() {}

  /**
   * Those of any format but PNG. JPEG counts as one picture whatever follows it: phones append a
   * depth map or a second exposure.
   *
   * @param format in lower case
   * @param reader over the file
   */
  static int count(String format, ImageReader reader) throws IOException {
    return switch (format) {
      case "gif", "webp", "tif", "tiff" -> reader.getNumImages(true);
      default -> 1;
    };
  }

  /**
   * Those of a PNG, of which ImageIO sees the first alone.
   *
   * @param png left anywhere; no reader has begun on it, since readers forget what they have read
   */
  static int ofPng(ImageInputStream png) throws IOException {
    long at = SIGNATURE;
    while (true) {
      png.seek(at);
      long length = png.readUnsignedInt();
      int type = png.readInt();
      if (type == ANIMATION) {
        return png.readInt();
      }
      if (type == PIXELS) {
        return 1;
      }
      at += LENGTH_AND_TYPE + length + CHECKSUM;
    }
  }
}
