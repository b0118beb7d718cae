package dev.omnivae.data.generate;

import dev.omnivae.data.format.PngFile;
import dev.omnivae.data.pairing.Permutation;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * PolyMNIST: one digit over random crops of several pictures, one picture a modality; where the
 * digit is, the crop's colours are inverted. Every modality of a sample shows another handwriting
 * of the same digit, by a random permutation per modality and digit.
 *
 * <p>Sutter, Daunhawer, Vogt: Generalized multimodal ELBO, ICLR 2021. As in its program {@code
 * create_mmnist_dataset.py}: the digit is where MNIST exceeds 128, the crop's corner is uniform.
 * Differs: permutations and crops come from the seed, so that sample i of a modality is the same on
 * any number of threads.
 */
public final class PolyMnist {
  public static final int SIZE = 28;
  private static final int THRESHOLD = 128;
  private static final int CLASSES = 10;

  private final byte[] digits;
  private final int[][] byLabel;
  private final List<Key> keys = new ArrayList<>();
  private final long seed;
  private final String stream;

  /**
   * What a sample is called: the published files are {@code INDEX.LABEL.png}.
   *
   * @param index among the samples of its label
   */
  public record Key(int index, int label) {
    @Override
    public String toString() {
      return index + "." + label;
    }
  }

  /**
   * A split to draw.
   *
   * @param digits grey 28x28 with labels 0 to 9
   * @param stream keeps splits apart: "train", "test"
   */
  public PolyMnist(Drawing digits, long seed, String stream) {
    this.digits = digits.pixels();
    this.seed = seed;
    this.stream = "polymnist/" + stream;
    byLabel = new int[CLASSES][];
    int longest = 0;
    for (int label = 0; label < CLASSES; label++) {
      int wanted = label;
      byLabel[label] =
          IntStream.range(0, digits.samples()).filter(i -> digits.labels()[i] == wanted).toArray();
      longest = Math.max(longest, byLabel[label].length);
    }
    for (int index = 0; index < longest; index++) {
      for (int label = 0; label < CLASSES; label++) {
        if (index < byLabel[label].length) {
          keys.add(new Key(index, label));
        }
      }
    }
  }

  /** The samples in order: all labels of index 0, then of index 1, so that any stretch is mixed. */
  public List<Key> keys() {
    return List.copyOf(keys);
  }

  /**
   * One modality of all samples, drawn in parallel.
   *
   * @param modality its number: decides its permutations and crops
   * @param background in colour, larger than 28x28
   * @return (sample, channel, height, width)
   */
  public byte[] draw(int modality, PngFile.Planes background) {
    int plane = SIZE * SIZE;
    byte[] pixels = new byte[Math.multiplyExact(3 * plane, keys.size())];
    Permutation[] orders = new Permutation[CLASSES];
    for (int label = 0; label < CLASSES; label++) {
      long key = Dice.of(seed, stream + "/m" + modality + "/order", label).next();
      orders[label] = Permutation.of(Math.max(1, byLabel[label].length), key);
    }
    IntStream.range(0, keys.size())
        .parallel()
        .forEach(
            i -> {
              Key key = keys.get(i);
              int digit = byLabel[key.label()][(int) orders[key.label()].at(key.index())];
              Dice dice = Dice.of(seed, stream + "/m" + modality, i);
              int left = dice.below(background.width() - SIZE);
              int top = dice.below(background.height() - SIZE);
              for (int p = 0; p < plane; p++) {
                boolean ink = (digits[digit * plane + p] & 0xff) > THRESHOLD;
                int from = (top + p / SIZE) * background.width() + left + p % SIZE;
                for (int c = 0; c < 3; c++) {
                  int level =
                      background.pixels()[c * background.height() * background.width() + from]
                          & 0xff;
                  pixels[(3 * i + c) * plane + p] = (byte) (ink ? 255 - level : level);
                }
              }
            });
    return pixels;
  }
}
