package dev.omnivae.core.testing;

import dev.omnivae.core.batch.Vocabulary;

/** A vocabulary of single letters: 0 pad, 1 bos, 2 eos, 3 unknown, 4 a, 5 b, ... */
public record Letters(int size) implements Vocabulary {
  private static final int FIRST = 4;

  @Override
  public int pad() {
    return 0;
  }

  @Override
  public int bos() {
    return 1;
  }

  @Override
  public int eos() {
    return 2;
  }

  @Override
  public int unknown() {
    return 3;
  }

  @Override
  public int[] ids(String text) {
    int[] ids = new int[text.length() + 1];
    for (int i = 0; i < text.length(); i++) {
      int id = text.charAt(i) - 'a' + FIRST;
      ids[i] = id >= FIRST && id < size ? id : unknown();
    }
    ids[text.length()] = eos();
    return ids;
  }

  @Override
  public String text(int[] ids) {
    StringBuilder text = new StringBuilder();
    for (int id : ids) {
      if (id == eos()) {
        break;
      }
      if (id > eos()) {
        text.append(id < FIRST ? '?' : (char) ('a' + id - FIRST));
      }
    }
    return text.toString();
  }
}
