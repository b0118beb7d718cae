package dev.omnivae.core.config;

/**
 * What the user gave is wrong: a key, a file, a value. One line in the form {@code <what> must be
 * <rule>, got <value>; <fix>}. The command line ends with exit code 2.
 */
public final class InputException extends OmniVaeException {
  private static final long serialVersionUID = 1L;

  public InputException(String message) {
    super(message);
  }

  public InputException(String message, Throwable cause) {
    super(message, cause);
  }

  /** {@code what must be rule, got value; fix}. */
  public static InputException of(String what, String rule, Object got, String fix) {
    return new InputException(what + " must be " + rule + ", got " + got + "; " + fix);
  }

  @Override
  public int exitCode() {
    return 2;
  }
}
