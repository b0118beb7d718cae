/** Priors over the shared code. Read {@link dev.omnivae.core.prior.Prior} first. */
@NullMarked
package dev.omnivae.core.prior;

import org.jspecify.annotations.NullMarked;
