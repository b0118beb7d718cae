/** Tests of the package of the same name. Read its package page first. */
@NullMarked
package dev.omnivae.eval.consistency;

import org.jspecify.annotations.NullMarked;
