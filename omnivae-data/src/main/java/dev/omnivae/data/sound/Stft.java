package dev.omnivae.data.sound;

import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * Short-time Fourier transform by libtorch: Hann windows, centred on every {@code hop}-th sample,
 * silence beyond both ends.
 *
 * @param window samples of a window, and of its transform
 */
record Stft(int window, int hop) {
  /**
   * Forward.
   *
   * @param sounds {@code (sound, sample)}
   * @return complex {@code (sound, bin, frame)} of window / 2 + 1 bins and 1 + sample / hop frames
   */
  Tensor of(Tensor sounds) {
    return torch.stft(
        sounds,
        window,
        new LongOptional(hop),
        new LongOptional(window),
        new TensorOptional(torch.hann_window(window)),
        true,
        "constant",
        false,
        new BoolOptional(true),
        new BoolOptional(true),
        new BoolOptional());
  }

  /**
   * The sounds whose transforms are nearest to these in least squares.
   *
   * @param spectra complex {@code (sound, bin, frame)}
   * @param length samples of a sound
   * @return {@code (sound, sample)}
   */
  Tensor inverse(Tensor spectra, long length) {
    return torch.istft(
        spectra,
        window,
        new LongOptional(hop),
        new LongOptional(window),
        new TensorOptional(torch.hann_window(window)),
        true,
        false,
        new BoolOptional(true),
        new LongOptional(length),
        false);
  }
}
