package dev.omnivae.core.distribution;

import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A batch of distributions in parts along its leading axes, so that the likelihood of images, which
 * is all that training asks for, is taken while a part is still in the processor's cache. Joined
 * only when asked for anything else.
 */
public final class Slices implements Distribution {
  private final List<Distribution> parts;
  private final long[] leading;
  private final int eventAxes;
  private final Supplier<Distribution> joining;
  private @Nullable Distribution joined;

  /**
   * From parts.
   *
   * @param parts each over {@code (slice, batch, event)}
   * @param leading sizes of the axes before the batch; their product is the number of all slices
   * @param joining makes all parts one distribution over {@code (leading..., batch, event)}
   */
  public Slices(
      List<Distribution> parts, long[] leading, int eventAxes, Supplier<Distribution> joining) {
    this.parts = List.copyOf(parts);
    this.leading = leading.clone();
    this.eventAxes = eventAxes;
    this.joining = joining;
  }

  @Override
  public Tensor logProb(Tensor x, @Nullable Tensor known) {
    if (!sameForAll(x) || (known != null && !sameForAll(known))) {
      return joined().logProb(x, known);
    }
    List<Tensor> each = new ArrayList<>();
    parts.forEach(part -> each.add(part.logProb(x, known))); // (slice, batch)
    long[] shape = Arrays.copyOf(leading, leading.length + 1);
    shape[leading.length] = -1;
    return Tensors.cat(each, 0).view(shape);
  }

  @Override
  public Tensor sample(Noise noise, long draws) {
    return joined().sample(noise, draws);
  }

  @Override
  public Tensor mean() {
    return joined().mean();
  }

  @Override
  public boolean reparameterised() {
    return parts.get(0).reparameterised();
  }

  @Override
  public Distribution map(UnaryOperator<Tensor> f) {
    return joined().map(f);
  }

  /** Whether values have no axis before the batch that could tell slices apart. */
  private boolean sameForAll(Tensor x) {
    return x.dim() <= eventAxes + 1;
  }

  private Distribution joined() {
    Distribution all = joined;
    if (all == null) {
      all = joining.get();
      joined = all;
    }
    return all;
  }
}
