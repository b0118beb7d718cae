package dev.omnivae.data.face;

/**
 * A face by its eyes, in pixels of the picture: the one seen to the left, the one seen to the
 * right.
 */
public record Face(double leftX, double leftY, double rightX, double rightY) {
  /** From eye to eye. */
  public double distance() {
    return Math.hypot(rightX - leftX, rightY - leftY);
  }

  /** How far the head leans, in degrees: above 0 where the right eye is the lower one. */
  public double degrees() {
    return Math.toDegrees(Math.atan2(rightY - leftY, rightX - leftX));
  }

  double middleX() {
    return (leftX + rightX) / 2;
  }

  double middleY() {
    return (leftY + rightY) / 2;
  }

  /** The same face in a picture that is this much larger. */
  Face times(double scale) {
    return new Face(leftX * scale, leftY * scale, rightX * scale, rightY * scale);
  }
}
