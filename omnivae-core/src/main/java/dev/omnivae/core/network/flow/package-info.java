/**
 * Autoregressive flows: densities that are flexible and known exactly. Read {@link
 * dev.omnivae.core.network.flow.AutoregressiveFlow} first.
 */
@NullMarked
package dev.omnivae.core.network.flow;

import org.jspecify.annotations.NullMarked;
