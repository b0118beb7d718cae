/**
 * Speed and memory as ratios within one run of one JVM, each beside what it is compared with. Read
 * {@link dev.omnivae.benchmarks.Benchmarks} first.
 */
@NullMarked
package dev.omnivae.benchmarks;

import org.jspecify.annotations.NullMarked;
