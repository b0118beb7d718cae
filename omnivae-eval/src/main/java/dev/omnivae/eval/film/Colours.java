package dev.omnivae.eval.film;

import java.awt.image.IndexColorModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * At most 255 colours for a whole film, so that nothing flickers from frame to frame: its own where
 * it has no more, else by median cut (Heckbert 1982). One more is transparent. No dithering: it
 * would crawl. Greys are chosen apart and stay grey: the eye sees the faintest tint of a grey
 * picture.
 */
final class Colours {
  static final int TRANSPARENT = 255;

  /** Enough frames to see every colour that matters. */
  private static final int LOOKED_AT = 24;

  private final int[] chosen;
  private final Map<Integer, Byte> nearest = new HashMap<>();

  private Colours(int[] chosen) {
    this.chosen = chosen;
  }

  /** Those of a film. */
  static Colours of(Frames frames) {
    Map<Integer, Integer> counts = new HashMap<>();
    int looked = Math.min(LOOKED_AT, frames.count());
    for (int i = 0; i < looked; i++) {
      for (int colour : frames.pixels((int) ((long) i * frames.count() / looked))) {
        counts.merge(colour, 1, Integer::sum);
      }
    }
    return new Colours(
        counts.size() <= TRANSPARENT
            ? counts.keySet().stream().mapToInt(Integer::intValue).sorted().toArray()
            : medianCut(counts));
  }

  /** The index of the nearest chosen colour. */
  byte index(int colour) {
    return nearest.computeIfAbsent(colour, this::search);
  }

  private byte search(int colour) {
    int best = 0;
    int least = Integer.MAX_VALUE;
    boolean grey = grey(colour) && Arrays.stream(chosen).anyMatch(Colours::grey);
    for (int i = 0; i < chosen.length; i++) {
      if (grey && !grey(chosen[i])) {
        continue;
      }
      int distance = 0;
      for (int shift = 0; shift <= 16; shift += 8) {
        int difference = ((colour >> shift) & 0xFF) - ((chosen[i] >> shift) & 0xFF);
        distance += difference * difference;
      }
      if (distance < least) {
        least = distance;
        best = i;
      }
    }
    return (byte) best;
  }

  private static boolean grey(int colour) {
    int blue = colour & 0xFF;
    return blue == ((colour >> 8) & 0xFF) && blue == ((colour >> 16) & 0xFF);
  }

  /** For an indexed picture. */
  IndexColorModel model() {
    int[] all = new int[TRANSPARENT + 1];
    for (int i = 0; i < chosen.length; i++) {
      all[i] = 0xFF000000 | chosen[i];
    }
    return new IndexColorModel(
        8, all.length, all, 0, true, TRANSPARENT, java.awt.image.DataBuffer.TYPE_BYTE);
  }

  /**
   * A box of colours. Frequent ones count by the root of how often they occur: else paper would
   * take every colour there is.
   */
  private record Box(List<Integer> colours, Map<Integer, Integer> counts) {
    double weight(int colour) {
      return Math.sqrt(counts.getOrDefault(colour, 0));
    }

    double[] mean() {
      double[] sums = new double[4];
      for (int colour : colours) {
        double weight = weight(colour);
        sums[3] += weight;
        for (int channel = 0; channel < 3; channel++) {
          sums[channel] += weight * ((colour >> (8 * channel)) & 0xFF);
        }
      }
      return new double[] {sums[0] / sums[3], sums[1] / sums[3], sums[2] / sums[3]};
    }

    /** Squared deviations by channel. */
    double[] deviations() {
      double[] mean = mean();
      double[] sums = new double[3];
      for (int colour : colours) {
        for (int channel = 0; channel < 3; channel++) {
          double away = ((colour >> (8 * channel)) & 0xFF) - mean[channel];
          sums[channel] += weight(colour) * away * away;
        }
      }
      return sums;
    }

    int average() {
      double[] mean = mean();
      return (int) Math.round(mean[0])
          | (int) Math.round(mean[1]) << 8
          | (int) Math.round(mean[2]) << 16;
    }
  }

  private static int[] medianCut(Map<Integer, Integer> counts) {
    List<Box> boxes = new ArrayList<>();
    List<Double> errors = new ArrayList<>();
    counts.keySet().stream()
        .sorted()
        .collect(Collectors.partitioningBy(Colours::grey))
        .values()
        .stream()
        .filter(colours -> !colours.isEmpty())
        .forEach(colours -> boxes.add(new Box(colours, counts)));
    boxes.forEach(box -> errors.add(error(box)));
    while (boxes.size() < TRANSPARENT) {
      int worst = 0;
      for (int i = 1; i < boxes.size(); i++) {
        worst = errors.get(i) > errors.get(worst) ? i : worst;
      }
      if (errors.get(worst) == 0) {
        break; // only single colours are left
      }
      Box box = boxes.get(worst);
      double[] deviations = box.deviations();
      int channel = 0;
      for (int c = 1; c < 3; c++) {
        channel = deviations[c] > deviations[channel] ? c : channel;
      }
      int shift = 8 * channel;
      List<Integer> order = new ArrayList<>(box.colours());
      order.sort(Comparator.comparingInt((Integer c) -> (c >> shift) & 0xFF).thenComparing(c -> c));
      double mean = box.mean()[channel];
      int cut = 1;
      while (cut < order.size() - 1 && ((order.get(cut) >> shift) & 0xFF) <= mean) {
        cut++;
      }
      boxes.set(worst, new Box(List.copyOf(order.subList(0, cut)), counts));
      errors.set(worst, error(boxes.get(worst)));
      boxes.add(new Box(List.copyOf(order.subList(cut, order.size())), counts));
      errors.add(error(boxes.get(boxes.size() - 1)));
    }
    return boxes.stream().mapToInt(Box::average).toArray();
  }

  private static double error(Box box) {
    double[] deviations = box.deviations();
    return box.colours().size() < 2 ? 0 : deviations[0] + deviations[1] + deviations[2];
  }
}
