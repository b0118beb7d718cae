package dev.omnivae.data.face;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Nearest;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Which faces are cut out of a picture with several. */
public enum Several {
  ALL {
    @Override
    List<Face> of(List<Face> faces) {
      return faces;
    }
  },
  LARGEST {
    @Override
    List<Face> of(List<Face> faces) {
      return faces.stream().max(Comparator.comparingDouble(Face::distance)).stream().toList();
    }
  },
  NONE {
    @Override
    List<Face> of(List<Face> faces) {
      return faces.size() > 1 ? List.of() : faces;
    }
  };

  abstract List<Face> of(List<Face> faces);

  /**
   * The one of that name.
   *
   * @throws InputException naming the nearest when there is none
   */
  public static Several of(String name) {
    List<String> names =
        Arrays.stream(values()).map(one -> one.name().toLowerCase(Locale.ROOT)).toList();
    if (!names.contains(name)) {
      throw new InputException(
          "several must be a known choice, got '%s'; %s"
              .formatted(name, Nearest.hint(name, names)));
    }
    return valueOf(name.toUpperCase(Locale.ROOT));
  }
}
