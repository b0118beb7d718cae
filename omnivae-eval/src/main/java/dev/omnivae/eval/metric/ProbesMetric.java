package dev.omnivae.eval.metric;

import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.model.Model;
import dev.omnivae.eval.Evaluation;
import dev.omnivae.eval.Metric;
import dev.omnivae.eval.probe.CodeSources;
import dev.omnivae.eval.probe.Codes;
import dev.omnivae.eval.probe.ConvergedProbe;
import dev.omnivae.eval.probe.NonlinearProbe;
import dev.omnivae.eval.probe.ProbeCodes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;

/**
 * What each code tells of the class: shared, private and joint, see {@link CodeSources}, read by
 * {@link ConvergedProbe} and by {@link NonlinearProbe}; and what all modalities together tell
 * beyond the best of them.
 *
 * <pre>{@code synergy = accuracy on q(z | x) - max over A of accuracy on q(z | x_A)}</pre>
 *
 * <p>Codes are drawn, one a sample, as for {@link LatentAccuracyMetric}. A private code that tells
 * the class has taken it from the shared one.
 */
public final class ProbesMetric implements Metric {
  private static final String KEY = "probes.";

  @Override
  public String name() {
    return "probes";
  }

  @Override
  public Map<String, Double> measure(Evaluation evaluation) {
    Map<String, Double> values = new TreeMap<>();
    int classes = evaluation.dataset().info().classes().size();
    if (classes == 0) {
      evaluation.say("probes: skipped, the data set has no labels");
      return values;
    }
    Model model = evaluation.model();
    Map<String, Codes.Source> alone = CodeSources.alone(model);
    Map<String, Codes.Source> sources = new LinkedHashMap<>(alone);
    sources.putAll(CodeSources.own(model));
    sources.putAll(CodeSources.joint(model));
    ProbeCodes.collect(evaluation, name(), sources)
        .forEach(
            (source, codes) -> {
              Noise noise = evaluation.noise(KEY + source);
              values.put(KEY + source + ".linear", ConvergedProbe.accuracy(codes, classes));
              values.put(
                  KEY + source + ".nonlinear", NonlinearProbe.accuracy(codes, classes, noise));
            });
    for (String kind : new String[] {".linear", ".nonlinear"}) {
      synergy(values, alone.keySet(), kind);
    }
    return values;
  }

  private static void synergy(Map<String, Double> values, Set<String> alone, String kind) {
    String joint = KEY + CodeSources.JOINT + kind;
    OptionalDouble best =
        alone.stream()
            .map(name -> KEY + name + kind)
            .filter(values::containsKey)
            .mapToDouble(key -> values.getOrDefault(key, Double.NaN))
            .max();
    if (values.containsKey(joint) && best.isPresent()) {
      values.put(
          KEY + "synergy" + kind, values.getOrDefault(joint, Double.NaN) - best.getAsDouble());
    }
  }
}
