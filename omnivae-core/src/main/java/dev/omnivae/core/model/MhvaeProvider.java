package dev.omnivae.core.model;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Schema;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.network.ConvLevels;
import dev.omnivae.core.network.Levels;
import dev.omnivae.core.network.LevelsSettings;
import dev.omnivae.core.network.PerceptronLevels;
import dev.omnivae.core.network.layer.Layer;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.core.state.Parameters;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code kind: mhvae}: a {@link HierarchicalVae}. {@code latent.shared} is the width of the deepest
 * code, {@code hierarchy} a {@link LevelsSettings}.
 */
public final class MhvaeProvider implements ModelProvider {
  private static final List<String> KEYS =
      List.of("kind", "latent", "condition", "modalities", "hierarchy");

  @Override
  public String name() {
    return "mhvae";
  }

  @Override
  public Model create(Settings settings, Schema schema, ParameterStore store) {
    PartBuilder builder = new PartBuilder(settings, schema, store, KEYS);
    builder.refusePrivate(name());
    if (!builder.family().name().equals("normal")) {
      throw InputException.of(
          "model.latent.family",
          "normal for kind mhvae, which multiplies experts",
          builder.family().name(),
          "write family: normal");
    }
    LevelsSettings hierarchy =
        settings.child("hierarchy").read(LevelsSettings.class, LevelsSettings.DEFAULT);
    boolean conv = hierarchy.blocks().equals("conv");
    long deepest = builder.latent().shared();
    Levels blocks =
        conv
            ? new ConvLevels(hierarchy, builder.family(), deepest, schema.modalities())
            : new PerceptronLevels(hierarchy, builder.family(), deepest);

    Parameters root = store.root();
    List<HierarchicalVae.Level> levels = new ArrayList<>();
    List<Layer> shared = new ArrayList<>();
    for (int level = 1; level < hierarchy.levels(); level++) {
      Parameters place = root.child("level" + level);
      levels.add(
          new HierarchicalVae.Level(
              blocks.down(level, place.child("down")), blocks.prior(level, place.child("prior"))));
      if (hierarchy.sharePosteriors()) {
        shared.add(blocks.posterior(level, place.child("posterior")));
      }
    }
    List<HierarchicalVae.Part> parts = new ArrayList<>();
    for (Modality modality : schema.modalities()) {
      Parameters place = root.child("modality").child(modality.name());
      ModalityNetworks networks = builder.networks(modality);
      if (conv) {
        networks.refuseNetworks("hierarchy.blocks conv, which has networks of its own");
      }
      List<Layer> posteriors = new ArrayList<>(shared);
      for (int level = 1; shared.isEmpty() && level < hierarchy.levels(); level++) {
        posteriors.add(blocks.posterior(level, place.child("posterior" + level)));
      }
      parts.add(
          new HierarchicalVae.Part(
              modality,
              blocks.up(networks, place.child("encoder")),
              posteriors,
              blocks.decoder(networks, place.child("decoder")),
              builder.weight(networks)));
    }
    return new HierarchicalVae(store, parts, levels, builder.family(), deepest, hierarchy.clamp());
  }
}
