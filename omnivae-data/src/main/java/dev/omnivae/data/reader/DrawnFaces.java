package dev.omnivae.data.reader;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.data.format.Checksums;
import dev.omnivae.data.generate.Faces;
import dev.omnivae.data.store.Attributes;
import dev.omnivae.data.store.Images;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Cartoon faces of a split.
 *
 * @param attributes by face, then by attribute in the order of the settings: 1 or 0
 */
record DrawnFaces(Images images, List<byte[]> attributes) {
  private static final Modality IMAGE = Modality.image("image", 3, Faces.SIZE, Faces.SIZE);

  /** Draws them, adding the checksum of their pixels. */
  static DrawnFaces of(
      String split,
      int samples,
      FacesReader.FacesSettings settings,
      Map<String, String> checksums) {
    int each = Math.toIntExact(IMAGE.elements());
    byte[] pixels = new byte[Math.multiplyExact(each, samples)];
    boolean[][] drawn = new boolean[samples][];
    IntStream.range(0, samples)
        .parallel()
        .forEach(i -> drawn[i] = Faces.draw(settings.seed(), split, i, pixels, i * each));
    checksums.put("image-" + split, Checksums.of(pixels));
    int[] columns = settings.attributes().stream().mapToInt(Faces.ATTRIBUTES::indexOf).toArray();
    return new DrawnFaces(
        Images.of(IMAGE, pixels, new int[samples]),
        IntStream.range(0, samples).mapToObj(i -> chosen(drawn[i], columns)).toList());
  }

  private static byte[] chosen(boolean[] all, int[] columns) {
    byte[] chosen = new byte[columns.length];
    for (int a = 0; a < columns.length; a++) {
      chosen[a] = (byte) (all[columns[a]] ? 1 : 0);
    }
    return chosen;
  }

  /**
   * The attributes as a modality.
   *
   * @param names in the order of the settings
   */
  Attributes view(List<String> names) {
    return Attributes.of(
        "attributes", names, IntStream.range(0, names.size()).mapToObj(this::column).toList());
  }

  private byte[] column(int attribute) {
    byte[] of = new byte[attributes.size()];
    for (int i = 0; i < of.length; i++) {
      of[i] = attributes.get(i)[attribute];
    }
    return of;
  }

  /** What a face is called in errors. */
  static String name(String split, int row) {
    return "face %d of the %s split".formatted(row, split);
  }
}
