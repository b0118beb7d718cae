package dev.omnivae.core.network;

import dev.omnivae.core.config.Settings;

/** A network under a name of its own, so that a published architecture is one word in a recipe. */
abstract class Preset implements NetworkProvider {
  private final NetworkProvider network;

  Preset(NetworkProvider network) {
    this.network = network;
  }

  @Override
  public final String name() {
    return network.name();
  }

  @Override
  public final Trunk encoder(NetworkContext context) {
    return network.encoder(context);
  }

  @Override
  public final Decoder decoder(NetworkContext context, Settings encoderSettings) {
    return network.decoder(context, encoderSettings);
  }
}
