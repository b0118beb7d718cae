/**
 * What can be saved and resumed: flat parameters, safetensors, {@link
 * dev.omnivae.core.state.Stateful}. Loading a model to serve it needs no more than this.
 */
@NullMarked
package dev.omnivae.core.state;

import org.jspecify.annotations.NullMarked;
