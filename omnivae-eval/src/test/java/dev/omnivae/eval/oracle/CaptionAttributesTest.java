package dev.omnivae.eval.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Observation;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.data.Dataset;
import dev.omnivae.data.ReaderContext;
import dev.omnivae.data.Split;
import dev.omnivae.data.generate.Faces;
import dev.omnivae.data.reader.FacesTextReader;
import dev.omnivae.eval.AttributeAgreement;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CaptionAttributesTest {
  @BeforeAll
  static void start() {
    Engine.start(1);
  }

  private static Dataset judged() {
    return new FacesTextReader()
        .read(
            new ReaderContext(
                Settings.parse("{\"samples\": 60, \"test_samples\": 8}"),
                List.of(),
                Path.of("unused-cache"),
                1))
        .attributed()
        .orElseThrow();
  }

  @Test
  void realSentencesTellWhatTheirFacesHave() {
    Dataset judged = judged();
    Batch batch = judged.samples(Split.TEST).gather(0, new long[] {0, 1, 2, 3, 4, 5, 6, 7});
    Observation text = batch.of("text");

    Tensor told =
        new CaptionAttributes(judged.modalities().get(1), Faces.ATTRIBUTES).read(text.value());

    AttributeAgreement agreement = new AttributeAgreement();
    agreement.add(told, batch, "image", "attributes");
    assertThat(agreement.mean()).isEqualTo(1);
  }

  @Test
  void whatACaptionDoesNotTellIsWrong() {
    Dataset judged = judged();
    Batch batch = judged.samples(Split.TEST).gather(0, new long[] {0, 1});
    Tensor silent = Tensors.of(new long[2 * 28], 2, 28); // padding alone

    Tensor told = new CaptionAttributes(judged.modalities().get(1), Faces.ATTRIBUTES).read(silent);

    assertThat(Tensors.longs(told)).hasSize(20).containsOnly(-1);
    AttributeAgreement agreement = new AttributeAgreement();
    agreement.add(told, batch, "image", "attributes");
    assertThat(agreement.mean()).isZero();
  }
}
