package dev.omnivae.data.store;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Samples;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Nearest;
import dev.omnivae.data.Dataset;
import dev.omnivae.data.DatasetInfo;
import dev.omnivae.data.Split;
import dev.omnivae.data.pairing.Pairing;
import dev.omnivae.data.pairing.PairingSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * A data set of labelled images or spectrograms in memory: one modality, or several paired by
 * label.
 */
public final class ImageDataset implements Dataset {
  /**
   * One modality's images.
   *
   * @param train split into training and validation
   * @param test touched by evaluation only
   */
  public record Side(Images train, Images test) {
    String name() {
      return train.modality().name();
    }
  }

  private final DatasetInfo info;
  private final Map<String, Side> sides = new LinkedHashMap<>();
  private final Map<String, HoldOut> heldOut = new LinkedHashMap<>();
  private final Map<Split, Samples> samples = new EnumMap<>(Split.class);

  private ImageDataset(DatasetInfo info, List<Side> sides, double validation, long splitSeed) {
    this.info = info;
    int classes = info.classes().size();
    for (int i = 0; i < sides.size(); i++) {
      Side side = sides.get(i);
      this.sides.put(side.name(), side);
      heldOut.put(
          side.name(), HoldOut.of(side.train().labels(), classes, validation, splitSeed + i));
    }
  }

  /**
   * A data set of one modality.
   *
   * @param validation fraction of every class held out of the training split
   * @param splitSeed decides which images are held out
   */
  public static ImageDataset single(
      DatasetInfo info, Side side, double validation, long splitSeed) {
    ImageDataset dataset = new ImageDataset(info, List.of(side), validation, splitSeed);
    for (Split split : Split.values()) {
      dataset.samples.put(split, dataset.singles(split, side.name()));
    }
    return dataset;
  }

  /**
   * A data set of several modalities, paired by label.
   *
   * @param splitSeed decides which images are held out and how test and validation are paired: kept
   *     fixed while the seed of a run varies
   * @param pairSeed decides how the training split is paired
   */
  public static ImageDataset paired(
      DatasetInfo info,
      List<Side> sides,
      PairingSettings pairing,
      double validation,
      long splitSeed,
      long pairSeed) {
    ImageDataset dataset = new ImageDataset(info, sides, validation, splitSeed);
    int testMax = Math.max(1, pairing.maxD() / 5);
    dataset.pair(
        Split.TRAIN, pairing.maxD(), pairing.dm(), pairing.fresh(), pairing.fill(), pairSeed);
    dataset.pair(Split.VALID, pairing.maxD(), 1, false, false, splitSeed + 1);
    dataset.pair(Split.TEST, testMax, pairing.testDm(), false, false, splitSeed + 2);
    return dataset;
  }

  @Override
  public DatasetInfo info() {
    return info;
  }

  @Override
  public List<Modality> modalities() {
    return sides.values().stream().map(side -> side.train().modality()).toList();
  }

  @Override
  public Samples samples(Split split) {
    Samples found = samples.get(split);
    if (found == null) {
      throw new IllegalStateException("split must be read, got " + split);
    }
    return found;
  }

  @Override
  public Samples singles(Split split, String modality) {
    return new SingleSamples(images(split, modality), rows(split, modality));
  }

  @Override
  public Map<String, float[]> factors(Split split, String modality) {
    Map<String, float[]> picked = new LinkedHashMap<>();
    int[] rows = rows(split, modality);
    images(split, modality)
        .factors()
        .forEach(
            (name, values) -> {
              float[] of = new float[rows.length];
              for (int i = 0; i < rows.length; i++) {
                of[i] = values[rows[i]];
              }
              picked.put(name, of);
            });
    return picked;
  }

  @Override
  public long[] singlesOf(Split split, String modality, long[] positions) {
    if (!(samples(split) instanceof PairedSamples pairs)) {
      return positions.clone();
    }
    int[] rows = rows(split, modality);
    int[] places = new int[images(split, modality).size()]; // by row
    for (int i = 0; i < rows.length; i++) {
      places[rows[i]] = i;
    }
    int side = List.copyOf(sides.keySet()).indexOf(modality);
    return LongStream.of(positions).map(p -> places[pairs.row(p, side)]).toArray();
  }

  private void pair(
      Split split, int maxPerClass, int matchings, boolean fresh, boolean fill, long seed) {
    int classes = info.classes().size();
    List<Images> images = new ArrayList<>();
    List<List<int[]>> rowsByClass = new ArrayList<>();
    for (String name : sides.keySet()) {
      Images of = images(split, name);
      images.add(of);
      rowsByClass.add(Arrays.asList(of.byClass(rows(split, name), classes)));
    }
    Pairing pairing = Pairing.of(rowsByClass, maxPerClass, matchings, fresh, fill, seed);
    samples.put(split, new PairedSamples(images, pairing));
  }

  private Images images(Split split, String modality) {
    Side side = side(modality);
    return split == Split.TEST ? side.test() : side.train();
  }

  private int[] rows(Split split, String modality) {
    Side side = side(modality);
    HoldOut held = heldOut.get(modality);
    if (split == Split.TEST || held == null) {
      return IntStream.range(0, side.test().size()).toArray();
    }
    return split == Split.TRAIN ? held.train() : held.valid();
  }

  private Side side(String modality) {
    Side side = sides.get(modality);
    if (side == null) {
      throw new InputException(
          "modality must be one of data set %s, got '%s'; %s"
              .formatted(info.name(), modality, Nearest.hint(modality, sides.keySet())));
    }
    return side;
  }
}
