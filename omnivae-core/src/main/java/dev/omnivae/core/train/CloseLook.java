package dev.omnivae.core.train;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.omnivae.core.distribution.Distribution;
import dev.omnivae.core.distribution.Factorised;
import dev.omnivae.core.distribution.Point;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.fusion.Experts;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.model.MultimodalVae;
import dev.omnivae.core.network.layer.Activations;
import dev.omnivae.core.objective.Step;
import dev.omnivae.core.state.Parameter;
import dev.omnivae.core.state.ParameterStore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * One step seen closely, {@code training.log: full}: layers, parameters and latent dimensions. The
 * step is the same with it and without.
 *
 * <pre>{@code
 * layers      mean, deviation    of what a layer gives out, over the batch
 *             dead               share of its units that give the same for every sample
 * parameters  gradient           norm of the gradient, before clipping
 *             update, value      norms of the step taken, and of what it was taken from
 * latent      kl                 nats per dimension, mean over the batch
 *             active             dimensions whose posterior mean varies by more than 0.01 over the
 *                                batch (Burda et al. 2016, section 4.1: over the data set)
 * }</pre>
 */
final class CloseLook implements AutoCloseable {
  private static final double ACTIVE = 0.01;
  private static final long[] BATCH = {0};
  private static final long[] LAST = {-1};

  private final ParameterStore store;
  private final Tensor before;
  private final Activations activations;
  private final Map<String, Double> gradients = new LinkedHashMap<>();

  private CloseLook(ParameterStore store) {
    this.store = store;
    this.before = store.values().clone();
    this.activations = Activations.open();
  }

  /** Before a step. */
  static CloseLook open(ParameterStore store) {
    return new CloseLook(store);
  }

  /** Of a turn, by group and parameter. */
  void gradients(Turn turn, List<List<Tensor>> taken) {
    for (int group = 0; group < taken.size(); group++) {
      List<Parameter> moved = turn.groups().get(group).group().parameters();
      for (int i = 0; i < moved.size(); i++) {
        gradients.put(moved.get(i).path(), norm(taken.get(group).get(i)));
      }
    }
  }

  /** After the step: three mappings. */
  ObjectNode report(Step<Model> step) {
    try (NoGrad off = NoGrad.open()) {
      ObjectNode report = JsonNodeFactory.instance.objectNode();
      ObjectNode layers = report.putObject("layers");
      activations.seen().forEach((path, y) -> layer(layers.putObject(path), y));
      ObjectNode parameters = report.putObject("parameters");
      long offset = 0;
      for (Parameter p : store.all()) {
        Double gradient = gradients.get(p.path());
        if (gradient != null) {
          Tensor was = before.narrow(0, offset, p.length());
          ObjectNode node = parameters.putObject(p.path());
          MetricsLog.put(node, "gradient", gradient);
          MetricsLog.put(node, "update", norm(p.tensor().reshape(-1).sub(was)));
          MetricsLog.put(node, "value", norm(was));
        }
        offset += p.length();
      }
      if (step.model().multimodal().isPresent()) {
        latent(report.putObject("latent"), step.multimodal());
      }
      return report;
    }
  }

  private static void layer(ObjectNode node, Tensor output) {
    long unit = output.dim() == 4 ? 1 : -1; // channels of a map, else the last axis
    Tensor units = output.movedim(unit, 0).flatten(1, -1); // (unit, everything else)
    Tensor dead = units.amax(LAST, false).eq(units.amin(LAST, false)).to(output.scalar_type());
    MetricsLog.put(node, "mean", Tensors.item(output.mean()));
    MetricsLog.put(node, "deviation", Tensors.item(output.std(false)));
    MetricsLog.put(node, "dead", Tensors.item(dead.mean()));
  }

  private static void latent(ObjectNode node, Step<MultimodalVae> step) {
    Experts experts = step.experts();
    Distribution prior = step.model().prior(step.batch().conditions());
    for (String modality : experts.modalities()) {
      Factorised q = experts.of(modality).shared();
      ObjectNode own = node.putObject(modality);
      if (prior instanceof Factorised p && q.hasKlTo(p) && !(q instanceof Point)) {
        ArrayNode kl = own.putArray("kl");
        for (double nats : Tensors.doubles(q.klTo(p).mean(0))) {
          kl.add(nats);
        }
      }
      double[] variances = Tensors.doubles(q.mean().var(BATCH, false, false));
      int active = 0;
      for (double variance : variances) {
        active += variance > ACTIVE ? 1 : 0;
      }
      own.put("active", active);
    }
  }

  private static double norm(Tensor tensor) {
    return Tensors.item(tensor.norm());
  }

  @Override
  public void close() {
    activations.close();
  }
}
