/**
 * Networks over sequences that can also be run a step at a time: LSTM, GRU, xLSTM. Read {@link
 * dev.omnivae.core.network.recurrent.Recurrence} first.
 */
@NullMarked
package dev.omnivae.core.network.recurrent;

import org.jspecify.annotations.NullMarked;
