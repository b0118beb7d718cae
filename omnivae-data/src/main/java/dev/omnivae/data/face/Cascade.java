package dev.omnivae.data.face;

import dev.omnivae.core.config.RunException;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.RectVector;
import org.bytedeco.opencv.opencv_core.Size;
import org.bytedeco.opencv.opencv_objdetect.CascadeClassifier;

/** One of OpenCV's trained cascades, as its jars carry them. Not for several threads. */
final class Cascade {
  /** Its jar for Windows has none: there those of another platform stand in. */
  private static final String STAND_IN = "linux-x86_64";

  private static final double STEP = 1.1;

  /**
   * Where something was found, in pixels.
   *
   * @param neighbours detections it was merged of: how sure it is
   */
  record Box(int x, int y, int width, int height, int neighbours) {
    double centreX() {
      return x + width / 2.0;
    }

    double centreY() {
      return y + height / 2.0;
    }
  }

  private final CascadeClassifier classifier;

  /**
   * Loads it.
   *
   * @param name without ending
   */
  Cascade(String name) {
    classifier = new CascadeClassifier(file(name).getPath());
    if (classifier.empty()) {
      throw missing(name, null);
    }
  }

  private static File file(String name) {
    return Stream.of(Loader.getPlatform(), STAND_IN)
        .map("/org/bytedeco/opencv/%s/share/opencv4/haarcascades/"::formatted)
        .map(folder -> Cascade.class.getResource(folder + name + ".xml"))
        .filter(java.util.Objects::nonNull)
        .findFirst()
        .map(
            resource -> {
              try {
                return Loader.cacheResource(resource);
              } catch (IOException e) {
                throw missing(name, e);
              }
            })
        .orElseThrow(() -> missing(name, null));
  }

  private static RunException missing(String name, @org.jspecify.annotations.Nullable Exception e) {
    String message =
        "cascade %s of OpenCV must be in its jar for %s or %s, got none; build again"
            .formatted(name, Loader.getPlatform(), STAND_IN);
    return e == null ? new RunException(message) : new RunException(message, e);
  }

  /**
   * What it finds, from left to right.
   *
   * @param grey one channel of bytes
   * @param neighbours how many detections at least make one
   * @param smallest side in pixels
   */
  List<Box> find(Mat grey, int neighbours, int smallest) {
    List<Box> boxes = new ArrayList<>();
    try (RectVector found = new RectVector();
        Size least = new Size(smallest, smallest);
        Size most = new Size();
        org.bytedeco.javacpp.IntPointer counts = new org.bytedeco.javacpp.IntPointer()) {
      classifier.detectMultiScale2(grey, found, counts, STEP, neighbours, 0, least, most);
      for (long i = 0; i < found.size(); i++) {
        Rect rect = found.get(i);
        boxes.add(new Box(rect.x(), rect.y(), rect.width(), rect.height(), counts.get(i)));
      }
    }
    boxes.sort(
        Comparator.comparingInt(Box::x).thenComparingInt(Box::y).thenComparingInt(Box::width));
    return boxes;
  }
}
