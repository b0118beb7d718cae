package dev.omnivae.data.sound;

import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Sounds of which only the magnitudes of the short-time spectrum are known. From random phases on,
 * again and again a sound nearest to magnitudes and phases, and the phases of its own spectrum:
 *
 * <pre>{@code
 * tₙ = STFT(ISTFT(cₙ)),   cₙ₊₁ = A · sgn(tₙ - a tₙ₋₁),   a = 0.99 / 1.99
 * }</pre>
 *
 * <p>Griffin and Lim, Signal estimation from modified short-time Fourier transform, IEEE ASSP 1984;
 * a from the faster form of Perraudin, Balazs and Søndergaard, WASPAA 2013, in the way of librosa's
 * {@code griffinlim} with its momentum of 0.99. The first phases are the same for every sound and
 * call, so that one spectrogram gives one sound.
 */
final class GriffinLim {
  private static final int ROUNDS = 60;
  private static final double MOMENTUM = 0.99;

  private GriffinLim() {}

  /**
   * Sounds.
   *
   * @param magnitudes {@code (sound, bin, frame)}, at least 0
   * @param length samples of a sound
   * @return {@code (sound, sample)}
   */
  static Tensor sounds(Tensor magnitudes, Stft stft, long length) {
    Tensor angles =
        Tensors.times(
            Noise.of(0, 0, 0).stream("griffin-lim")
                .uniform(magnitudes, 1, magnitudes.size(1), magnitudes.size(2)),
            2 * Math.PI);
    Tensor spectra = torch.polar(magnitudes, angles.expand_as(magnitudes).contiguous());
    Tensor before = spectra;
    for (int round = 0; round < ROUNDS; round++) {
      Tensor consistent = stft.of(stft.inverse(spectra, length));
      Tensor phases =
          round == 0
              ? consistent
              : consistent.sub(Tensors.times(before, MOMENTUM / (1 + MOMENTUM)));
      spectra = phases.sgn().mul(magnitudes);
      before = consistent;
    }
    return stft.inverse(spectra, length);
  }
}
