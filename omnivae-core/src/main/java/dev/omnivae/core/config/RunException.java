package dev.omnivae.core.config;

/** Something failed while running that is nobody's wrong input: a NaN, a full disk. Exit code 1. */
public final class RunException extends OmniVaeException {
  private static final long serialVersionUID = 1L;

  public RunException(String message) {
    super(message);
  }

  public RunException(String message, Throwable cause) {
    super(message, cause);
  }

  @Override
  public int exitCode() {
    return 1;
  }
}
