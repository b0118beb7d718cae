package dev.omnivae.core.state;

/** Where a module declares its parameters: a place in the tree of paths. */
public final class Parameters {
  private final ParameterStore store;
  private final String path;
  private final FirstValues first;

  Parameters(ParameterStore store, String path) {
    this(store, path, FirstValues.DEFAULT);
  }

  private Parameters(ParameterStore store, String path, FirstValues first) {
    this.store = store;
    this.path = path;
    this.first = first;
  }

  public Parameters child(String name) {
    return new Parameters(store, path.isEmpty() ? name : path + "." + name, first);
  }

  /** The same place, where layers, and those in places below, start from these values. */
  public Parameters startingFrom(FirstValues values) {
    return new Parameters(store, path, values);
  }

  /** What layers declared here start from. */
  public FirstValues first() {
    return first;
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
