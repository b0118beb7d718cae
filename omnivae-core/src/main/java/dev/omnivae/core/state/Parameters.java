package dev.omnivae.core.state;

/** Where a module declares its parameters: a place in the tree of paths. */
public final class Parameters {
  private final ParameterStore store;
  private final String path;

  Parameters(ParameterStore store, String path) {
    this.store = store;
    this.path = path;
  }

  public Parameters child(String name) {
    return new Parameters(store, path.isEmpty() ? name : path + "." + name);
  }

  /** Declares a parameter; its tensor is there after {@link ParameterStore#allocate}. */
  public Parameter declare(String name, Initialiser initialiser, long... shape) {
    return store.declare(path.isEmpty() ? name : path + "." + name, shape, initialiser);
  }

  /** Declares values that no optimiser moves, though they are saved like a parameter. */
  public Parameter frozen(String name, Initialiser initialiser, long... shape) {
    return store.declare(path.isEmpty() ? name : path + "." + name, shape, initialiser).freeze();
  }

  /** Declares a tensor kept beside the parameters; it is there after allocate, too. */
  public Buffer buffer(String name, Initialiser initialiser, long... shape) {
    return store.declareBuffer(path.isEmpty() ? name : path + "." + name, shape, initialiser);
  }

  public String path() {
    return path;
  }
}
