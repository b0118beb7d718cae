package dev.omnivae.eval.consistency;

/** Scores of pairs that belong together and of pairs that do not: (pair, score). */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Pairs(double[][] belonging, double[][] not) {}
