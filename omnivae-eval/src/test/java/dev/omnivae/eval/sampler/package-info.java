/** Tests of the package of the same name. Read its package page first. */
@NullMarked
package dev.omnivae.eval.sampler;

import org.jspecify.annotations.NullMarked;
