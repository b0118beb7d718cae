package dev.omnivae.core.state;

/** A slice of the one flat tensor: elements {@code from} (included) to {@code to} (excluded). */
public record Range(long from, long to) {
  public Range {
    if (from < 0 || to < from) {
      throw new IllegalArgumentException(
          "range must be 0 <= from <= to, got " + from + " to " + to);
    }
  }

  public long length() {
    return to - from;
  }
}
