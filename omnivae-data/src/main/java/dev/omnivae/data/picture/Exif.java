package dev.omnivae.data.picture;

import com.twelvemonkeys.imageio.metadata.Directory;
import com.twelvemonkeys.imageio.metadata.Entry;
import com.twelvemonkeys.imageio.metadata.jpeg.JPEG;
import com.twelvemonkeys.imageio.metadata.jpeg.JPEGSegment;
import com.twelvemonkeys.imageio.metadata.jpeg.JPEGSegmentUtil;
import com.twelvemonkeys.imageio.metadata.tiff.TIFF;
import com.twelvemonkeys.imageio.metadata.tiff.TIFFReader;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** What cameras write beside the pixels of a JPEG. */
final class Exif {
  private Exif() {}

  /**
   * How the camera was held. Read from the tag itself: the names of ImageIO's standard metadata
   * mean one thing in JDK's readers and another in TwelveMonkeys' for mirrored pictures.
   *
   * @param jpeg at its beginning; left anywhere
   */
  static Orientation orientation(ImageInputStream jpeg) {
    try {
      List<JPEGSegment> segments = JPEGSegmentUtil.readSegments(jpeg, JPEG.APP1, "Exif");
      return segments.isEmpty() ? Orientation.UPRIGHT : orientation(segments.get(0));
    } catch (IOException | RuntimeException e) {
      return Orientation.UPRIGHT; // broken notes do not make a picture a broken one
    }
  }

  private static Orientation orientation(JPEGSegment segment) throws IOException {
    try (InputStream data = segment.data()) {
      data.skipNBytes(1); // the name ends in two zeros
      try (ImageInputStream tiff = new MemoryCacheImageInputStream(data)) {
        Directory directory = new TIFFReader().read(tiff);
        Entry entry = directory.getEntryById(TIFF.TAG_ORIENTATION);
        return entry != null && entry.getValue() instanceof Number number
            ? Orientation.of(number.intValue())
            : Orientation.UPRIGHT;
      }
    }
  }
}
