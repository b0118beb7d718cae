/**
 * Images as they lie in memory, and data sets over them. Read {@link
 * dev.omnivae.data.store.ImageDataset} first.
 */
@NullMarked
package dev.omnivae.data.store;

import org.jspecify.annotations.NullMarked;
