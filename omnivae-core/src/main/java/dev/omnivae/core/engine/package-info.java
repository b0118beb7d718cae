/**
 * What is clumsy in the libtorch binding, hidden: natives, threads, devices, scopes, operators,
 * randomness. Read {@link dev.omnivae.core.engine.Engine} first.
 */
@NullMarked
package dev.omnivae.core.engine;

import org.jspecify.annotations.NullMarked;
