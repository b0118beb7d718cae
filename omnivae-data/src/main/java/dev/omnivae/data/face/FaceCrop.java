package dev.omnivae.data.face;

import static org.bytedeco.opencv.global.opencv_core.BORDER_REFLECT_101;
import static org.bytedeco.opencv.global.opencv_core.CV_64F;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;
import static org.bytedeco.opencv.global.opencv_imgproc.warpAffine;

import dev.omnivae.core.config.InputException;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.javacpp.indexer.DoubleIndexer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * How faces are cut out: square, the eyes level and always at the same two places. Without a margin
 * the square is a face from eyebrow to chin, 2.5 times as wide as its eyes are apart; a margin adds
 * that part of it on every side. What lies outside the picture is its mirror image.
 *
 * @param size pixels of a side
 * @param margin 0.3 shows hair and chin
 */
public record FaceCrop(int size, double margin) {
  /** 64 pixels with hair and chin. */
  public static final FaceCrop DEFAULT = new FaceCrop(64, 0.3);

  private static final double EYES_APART = 0.4; // of the side without a margin
  private static final double EYES_DOWN = 0.38;
  private static final int MOST_FINER = 16;

  public FaceCrop {
    if (size < 8 || size > 1024) {
      throw InputException.of("size of a face", "8 to 1024 pixels", size, "64 is usual");
    }
    if (!(margin >= 0 && margin <= 2)) {
      throw InputException.of(
          "margin around a face", "0 to 2 of its side", margin, "0.3 shows hair and chin");
    }
  }

  /** Pixels from the left where the eye seen to the left is; the other one mirrors it. */
  double leftEyeX() {
    return size / 2.0 - eyesApart() / 2;
  }

  /** Pixels from the top where both eyes are. */
  double eyesY() {
    return size * (EYES_DOWN + margin) / (1 + 2 * margin);
  }

  private double eyesApart() {
    return size * EYES_APART / (1 + 2 * margin);
  }

  /**
   * Cuts a face out.
   *
   * @param picture blue, green, red; upright
   * @return (channel, height, width), red first
   */
  byte[] cut(Mat picture, Face face) {
    try (PointerScope scope = new PointerScope()) {
      // Drawn finer by a whole factor and averaged, so that no pixel of a large face is passed
      // over.
      double scale = eyesApart() / face.distance();
      int finer = (int) Math.max(1, Math.min(MOST_FINER, Math.ceil(1 / scale)));
      Mat fine = new Mat();
      warpAffine(
          picture,
          fine,
          turn(face, scale * finer, finer),
          new Size(size * finer, size * finer),
          INTER_LINEAR,
          BORDER_REFLECT_101,
          new Scalar());
      Mat result = new Mat();
      resize(fine, result, new Size(size, size), 0, 0, INTER_AREA);
      return Photograph.planes(result);
    }
  }

  /** The turn and scaling about the middle of the eyes that puts them where they belong. */
  private Mat turn(Face face, double scale, int finer) {
    double angle = Math.toRadians(face.degrees());
    double cosine = scale * Math.cos(angle);
    double sine = scale * Math.sin(angle);
    // OpenCV counts from the centres of pixels
    double x = finer * size / 2.0 - 0.5;
    double y = finer * eyesY() - 0.5;
    Mat matrix = new Mat(2, 3, CV_64F);
    try (DoubleIndexer at = matrix.createIndexer()) {
      at.put(0, 0, cosine)
          .put(0, 1, sine)
          .put(0, 2, x - cosine * face.middleX() - sine * face.middleY());
      at.put(1, 0, -sine)
          .put(1, 1, cosine)
          .put(1, 2, y + sine * face.middleX() - cosine * face.middleY());
    }
    return matrix;
  }
}
