package dev.omnivae.core.model;

import dev.omnivae.core.batch.Schema;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.network.flow.AutoregressiveFlow;
import dev.omnivae.core.network.flow.FlowSettings;
import dev.omnivae.core.state.ParameterStore;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code kind: jnf}: a {@link JointFlowVae}. */
public final class JointFlowVaeProvider implements ModelProvider {
  private static final String FUSION = "joint-encoder";

  @Override
  public String name() {
    return "jnf";
  }

  @Override
  public Model create(Settings settings, Schema schema, ParameterStore store) {
    fusion(settings);
    VaeBuilder builder = new VaeBuilder(settings, schema, store, "flow", "mcmc");
    refusePrivate(settings);
    MultimodalVae joint = builder.build(schema, store.root(), true);
    FlowSettings flow = settings.child("flow").read(FlowSettings.class, FlowSettings.DEFAULT);
    HmcSettings chains = settings.child("mcmc").read(HmcSettings.class, HmcSettings.JNF);
    Map<String, AutoregressiveFlow> flows = new LinkedHashMap<>();
    for (String name : schema.names()) {
      flows.put(
          name,
          new AutoregressiveFlow(
              store.root().child("flow").child(name), builder.shared(), 0, flow));
    }
    return new JointFlowVae(joint, flows, chains);
  }

  /** A joint encoder with trunks of its own, so that the unimodal ones can be trained after it. */
  private static void fusion(Settings settings) {
    Settings fusion = VaeBuilder.named(settings, "fusion", "name");
    if (!fusion.text("name", FUSION).equals(FUSION)) {
      throw InputException.of(
          settings.path("fusion"),
          FUSION + " for kind jnf",
          fusion.text("name", ""),
          "leave it out");
    }
    if (!fusion.text("trunks", "own").equals("own")) {
      throw InputException.of(
          fusion.path("trunks"),
          "own for kind jnf",
          fusion.text("trunks", ""),
          "the joint encoder must stand still while unimodal encoders are trained");
    }
  }

  private static void refusePrivate(Settings settings) {
    Settings own = settings.child("latent").child("private");
    if (own.keys().stream().anyMatch(key -> own.tree().path(key).asInt() > 0)) {
      throw InputException.of(
          own.path(), "empty for kind jnf", own.tree(), "its flows are over the shared code");
    }
  }
}
