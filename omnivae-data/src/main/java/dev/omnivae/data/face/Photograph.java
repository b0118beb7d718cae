package dev.omnivae.data.face;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import dev.omnivae.data.picture.Fit;
import dev.omnivae.data.picture.Frame;
import dev.omnivae.data.picture.Orientation;
import dev.omnivae.data.picture.PictureFile;
import org.bytedeco.opencv.opencv_core.Mat;

/** A picture as OpenCV takes it. */
final class Photograph {
  /** Longer side that a face is cut out of: a tenth of it is more than any crop needs. */
  private static final int LONGEST = 2048;

  private static final int WHITE = 255;
  private static final int COLOURS = 3;

  private Photograph() {}

  /** Blue, green, red, upright, made smaller where its longer side is above 2048 pixels. */
  static Mat of(PictureFile picture) {
    Orientation orientation = picture.orientation();
    int storedHeight = picture.image().getHeight();
    int storedWidth = picture.image().getWidth();
    double scale = Math.min(1, LONGEST / (double) Math.max(storedHeight, storedWidth));
    int first = (int) Math.max(1, Math.round(scale * storedHeight));
    int second = (int) Math.max(1, Math.round(scale * storedWidth));
    int height = orientation.transposes() ? second : first;
    int width = orientation.transposes() ? first : second;
    Frame whole = new Frame(height, width, COLOURS, Fit.STRETCH, WHITE);
    byte[] planes = new byte[whole.size()];
    whole.draw(picture, planes, 0);
    byte[] pixels = new byte[planes.length];
    int plane = height * width;
    for (int i = 0; i < plane; i++) {
      for (int c = 0; c < COLOURS; c++) {
        pixels[COLOURS * i + c] = planes[(COLOURS - 1 - c) * plane + i];
      }
    }
    Mat mat = new Mat(height, width, CV_8UC3);
    mat.data().put(pixels);
    return mat;
  }

  /** The planes of a picture of OpenCV: (channel, height, width), red first. */
  static byte[] planes(Mat mat) {
    int plane = mat.rows() * mat.cols();
    byte[] pixels = new byte[COLOURS * plane];
    mat.data().get(pixels);
    byte[] planes = new byte[pixels.length];
    for (int i = 0; i < plane; i++) {
      for (int c = 0; c < COLOURS; c++) {
        planes[(COLOURS - 1 - c) * plane + i] = pixels[COLOURS * i + c];
      }
    }
    return planes;
  }
}
