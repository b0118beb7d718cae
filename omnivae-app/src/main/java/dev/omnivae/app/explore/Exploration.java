package dev.omnivae.app.explore;

import dev.omnivae.core.config.InputException;
import dev.omnivae.eval.Evaluation;
import dev.omnivae.eval.figure.Screen;
import dev.omnivae.eval.latent.CodeSet;
import dev.omnivae.eval.latent.Colouring;
import dev.omnivae.eval.latent.Colourings;
import dev.omnivae.eval.latent.LatentSpace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Everything {@code omnivae explore} writes, into one folder. */
public final class Exploration {
  /** Codes of whole samples that films are drawn over and neighbours found among. */
  private static final int WHOLE = 2_000;

  private final Evaluation evaluation;
  private final Wishes wishes;
  private final Path folder;

  /** Of the evaluation's model and split. */
  public Exploration(Evaluation evaluation, Wishes wishes, Path folder) {
    this.evaluation = evaluation;
    this.wishes = wishes;
    this.folder = folder;
  }

  /**
   * Writes it.
   *
   * @throws InputException for a wish that makes no sense of this model, before any file is written
   */
  public List<Written> write() {
    boolean decodes = decodes();
    evaluation.say("codes: inferring");
    List<Written> written = new ArrayList<>();
    if (decodes) {
      LatentSpace space = LatentSpace.of(evaluation, WHOLE);
      Colouring colouring = colouring(space.codes());
      checkDimensions(space.region().width());
      Chosen chosen = Chosen.of(space, wishes.ids());
      written.addAll(maps());
      Screen screen = new Screen(space);
      if (wishes.wants(Part.FILMS)) {
        written.addAll(new Films(space, screen, colouring, chosen, wishes, folder).write());
      }
      written.addAll(stills(new Stills(space, screen, chosen, wishes, folder)));
    } else {
      written.addAll(maps());
    }
    return written;
  }

  private List<Written> stills(Stills stills) {
    List<Written> written = new ArrayList<>();
    if (wishes.wants(Part.TRAVERSALS)) {
      written.addAll(stills.traversals());
    }
    if (wishes.wants(Part.INTERPOLATIONS)) {
      written.addAll(stills.interpolations());
    }
    if (wishes.wants(Part.MANIFOLD)) {
      written.addAll(stills.manifold());
    }
    if (wishes.wants(Part.NEIGHBOURS)) {
      written.addAll(stills.neighbours());
    }
    return written;
  }

  private List<Written> maps() {
    if (!wishes.wants(Part.MAPS)) {
      return List.of();
    }
    CodeSet codes = CodeSet.of(evaluation, wishes.points(), wishes.codes());
    return new Maps(evaluation, codes, wishes.codes(), colouring(codes), folder).write();
  }

  private Colouring colouring(CodeSet codes) {
    Colourings known = new Colourings(evaluation.dataset(), evaluation.split(), codes);
    String named = wishes.colorBy();
    // codes of whole samples are of all modalities at once: their maps keep to the label
    boolean ofOne = codes.views().size() == 1 && evaluation.model().modalities().size() > 1;
    return named == null || (ofOne && named.equals(Colourings.MODALITY))
        ? known.usual()
        : known.of(named);
  }

  /** Whether anything is wanted that must be decoded, and the model decodes what can be seen. */
  private boolean decodes() {
    boolean wanted = wishes.only().isEmpty() || !wishes.decoding().isEmpty();
    if (!wanted || !Screen.shown(evaluation).isEmpty()) {
      return wanted;
    }
    if (!wishes.decoding().isEmpty()) {
      throw InputException.of(
          "--only "
              + wishes.decoding().stream().map(Part::key).sorted().collect(Collectors.joining(",")),
          "of a model that generates images, texts or attributes",
          "one of " + evaluation.model().modalities(),
          "write --only maps");
    }
    evaluation.say("explore: the model generates nothing that can be seen, so maps alone");
    return false;
  }

  private void checkDimensions(int width) {
    for (int dimension : wishes.dimensions()) {
      if (dimension < 0 || dimension >= width) {
        throw InputException.of(
            "--dims", "from 0 to " + (width - 1), dimension, "the code has no others");
      }
    }
  }
}
