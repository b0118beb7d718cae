package dev.omnivae.core.train;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Samples;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.Scope;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.bytedeco.pytorch.Device;
import org.jspecify.annotations.Nullable;

/**
 * The batches of a phase in order. Where an accelerator computes, the next one is gathered ahead on
 * a second thread. On the processor it is not: all cores compute already, and a third thread on two
 * cores takes a time slice from one that the other waits for (a step of 784-512-20 took twice as
 * long; gathering takes a thirtieth of it).
 */
final class Feed implements AutoCloseable {
  private final Samples samples;
  private final SampleOrder order;
  private final long batchSize;
  private final long stepsPerEpoch;
  private final long firstEpoch;
  private final long total;
  private final Device device;
  private final @Nullable ExecutorService thread;
  private long nextStep;
  private @Nullable Future<Batch> ahead;

  /**
   * A feed.
   *
   * @param firstEpoch epochs of the phases before
   * @param from step of the phase to begin with
   * @param total steps of the phase
   * @param device where batches are needed
   */
  Feed(
      Samples samples,
      long seed,
      Phase phase,
      long firstEpoch,
      long from,
      long total,
      Device device) {
    this.samples = samples;
    this.order = new SampleOrder(seed, samples.size());
    this.batchSize = phase.settings().batchSize();
    this.stepsPerEpoch = phase.stepsPerEpoch(samples.size());
    this.firstEpoch = firstEpoch;
    this.total = total;
    this.nextStep = from;
    this.device = device;
    this.thread = device.is_cpu() ? null : Engine.background("omnivae-feed");
    submit();
  }

  /** The next batch on the device, owned by the scope. */
  Batch next(Scope scope) {
    if (thread == null) {
      return gather(nextStep++);
    }
    Future<Batch> waiting = ahead;
    if (waiting == null) {
      throw new IllegalStateException("the phase has no more batches");
    }
    Batch batch = await(waiting);
    submit();
    batch.map(scope::adopt);
    return batch.to(device);
  }

  @Override
  public void close() {
    if (thread != null) {
      thread.shutdown();
    }
    Future<Batch> waiting = ahead;
    if (waiting != null) {
      try (Scope scope = Scope.open()) {
        await(waiting).map(scope::adopt);
      } catch (RuntimeException e) {
        // a batch that could not be gathered and is not needed any more
        ahead = null;
      }
    }
    ahead = null;
  }

  private void submit() {
    if (thread == null || nextStep >= total) {
      ahead = null;
      return;
    }
    long step = nextStep++;
    ahead =
        thread.submit(
            () -> {
              try (Scope scope = Scope.open()) {
                return gather(step).map(scope::keep);
              }
            });
  }

  private Batch gather(long step) {
    long epoch = firstEpoch + step / stepsPerEpoch;
    long from = step % stepsPerEpoch * batchSize;
    return samples.gather(epoch, order.positions(epoch, from, batchSize));
  }

  private static Batch await(Future<Batch> waiting) {
    try {
      return waiting.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("training was interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    }
  }
}
