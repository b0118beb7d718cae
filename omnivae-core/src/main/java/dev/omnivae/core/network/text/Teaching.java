package dev.omnivae.core.network.text;

import dev.omnivae.core.config.InputException;

/**
 * What a decoder reads in training in place of the text itself; evaluation always reads the text.
 *
 * @param forcing probability, per token, that a decoder reads the text's own last token; otherwise
 *     what it would have written there itself (scheduled sampling, Bengio et al. 2015). Below 1
 *     training runs step by step, and what it maximises is no bound of the likelihood
 * @param wordDropout probability, per token, that it reads "unknown" instead, so that it must look
 *     at the code (Bowman et al. 2016)
 */
record Teaching(double forcing, double wordDropout) {
  Teaching {
    check(forcing, wordDropout);
  }

  static void check(double forcing, double wordDropout) {
    if (!(forcing >= 0 && forcing <= 1)) {
      throw InputException.of(
          "teacher_forcing", "a probability from 0 to 1", forcing, "write teacher_forcing: 1");
    }
    if (!(wordDropout >= 0 && wordDropout <= 1)) {
      throw InputException.of(
          "word_dropout", "a probability from 0 to 1", wordDropout, "write word_dropout: 0.2");
    }
  }
}
