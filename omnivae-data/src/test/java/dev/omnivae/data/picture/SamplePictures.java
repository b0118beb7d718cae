package dev.omnivae.data.picture;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** Small files of pictures, whole and broken. */
public final class SamplePictures {
  /** One pixel, lossy; no encoder is on Maven Central. */
  public static final byte[] WEBP =
      Base64.getDecoder().decode("UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA");

  private static final int SIGNATURE_AND_HEADER = 8 + 25;

  private SamplePictures() {}

  /** Four quarters of one colour each: top left, top right, bottom left, bottom right. */
  public static BufferedImage quarters(int width, int height, Color... colours) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = image.createGraphics();
    for (int i = 0; i < 4; i++) {
      pen.setColor(colours[i]);
      pen.fillRect(i % 2 * width / 2, i / 2 * height / 2, width / 2, height / 2);
    }
    pen.dispose();
    return image;
  }

  /** A picture of one colour. */
  public static BufferedImage plain(int width, int height, Color colour) {
    return quarters(width, height, colour, colour, colour, colour);
  }

  /** Nothing that packs well, so that half a file is about half a picture. */
  public static BufferedImage noise(int side) {
    BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(1);
    for (int i = 0; i < side * side; i++) {
      image.setRGB(i % side, i / side, random.nextInt());
    }
    return image;
  }

  /** The bytes of a file. */
  public static byte[] bytes(BufferedImage image, String format) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(image, format, out)) {
        throw new IllegalArgumentException("no encoder of " + format);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** Writes a file and the folders it is in. */
  public static Path write(Path file, byte[] bytes) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      return Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The first part of it. */
  public static byte[] cut(byte[] bytes, double fraction) {
    return Arrays.copyOf(bytes, (int) (fraction * bytes.length));
  }

  /** A JPEG of a camera held in one of eight ways. */
  public static byte[] turned(BufferedImage image, int orientation) {
    byte[] jpeg = bytes(image, "jpg");
    ByteBuffer segment = ByteBuffer.allocate(4 + 6 + 8 + 2 + 12 + 4);
    segment.putShort((short) 0xFFE1).putShort((short) (segment.capacity() - 2));
    segment.put("Exif\0\0MM\0*".getBytes(StandardCharsets.ISO_8859_1)).putInt(8);
    segment.putShort((short) 1).putShort((short) 0x0112).putShort((short) 3).putInt(1);
    segment.putShort((short) orientation).putShort((short) 0).putInt(0);
    return ByteBuffer.allocate(jpeg.length + segment.capacity())
        .put(jpeg, 0, 2) // the marker of the beginning
        .put(segment.array())
        .put(jpeg, 2, jpeg.length - 2)
        .array();
  }

  /** GIF or TIFF of several pictures. */
  public static byte[] frames(String format, int frames) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
      writer.setOutput(stream);
      writer.prepareWriteSequence(null);
      for (int i = 0; i < frames; i++) {
        BufferedImage frame = plain(8, 8, new Color(20 * i, 0, 0));
        writer.writeToSequence(new IIOImage(frame, null, null), null);
      }
      writer.endWriteSequence();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
    return out.toByteArray();
  }

  /** A PNG that says it is an animation. */
  public static byte[] animatedPng(int frames) {
    byte[] png = bytes(plain(8, 8, Color.RED), "png");
    byte[] control = ByteBuffer.allocate(8).putInt(frames).putInt(0).array();
    byte[] chunk = chunk("acTL", control);
    return ByteBuffer.allocate(png.length + chunk.length)
        .put(png, 0, SIGNATURE_AND_HEADER)
        .put(chunk)
        .put(png, SIGNATURE_AND_HEADER, png.length - SIGNATURE_AND_HEADER)
        .array();
  }

  /** A PNG of a few bytes whose header promises that many pixels. */
  public static byte[] promising(int width, int height) {
    byte[] png = bytes(plain(8, 8, Color.RED), "png");
    byte[] header =
        chunk(
            "IHDR",
            ByteBuffer.allocate(13)
                .putInt(width)
                .putInt(height)
                .put((byte) 8)
                .put((byte) 2)
                .array());
    System.arraycopy(header, 0, png, 8, header.length);
    return png;
  }

  private static byte[] chunk(String type, byte[] data) {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 crc = new CRC32();
    crc.update(name);
    crc.update(data);
    return ByteBuffer.allocate(12 + data.length)
        .putInt(data.length)
        .put(name)
        .put(data)
        .putInt((int) crc.getValue())
        .array();
  }
}
