/** What tests share: gradient checks, tiny models. */
@NullMarked
package dev.omnivae.core.testing;

import org.jspecify.annotations.NullMarked;
