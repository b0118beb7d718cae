package dev.omnivae.data.sound;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Log-mel spectrograms, the one way sound is seen here.
 *
 * <pre>{@code
 * M = W |STFT(x)|²,   value = max(0, 1 + 10 log10(M / max M) / 60)
 * }</pre>
 *
 * <p>Sound of 8,000 samples a second, windows of 512 samples every 160, mel bands from 50 Hz to 4
 * kHz; 1 is the loudest cell of the sound, 0 what is 60 dB below it or softer: how loud a recording
 * is says nothing. The highest band is first, as a picture of it lies.
 *
 * @param bands of the mel scale
 * @param frames 20 ms each
 */
public record Spectrogram(int bands, int frames) {
  /** 64 bands, 32 frames: 0.62 seconds. */
  public static final Spectrogram WORD = new Spectrogram(64, 32);

  /** Samples a second. */
  public static final int RATE = 8_000;

  private static final Stft STFT = new Stft(512, 160);
  private static final double LOWEST = 50; // hertz
  private static final double RANGE = 60; // decibels
  private static final double SOFTEST = 1e-12; // for logarithms; far below the range
  private static final double PEAK = 0.8;
  private static final int AT_ONCE = 256;

  public Spectrogram {
    if (bands < 1 || frames < 2) {
      throw new IllegalArgumentException(
          "spectrogram must be of 1 band and 2 frames at least, got %d x %d"
              .formatted(bands, frames));
    }
  }

  /**
   * What a modality of sound holds.
   *
   * @param modality {@code (1, band, frame)}
   */
  public static Spectrogram of(Modality modality) {
    if (modality.kind() != Modality.Kind.AUDIO) {
      throw new IllegalArgumentException("modality must be of sound, got " + modality);
    }
    return new Spectrogram(
        Math.toIntExact(modality.shape().get(1)), Math.toIntExact(modality.shape().get(2)));
  }

  public Modality modality(String name) {
    return Modality.spectrogram(name, bands, frames);
  }

  /** Samples of the sound that is seen. */
  public int samples() {
    return (frames - 1) * STFT.hop();
  }

  /** The part of a sound that is seen, {@link #samples()} of {@link #RATE}; see {@link Excerpt}. */
  public float[] excerpt(Sound sound) {
    return Excerpt.of(Resampler.resample(sound, RATE).samples(), samples());
  }

  /** One sound's spectrogram: (1, band, frame), row-major. */
  public float[] of(Sound sound) {
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.open()) {
      return Tensors.floats(of(Tensors.of(excerpt(sound), 1, samples())));
    }
  }

  /**
   * Spectrograms.
   *
   * @param excerpts {@code (sound, sample)}
   * @return {@code (sound, 1, band, frame)} in [0, 1]
   */
  public Tensor of(Tensor excerpts) {
    Tensor mel = bank().of(STFT.of(excerpts).abs().square()); // (sound, band, frame)
    Tensor loudest = torch.amax(mel, new long[] {1, 2}, true);
    try (Scalar softest = new Scalar(SOFTEST);
        Scalar none = new Scalar(0.0)) {
      Tensor bels = mel.div(loudest.clamp_min(softest)).clamp_min(softest).log10();
      Tensor values = Tensors.affine(bels, 10 / RANGE, 1).clamp_min(none);
      return values.flip(1).unsqueeze(1);
    }
  }

  /** Spectrograms as bytes, 0 to 255 a cell: (sound, 1, band, frame), row-major. */
  public byte[] bytes(List<float[]> excerpts) {
    int cells = bands * frames;
    byte[] bytes = new byte[Math.multiplyExact(cells, excerpts.size())];
    for (int from = 0; from < excerpts.size(); from += AT_ONCE) {
      List<float[]> some = excerpts.subList(from, Math.min(from + AT_ONCE, excerpts.size()));
      float[] samples = new float[some.size() * samples()];
      for (int i = 0; i < some.size(); i++) {
        System.arraycopy(some.get(i), 0, samples, i * samples(), samples());
      }
      try (Scope scope = Scope.open();
          NoGrad off = NoGrad.open()) {
        float[] values = Tensors.floats(of(Tensors.of(samples, some.size(), samples())));
        for (int i = 0; i < values.length; i++) {
          bytes[from * cells + i] = (byte) Math.round(255 * values[i]);
        }
      }
    }
    return bytes;
  }

  /**
   * Sounds of these spectrograms, each as loud as the next: power by bin from power by band, phases
   * by {@link GriffinLim}.
   *
   * @param values {@code (sound, 1, band, frame)}; clipped to [0, 1]
   */
  public List<Sound> sounds(Tensor values) {
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.open();
        Scalar none = new Scalar(0.0);
        Scalar one = new Scalar(1.0);
        Scalar softest = new Scalar(SOFTEST)) {
      Tensor clipped = values.cpu().clamp(new ScalarOptional(none), new ScalarOptional(one));
      double nepers = RANGE / 10 * Math.log(10); // of power, from 0 to 1
      Tensor power = torch.exp(Tensors.affine(clipped, nepers, -nepers));
      Tensor mel = Tensors.plus(power, -Math.exp(-nepers)).clamp_min(none).squeeze(1).flip(1);
      Tensor magnitudes = bank().spectrum(mel).sqrt();
      Tensor sounds = GriffinLim.sounds(magnitudes, STFT, samples());
      Tensor peaks = torch.amax(sounds.abs(), new long[] {1}, true).clamp_min(softest);
      float[] all = Tensors.floats(Tensors.times(sounds.div(peaks), PEAK));
      List<Sound> apart = new ArrayList<>();
      for (int from = 0; from < all.length; from += samples()) {
        apart.add(new Sound(Arrays.copyOfRange(all, from, from + samples()), RATE));
      }
      return apart;
    }
  }

  private MelBank bank() {
    return MelBank.of(bands, STFT.window() / 2 + 1, RATE, LOWEST);
  }
}
