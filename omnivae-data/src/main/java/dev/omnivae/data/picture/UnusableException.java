package dev.omnivae.data.picture;

/** A file is no picture that can be used. Expected of folders of users', so checked. */
public final class UnusableException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  UnusableException(Reason reason, String detail) {
    super(detail);
    this.reason = reason;
  }

  UnusableException(Reason reason, String detail, Throwable cause) {
    super(detail, cause);
    this.reason = reason;
  }

  /** The entry of the list of what is left out. */
  public LeftOut of(String name) {
    return new LeftOut(name, reason, String.valueOf(getMessage()));
  }
}
