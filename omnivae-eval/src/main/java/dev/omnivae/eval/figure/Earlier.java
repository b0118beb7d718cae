package dev.omnivae.eval.figure;

import dev.omnivae.core.model.Model;

/**
 * The model as it was before a phase of its training.
 *
 * @param model with the weights of then
 * @param phase the name of the phase that followed
 */
public record Earlier(Model model, String phase) {}
