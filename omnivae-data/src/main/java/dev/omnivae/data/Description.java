package dev.omnivae.data;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Observation;
import dev.omnivae.core.batch.Samples;
import dev.omnivae.core.batch.Vocabulary;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * What a data set holds, in numbers: what {@code omnivae data describe} prints and the report
 * begins with.
 *
 * @param samples by split: samples (pairs, for several modalities) in one epoch
 * @param modalities in the data set's order
 */
public record Description(
    DatasetInfo info, Map<String, Long> samples, List<ModalityDescription> modalities) {
  private static final int CHUNK = 500;

  /**
   * One modality; of values every known one counts.
   *
   * @param shape of one sample
   * @param minimum over every split
   * @param mean over every split
   * @param singles by split: single samples
   * @param perClass by split, then by class name: single samples; empty without labels
   * @param text what text is beside that; null for what is none
   */
  public record ModalityDescription(
      String name,
      String kind,
      List<Long> shape,
      double minimum,
      double maximum,
      double mean,
      Map<String, Long> singles,
      Map<String, Map<String, Long>> perClass,
      @Nullable TextDescription text) {}

  /**
   * Tokens of a modality of text, over every split, closing ones not counted.
   *
   * @param vocabulary ids there are
   * @param unknown how many of the tokens are no word of the vocabulary
   * @param longest tokens of the longest text
   */
  public record TextDescription(int vocabulary, long tokens, long unknown, long longest) {
    static TextDescription none(int vocabulary) {
      return new TextDescription(vocabulary, 0, 0, 0);
    }

    /** With the texts of a batch. */
    TextDescription with(Observation seen, Vocabulary vocabulary) {
      long[] ids = Tensors.longs(seen.value()); // (text, token)
      long length = seen.value().size(1);
      Tensor mask = seen.known();
      long[] known = mask == null ? new long[0] : Tensors.longs(mask);
      long count = 0;
      long without = 0;
      long most = longest;
      long run = 0;
      for (int i = 0; i < ids.length; i++) {
        run = i % length == 0 ? 0 : run;
        if ((mask == null || known[i] != 0) && ids[i] != vocabulary.eos()) {
          count++;
          without += ids[i] == vocabulary.unknown() ? 1 : 0;
          most = Math.max(most, ++run);
        }
      }
      return new TextDescription(this.vocabulary, tokens + count, unknown + without, most);
    }
  }

  /** Looks at every known element of every sample of every split once. */
  public static Description of(Dataset dataset) {
    Map<String, Long> samples = new LinkedHashMap<>();
    for (Split split : Split.values()) {
      samples.put(split.key(), dataset.samples(split).size());
    }
    List<ModalityDescription> modalities = new ArrayList<>();
    for (Modality modality : dataset.modalities()) {
      modalities.add(describe(dataset, modality));
    }
    return new Description(dataset.info(), samples, modalities);
  }

  private static ModalityDescription describe(Dataset dataset, Modality modality) {
    double minimum = Double.POSITIVE_INFINITY;
    double maximum = Double.NEGATIVE_INFINITY;
    double sum = 0;
    long values = 0;
    Vocabulary vocabulary = modality.vocabulary();
    TextDescription text = vocabulary == null ? null : TextDescription.none(vocabulary.size());
    Map<String, Long> singles = new LinkedHashMap<>();
    Map<String, Map<String, Long>> perClass = new LinkedHashMap<>();
    for (Split split : Split.values()) {
      Samples of = dataset.singles(split, modality.name());
      singles.put(split.key(), of.size());
      Map<String, Long> counts = new LinkedHashMap<>();
      dataset.info().classes().forEach(name -> counts.put(name, 0L));
      perClass.put(split.key(), counts);
      for (long from = 0; from < of.size(); from += CHUNK) {
        long to = Math.min(of.size(), from + CHUNK);
        try (Scope scope = Scope.open()) {
          Batch batch = of.gather(0, LongStream.range(from, to).toArray());
          Observation seen = batch.of(modality.name());
          Tensor known =
              seen.known() == null ? seen.value() : seen.value().masked_select(seen.known());
          Tensor value = known.to(ScalarType.Float);
          count(batch, dataset.info().classes(), counts);
          if (text != null && vocabulary != null) {
            text = text.with(seen, vocabulary);
          }
          if (value.numel() == 0) {
            continue;
          }
          minimum = Math.min(minimum, Tensors.item(value.min()));
          maximum = Math.max(maximum, Tensors.item(value.max()));
          sum += Tensors.item(value.mean()) * value.numel();
          values += value.numel();
        }
      }
    }
    return new ModalityDescription(
        modality.name(),
        modality.kind().name().toLowerCase(java.util.Locale.ROOT),
        modality.shape(),
        minimum,
        maximum,
        sum / values,
        singles,
        perClass,
        text);
  }

  private static void count(Batch batch, List<String> classes, Map<String, Long> counts) {
    Tensor labels = batch.labels();
    if (labels != null && !classes.isEmpty()) {
      for (long label : Tensors.longs(labels)) {
        counts.merge(classes.get((int) label), 1L, Long::sum);
      }
    }
  }
}
