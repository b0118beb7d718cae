/**
 * Flows and autoregressive models: densities that are flexible and known exactly. Read {@link
 * dev.omnivae.core.network.flow.Flow} first.
 */
@NullMarked
package dev.omnivae.core.network.flow;

import org.jspecify.annotations.NullMarked;
