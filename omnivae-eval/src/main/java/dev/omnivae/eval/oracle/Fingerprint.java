package dev.omnivae.eval.oracle;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Samples;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.eval.Batches;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A hash of what an oracle is made from: its architecture, and the number, shape, values and
 * answers of its training images, from a sample of them that any change of data would touch.
 */
final class Fingerprint {
  private static final long SAMPLED = 512;

  private Fingerprint() {}

  static String of(Samples singles, Modality modality, Lesson lesson, String recipe) {
    MessageDigest digest = sha256();
    digest.update(
        (recipe + "|" + modality + "|" + singles.size()).getBytes(StandardCharsets.UTF_8));
    Batches.forEach(
        singles,
        Batches.positions(singles.size(), SAMPLED, 0),
        (batch, from) -> update(digest, batch, modality, lesson));
    return HexFormat.of().formatHex(digest.digest()).substring(0, 32);
  }

  private static void update(MessageDigest digest, Batch batch, Modality modality, Lesson lesson) {
    float[] values = Tensors.floats(batch.of(modality.name()).value());
    long[] labels = Tensors.longs(lesson.answers(batch));
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length + 8 * labels.length);
    bytes.asFloatBuffer().put(values);
    bytes.position(4 * values.length);
    bytes.asLongBuffer().put(labels);
    digest.update(bytes.array());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
