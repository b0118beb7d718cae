package dev.omnivae.data.sound;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * WAV files byte by byte, right or wrong.
 *
 * @param tag 1 for PCM, 3 for floating point
 * @param extensible with the longer header that modern programs write
 */
public record Wav(int tag, int bits, int channels, int rate, boolean extensible) {
  public static final Wav PCM16 = new Wav(1, 16, 1, 8000, false);

  /** A tone in every channel, as loud as 0.5. */
  public static double[] tone(double hertz, int rate, int samples) {
    double[] values = new double[samples];
    for (int i = 0; i < samples; i++) {
      values[i] = 0.5 * Math.sin(2 * Math.PI * hertz * i / rate);
    }
    return values;
  }

  /**
   * The file.
   *
   * @param samples (frame, channel), in [-1, 1)
   */
  public byte[] bytes(double... samples) {
    int data = samples.length * bits / 8;
    int header = extensible ? 40 : 16;
    ByteBuffer out = ByteBuffer.allocate(40 + header + data);
    out.order(ByteOrder.LITTLE_ENDIAN);
    text(out, "RIFF").putInt(32 + header + data);
    text(out, "WAVEfmt ").putInt(header);
    out.putShort((short) (extensible ? 0xFFFE : tag)).putShort((short) channels).putInt(rate);
    out.putInt(rate * channels * bits / 8).putShort((short) (channels * bits / 8));
    out.putShort((short) bits);
    if (extensible) {
      out.putShort((short) 22).putShort((short) bits).putInt(0).putShort((short) tag);
      out.put(
          new byte[] {
            0, 0, 0, 0, 0x10, 0, (byte) 0x80, 0, 0, (byte) 0xAA, 0, 0x38, (byte) 0x9B, 0x71
          });
    }
    text(text(out, "LIST").putInt(4), "INFO"); // programs put their names there
    text(out, "data").putInt(data);
    for (double sample : samples) {
      put(out, sample);
    }
    return out.array();
  }

  private static ByteBuffer text(ByteBuffer out, String text) {
    return out.put(text.getBytes(StandardCharsets.US_ASCII));
  }

  private void put(ByteBuffer out, double sample) {
    if (tag == 3) {
      if (bits == 32) {
        out.putFloat((float) sample);
      } else {
        out.putDouble(sample);
      }
      return;
    }
    long level = Math.round(sample * (1L << (bits - 1)));
    if (bits == 8) {
      level += 128; // the one width without a sign
    }
    for (int shift = 0; shift < bits; shift += 8) {
      out.put((byte) (level >> shift));
    }
  }

  public Path write(Path file, double... samples) {
    return write(file, bytes(samples));
  }

  public static Path write(Path file, byte[] bytes) {
    try {
      return Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
