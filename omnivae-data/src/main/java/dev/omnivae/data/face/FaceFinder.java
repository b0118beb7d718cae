package dev.omnivae.data.face;

import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGR2GRAY;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;
import static org.bytedeco.opencv.global.opencv_imgproc.equalizeHist;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import dev.omnivae.data.face.Cascade.Box;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Finds faces that look at the camera: boosted cascades of Haar features (Viola and Jones 2001) for
 * the face, then for the two eyes inside. What has no two eyes where a face has them is none: that
 * loses some faces, and nearly all that are none. Not for several threads.
 */
final class FaceFinder {
  /** Longer side that faces are looked for at. */
  private static final int LONGEST = 1024;

  /** Smallest face, as a part of the shorter side. */
  private static final double SMALLEST = 0.06;

  private static final int LEAST_PIXELS = 24;

  /** Side that eyes are looked for at, whatever the face measures. */
  private static final int FACE = 240;

  private static final int LEAST_EYE = 30;

  private final Cascade faces = new Cascade("haarcascade_frontalface_alt2");
  private final List<Cascade> eyes =
      List.of(new Cascade("haarcascade_eye_tree_eyeglasses"), new Cascade("haarcascade_eye"));

  /**
   * All faces of a picture, from left to right.
   *
   * @param picture blue, green, red; upright
   */
  List<Face> find(Mat picture) {
    try (PointerScope scope = new PointerScope()) {
      Mat grey = new Mat();
      cvtColor(picture, grey, COLOR_BGR2GRAY);
      double scale = Math.min(1, LONGEST / (double) Math.max(grey.rows(), grey.cols()));
      Mat small = resized(grey, scale * grey.cols(), scale * grey.rows());
      Mat even = new Mat();
      equalizeHist(small, even);
      int least = (int) Math.max(LEAST_PIXELS, SMALLEST * Math.min(small.rows(), small.cols()));
      List<Face> found = new ArrayList<>();
      for (Box box : faces.find(even, 3, least)) {
        eyes(grey, box, scale).ifPresent(found::add);
      }
      return found;
    }
  }

  private Optional<Face> eyes(Mat grey, Box box, double scale) {
    int x = (int) (box.x() / scale);
    int y = (int) (box.y() / scale);
    int side = (int) Math.min(box.width() / scale, Math.min(grey.cols() - x, grey.rows() - y));
    Mat face = resized(new Mat(grey, new Rect(x, y, side, side)), FACE, FACE);
    double back = side / (double) FACE;
    for (Cascade cascade : eyes) {
      Optional<Face> pair = pair(cascade.find(face, 3, LEAST_EYE));
      if (pair.isPresent()) {
        Face of = pair.get().times(back);
        return Optional.of(
            new Face(of.leftX() + x, of.leftY() + y, of.rightX() + x, of.rightY() + y));
      }
    }
    return Optional.empty();
  }

  /** The two that lie most like eyes, if any do. */
  private static Optional<Face> pair(List<Box> boxes) {
    List<Face> pairs = new ArrayList<>();
    for (Box left : boxes) {
      for (Box right : boxes) {
        Face pair = new Face(left.centreX(), left.centreY(), right.centreX(), right.centreY());
        if (plausible(pair)) {
          pairs.add(pair);
        }
      }
    }
    return pairs.stream().min(Comparator.comparingDouble(FaceFinder::strangeness));
  }

  private static boolean plausible(Face pair) {
    double distance = pair.distance() / FACE;
    double height = pair.middleY() / FACE;
    double middle = pair.middleX() / FACE;
    return distance > 0.25
        && distance < 0.6
        && Math.abs(pair.degrees()) < 30
        && height > 0.22
        && height < 0.52
        && middle > 0.35
        && middle < 0.65;
  }

  /** How far from where a face of the cascade has its eyes, squared. */
  private static double strangeness(Face pair) {
    double dx = pair.distance() / FACE - 0.4;
    double y = pair.middleY() / FACE - 0.38;
    double x = pair.middleX() / FACE - 0.5;
    return dx * dx + x * x + y * y;
  }

  private static Mat resized(Mat mat, double width, double height) {
    Mat result = new Mat();
    boolean smaller = width < mat.cols();
    resize(
        mat,
        result,
        new Size((int) Math.max(1, Math.round(width)), (int) Math.max(1, Math.round(height))),
        0,
        0,
        smaller ? INTER_AREA : INTER_LINEAR);
    return result;
  }
}
