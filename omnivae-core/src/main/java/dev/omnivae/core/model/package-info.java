/**
 * Models: what evaluation, sampling and serving know. Read {@link dev.omnivae.core.model.Model},
 * then {@link dev.omnivae.core.model.MultimodalVae}.
 */
@NullMarked
package dev.omnivae.core.model;

import org.jspecify.annotations.NullMarked;
