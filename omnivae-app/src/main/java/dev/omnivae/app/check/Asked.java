package dev.omnivae.app.check;

import dev.omnivae.core.batch.Modality;
import java.nio.file.Path;

/**
 * A pair to be judged.
 *
 * @param imageFrom what the image is called in errors: {@code --image}, a cell of a table
 * @param kind of what is said: attributes or tokens
 * @param said names of attributes, or a text
 * @param saidFrom likewise
 */
public record Asked(
    Path image, String imageFrom, Modality.Kind kind, String said, String saidFrom) {}
