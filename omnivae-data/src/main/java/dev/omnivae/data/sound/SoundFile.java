package dev.omnivae.data.sound;

import dev.omnivae.core.config.InputException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.UnsupportedAudioFileException;

/**
 * WAV files: PCM of 8, 16, 24 and 32 bits, floating point of 32 and 64, A-law and µ-law, of any
 * number of channels, read by the JDK. Several channels become their mean.
 */
public final class SoundFile {
  private static final String AGAIN = "record or copy it again";
  private static final int LOWEST_RATE = 1_000;
  private static final int HIGHEST_RATE = 768_000;
  private static final int BLOCK = 4096;

  private SoundFile() {}

  /**
   * Reads a file whole.
   *
   * @throws InputException naming a file that is missing, empty, cut off, silent, of a broken
   *     header, of numbers that are none, or no sound at all
   */
  public static Sound read(Path file) {
    String what = "sound file " + file;
    if (!Files.isRegularFile(file)) {
      throw InputException.of(what, "a file that is there", "none", "check the path");
    }
    try {
      if (Files.size(file) == 0) {
        throw InputException.of(what, "a WAV file", "an empty file", AGAIN);
      }
      try (AudioInputStream in = AudioSystem.getAudioInputStream(file.toFile())) {
        return heard(decode(in, what), what);
      }
    } catch (InputException e) {
      throw e;
    } catch (UnsupportedAudioFileException | IOException | RuntimeException e) {
      throw new InputException(
          "%s must be a WAV file with a whole header, got none (%s); save it as WAV of 16 bits"
              .formatted(what, e.getMessage()),
          e);
    }
  }

  private static Sound decode(AudioInputStream in, String what) throws IOException {
    AudioFormat format = in.getFormat();
    int rate = Math.round(format.getSampleRate());
    if (rate < LOWEST_RATE || rate > HIGHEST_RATE) {
      throw InputException.of(
          what,
          "of %,d to %,d samples a second".formatted(LOWEST_RATE, HIGHEST_RATE),
          rate,
          "save it with 8000 or 44100");
    }
    byte[] bytes = frames(in, format.getFrameSize());
    long frames = bytes.length / format.getFrameSize();
    if (frames < in.getFrameLength()) {
      throw InputException.of(
          what,
          "as long as its header says, %,d samples".formatted(in.getFrameLength()),
          "%,d, the rest cut off".formatted(frames),
          AGAIN);
    }
    if (frames == 0) {
      throw InputException.of(what, "a WAV file with sound", "no samples", AGAIN);
    }
    return new Sound(mean(floats(bytes, format, frames), format.getChannels()), rate);
  }

  /** Whole frames: asked for a part of one, the stream reads nothing. */
  private static byte[] frames(AudioInputStream in, int frame) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] block = new byte[BLOCK * frame];
    for (int read = in.read(block); read > 0; read = in.read(block)) {
      all.write(block, 0, read);
    }
    return all.toByteArray();
  }

  /** Any encoding as numbers in [-1, 1], (frame, channel). */
  private static float[] floats(byte[] bytes, AudioFormat format, long frames) throws IOException {
    AudioInputStream linear = new AudioInputStream(new ByteArrayInputStream(bytes), format, frames);
    if (format.getEncoding().equals(AudioFormat.Encoding.ULAW)
        || format.getEncoding().equals(AudioFormat.Encoding.ALAW)) {
      linear = AudioSystem.getAudioInputStream(AudioFormat.Encoding.PCM_SIGNED, linear);
    }
    int channels = format.getChannels();
    AudioFormat target =
        new AudioFormat(
            AudioFormat.Encoding.PCM_FLOAT,
            format.getSampleRate(),
            Float.SIZE,
            channels,
            Float.BYTES * channels,
            format.getSampleRate(),
            false);
    try (AudioInputStream converted = AudioSystem.getAudioInputStream(target, linear)) {
      float[] values = new float[Math.toIntExact(frames * channels)];
      ByteBuffer.wrap(frames(converted, target.getFrameSize()))
          .order(ByteOrder.LITTLE_ENDIAN)
          .asFloatBuffer()
          .get(values);
      return values;
    }
  }

  private static float[] mean(float[] values, int channels) {
    float[] mean = new float[values.length / channels];
    for (int i = 0; i < values.length; i++) {
      mean[i / channels] += values[i] / channels;
    }
    return mean;
  }

  private static Sound heard(Sound sound, String what) {
    boolean silent = true;
    for (float sample : sound.samples()) {
      if (!Float.isFinite(sample)) {
        throw InputException.of(what, "of finite numbers", sample, "save it as WAV of 16 bits");
      }
      silent = silent && sample == sound.samples()[0];
    }
    if (silent) {
      throw InputException.of(what, "louder than silence", "one value throughout", AGAIN);
    }
    return sound;
  }

  /** A sound as the bytes of a WAV file of 16 bits; what is above 1 is clipped. */
  public static byte[] wav(Sound sound) {
    ByteBuffer pcm = ByteBuffer.allocate(Short.BYTES * sound.samples().length);
    pcm.order(ByteOrder.LITTLE_ENDIAN);
    for (float sample : sound.samples()) {
      pcm.putShort((short) Math.round(Short.MAX_VALUE * Math.max(-1, Math.min(1, sample))));
    }
    AudioFormat format = new AudioFormat((float) sound.rate(), Short.SIZE, 1, true, false);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    InputStream samples = new ByteArrayInputStream(pcm.array());
    try (AudioInputStream in = new AudioInputStream(samples, format, sound.samples().length)) {
      AudioSystem.write(in, AudioFileFormat.Type.WAVE, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
    return bytes.toByteArray();
  }
}
