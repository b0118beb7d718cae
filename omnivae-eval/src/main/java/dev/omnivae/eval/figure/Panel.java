package dev.omnivae.eval.figure;

import java.awt.image.BufferedImage;
import org.jspecify.annotations.Nullable;

/**
 * What one modality shows: a picture, or words.
 *
 * @param picture null where words are shown
 * @param words empty where a picture is
 */
public record Panel(String modality, @Nullable BufferedImage picture, String words) {}
