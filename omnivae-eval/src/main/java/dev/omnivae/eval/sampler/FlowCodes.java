package dev.omnivae.eval.sampler;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Observation;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.model.Latents;
import dev.omnivae.core.model.Model;
import dev.omnivae.eval.latent.CodeSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A model's codes as the blocks of a {@link FlowMatching}.
 *
 * <pre>{@code
 * first           the codes that all decoders share, given all modalities
 * each modality   the same codes given it alone, and its private code
 * }</pre>
 *
 * <p>Decoders get the first block's codes and each modality's private one. With one modality the
 * first block is all but a private code. A sample that lacks a modality lacks its block and the
 * first one: a code given less is another code.
 */
final class FlowCodes {
  private static final String OWN = Latents.own("");

  private final Model model;
  private final List<Part> parts = new ArrayList<>();
  private final Blocks blocks;

  /**
   * Codes of one block.
   *
   * @param seen the modalities looked at
   * @param widths of the codes, by name
   */
  private record Part(Set<String> seen, Map<String, Long> widths) {
    long width() {
      return widths.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  /**
   * Those of a model.
   *
   * @param example a sample or two that have all modalities
   */
  FlowCodes(Model model, Batch example, Noise noise) {
    this.model = model;
    List<String> names = model.modalities().stream().map(Modality::name).toList();
    Map<String, Long> shared = new LinkedHashMap<>();
    model.infer(example, 1, noise).codes().forEach((name, code) -> shared.put(name, code.size(-1)));
    Map<String, Long> own = new LinkedHashMap<>();
    for (String name : names) {
      Long width = shared.remove(Latents.own(name));
      if (width != null) {
        own.put(name, width);
      }
    }
    add(Set.copyOf(names), shared);
    for (String name : names) {
      Map<String, Long> widths = new LinkedHashMap<>();
      if (names.size() > 1 && CodeSet.describes(model, Set.of(name))) {
        widths.putAll(shared);
      }
      if (own.containsKey(name)) {
        widths.put(Latents.own(name), own.get(name));
      }
      add(Set.of(name), widths);
    }
    blocks = new Blocks(parts.stream().map(Part::width).toList());
  }

  private void add(Set<String> seen, Map<String, Long> widths) {
    if (!widths.isEmpty()) {
      parts.add(new Part(seen, widths));
    }
  }

  Blocks blocks() {
    return blocks;
  }

  /** Whether modalities have blocks that the first can be drawn given. */
  boolean conditional() {
    return model.modalities().size() > 1 && parts.size() > 1;
  }

  /**
   * Codes and whose they are.
   *
   * @param values {@code (row, width)}, zeros where absent
   * @param there {@code (row, block)} boolean
   */
  record Rows(Tensor values, Tensor there) {}

  /**
   * Draws the codes of a batch, draw by draw; what a sample lacks is absent.
   *
   * @param first whether the block that all decoders share is among them
   */
  Rows draw(Batch batch, long draws, boolean first, Noise noise) {
    List<Tensor> values = new ArrayList<>();
    List<Tensor> there = new ArrayList<>();
    for (int block = 0; block < parts.size(); block++) {
      Part part = parts.get(block);
      Tensor available = block == 0 && !first ? none(batch) : available(batch, part);
      values.add(values(batch, part, available, draws, noise.stream("block" + block)));
      there.add(available.unsqueeze(0).expand(draws, batch.size()).flatten(0, 1));
    }
    return new Rows(Tensors.cat(values, -1), Tensors.stack(there, 1));
  }

  /** {@code (row, width of the block)}. */
  private Tensor values(Batch batch, Part part, Tensor available, long draws, Noise noise) {
    if (!available.any().item_bool()) {
      return Tensors.zeros(ScalarType.Float, draws * batch.size(), part.width())
          .to(batch.ids().device(), ScalarType.Float);
    }
    Latents z = model.infer(batch.given(part.seen()), draws, noise);
    Tensor codes = Tensors.cat(part.widths().keySet().stream().map(z::of).toList(), -1);
    return Tensors.masked(codes, available.unsqueeze(-1)).flatten(0, 1);
  }

  private static Tensor none(Batch batch) {
    return torch.zeros_like(batch.ids()).to(ScalarType.Bool);
  }

  /** Which samples have all that a block looks at: {@code (batch)} boolean. */
  private static Tensor available(Batch batch, Part part) {
    Tensor all = none(batch).logical_not();
    for (String name : part.seen()) {
      Observation x = batch.of(name);
      Tensor mask = x.available();
      all = mask == null ? all : all.logical_and(mask);
    }
    return all;
  }

  /**
   * What the decoders take.
   *
   * @param rows {@code (draw * batch, width)}
   */
  Latents split(Tensor rows, long draws) {
    Map<String, Tensor> codes = new LinkedHashMap<>();
    for (int block = 0; block < parts.size(); block++) {
      boolean shared = block == 0;
      long at = blocks.start(block);
      for (Map.Entry<String, Long> code : parts.get(block).widths().entrySet()) {
        if (shared || code.getKey().startsWith(OWN)) {
          Tensor values = rows.narrow(1, at, code.getValue()).contiguous();
          codes.put(code.getKey(), values.view(draws, -1, code.getValue()));
        }
        at += code.getValue();
      }
    }
    return new Latents(codes);
  }
}
