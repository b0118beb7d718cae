/** Sound into spectrograms and back. Read {@link dev.omnivae.data.sound.Spectrogram} first. */
@NullMarked
package dev.omnivae.data.sound;

import org.jspecify.annotations.NullMarked;
