package dev.omnivae.core.config;

/** Root of everything OmniVAE throws on purpose; its message is one line a user can act on. */
public abstract class OmniVaeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  OmniVaeException(String message) {
    super(message);
  }

  OmniVaeException(String message, Throwable cause) {
    super(message, cause);
  }

  /** The line for the user. */
  public final String line() {
    return String.valueOf(getMessage());
  }

  /** The exit code the command line ends with: 1 failed while running, 2 wrong input. */
  public abstract int exitCode();
}
