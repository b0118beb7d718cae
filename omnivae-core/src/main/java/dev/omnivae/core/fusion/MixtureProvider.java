package dev.omnivae.core.fusion;

/** {@code fusion: mixture}. */
public final class MixtureProvider implements FusionProvider {
  @Override
  public String name() {
    return "mixture";
  }

  @Override
  public Fusion create(FusionContext context) {
    context.settings().allow(java.util.List.of("name"));
    return new Mixture();
  }
}
