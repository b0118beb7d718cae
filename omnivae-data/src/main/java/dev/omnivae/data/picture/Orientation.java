package dev.omnivae.data.picture;

/**
 * How stored pixels become the picture as it was seen, by the numbers of EXIF: rows and columns
 * exchanged first, then mirrored. A phone held upright stores {@link #TURN_RIGHT}.
 */
public enum Orientation {
  UPRIGHT(false, false, false),
  MIRRORED(false, true, false),
  TURN_ROUND(false, true, true),
  UPSIDE_DOWN(false, false, true),
  TRANSPOSED(true, false, false),
  TURN_RIGHT(true, true, false),
  TRANSVERSE(true, true, true),
  TURN_LEFT(true, false, true);

  private final boolean transposes;
  private final boolean flipsColumns;
  private final boolean flipsRows;

  Orientation(boolean transposes, boolean flipsColumns, boolean flipsRows) {
    this.transposes = transposes;
    this.flipsColumns = flipsColumns;
    this.flipsRows = flipsRows;
  }

  /** That of an EXIF tag; upright for numbers it does not have. */
  static Orientation of(int exif) {
    return exif >= 1 && exif <= values().length ? values()[exif - 1] : UPRIGHT;
  }

  /** Whether rows become columns. */
  public boolean transposes() {
    return transposes;
  }

  /** Whether left and right are exchanged, after rows and columns were. */
  public boolean flipsColumns() {
    return flipsColumns;
  }

  /** Whether top and bottom are exchanged, after rows and columns were. */
  public boolean flipsRows() {
    return flipsRows;
  }

  /**
   * The place in stored pixels, row-major, that is seen at row {@code y} and column {@code x}.
   *
   * @param height of the upright picture
   * @param width of the upright picture
   */
  int stored(int y, int x, int height, int width) {
    int row = flipsRows ? height - 1 - y : y;
    int column = flipsColumns ? width - 1 - x : x;
    return transposes ? column * height + row : row * width + column;
  }
}
