package dev.omnivae.data.reader;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Nearest;
import dev.omnivae.data.Availability;
import dev.omnivae.data.Dataset;
import dev.omnivae.data.DatasetInfo;
import dev.omnivae.data.Reader;
import dev.omnivae.data.ReaderContext;
import dev.omnivae.data.format.Checksums;
import dev.omnivae.data.generate.ProfileFolder;
import dev.omnivae.data.generate.ProfileParts;
import dev.omnivae.data.store.AlignedDataset;
import dev.omnivae.data.store.AlignedRows;
import dev.omnivae.data.store.Images;
import dev.omnivae.data.store.View;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Parts of several components with their sizes, in the layout of the five-component system; drawn
 * into the cache once where no folder holds them, and read from there through the same path.
 */
public final class ProfilesReader implements Reader {
  @Override
  public String name() {
    return "profiles";
  }

  @Override
  public String summary() {
    return "five grey 64x32 components of one part with its width and height; drawn without a folder";
  }

  @Override
  public Availability availability(List<Path> roots) {
    return files(roots)
        .find(ProfilesFiles.DIMENSIONS)
        .map(file -> Availability.found("in " + file.toAbsolutePath().normalize().getParent()))
        .orElse(Availability.drawn());
  }

  @Override
  public void make(ReaderContext context, Path folder) {
    ProfilesSettings settings = settings(context);
    MadeFolder.into(
        folder,
        inside ->
            ProfileFolder.write(inside, settings.seed(), settings.drawn(), settings.drawnTest()));
  }

  @Override
  public Dataset read(ReaderContext context) {
    ProfilesSettings settings = settings(context);
    Optional<Path> found =
        files(context.roots()).find(ProfilesFiles.DIMENSIONS).map(Path::getParent);
    Path folder = found.orElseGet(() -> drawn(context.cache(), settings));
    Problems problems = new Problems();
    List<ProfilesFiles.Part> parts =
        new ProfilesFiles(folder, settings.components(), settings.allowsIncomplete(), problems)
            .parts();
    ProfilesFactors factors = ProfilesFactors.read(folder);
    Map<String, String> checksums = new LinkedHashMap<>();
    List<AlignedRows> rows = new ArrayList<>();
    for (String split : List.of("train", "test")) {
      boolean train = split.equals("train");
      int limit = train ? settings.samples() : settings.testSamples();
      List<ProfilesFiles.Part> of =
          parts.stream()
              .filter(part -> part.train() == train)
              .limit(limit == 0 ? Long.MAX_VALUE : limit)
              .toList();
      rows.add(rows(of, factors, settings, split, context.cache(), checksums, problems));
    }
    problems.refuse(
        "data set profiles in " + folder,
        "correct the files"
            + (settings.allowsIncomplete() || settings.stacked()
                ? ""
                : "; incomplete: allow takes missing components for missing modalities"));
    DatasetInfo info =
        new DatasetInfo(
            name(),
            "components of one part, its width and height in pixels as conditions",
            found.isPresent() ? "as its owner says" : Drawn.LICENCE,
            found.isPresent() ? "none" : Drawn.CITATION,
            factors.classes(),
            checksums);
    return AlignedDataset.of(
        info, rows.get(0), rows.get(1), settings.validation(), settings.seed());
  }

  private static AlignedRows rows(
      List<ProfilesFiles.Part> parts,
      ProfilesFactors factors,
      ProfilesSettings settings,
      String split,
      Path cache,
      Map<String, String> checksums,
      Problems problems) {
    int[] labels = new int[factors.classes().isEmpty() ? 0 : parts.size()];
    for (int i = 0; i < labels.length; i++) {
      Integer label = factors.labels().get(parts.get(i).id());
      if (label == null) {
        problems.add("no row of factors.csv for", parts.get(i).id());
      } else {
        labels[i] = label;
      }
    }
    List<byte[]> pixels = new ArrayList<>();
    for (int c = 0; c < settings.components().size(); c++) {
      Modality component = component(settings, c);
      pixels.add(
          Pictures.read(component, files(parts, c), i -> parts.get(i).id(), cache, problems));
      checksums.put(component.name() + "-" + split, Checksums.of(pixels.get(c)));
    }
    Map<String, double[]> conditions = new LinkedHashMap<>();
    conditions.put("width_px", parts.stream().mapToDouble(ProfilesFiles.Part::width).toArray());
    conditions.put("height_px", parts.stream().mapToDouble(ProfilesFiles.Part::height).toArray());
    return new AlignedRows(
        settings.stacked()
            ? List.of(stacked(pixels, parts.size(), settings))
            : views(pixels, parts, settings),
        labels,
        conditions,
        factorsOf(parts, factors),
        row -> parts.get(row).id());
  }

  private static List<View> views(
      List<byte[]> pixels, List<ProfilesFiles.Part> parts, ProfilesSettings settings) {
    List<View> views = new ArrayList<>();
    for (int c = 0; c < pixels.size(); c++) {
      views.add(Pictures.view(component(settings, c), pixels.get(c), files(parts, c)));
    }
    return views;
  }

  private static List<Optional<Path>> files(List<ProfilesFiles.Part> parts, int component) {
    return parts.stream().map(part -> part.files().get(component)).toList();
  }

  private static Modality component(ProfilesSettings settings, int index) {
    return Modality.image(settings.components().get(index), 1, settings.height(), settings.width());
  }

  /** All components as the channels of one image. */
  private static View stacked(List<byte[]> pixels, int samples, ProfilesSettings settings) {
    int plane = settings.height() * settings.width();
    int channels = pixels.size();
    byte[] all = new byte[Math.multiplyExact(Math.multiplyExact(plane, channels), samples)];
    for (int i = 0; i < samples; i++) {
      for (int c = 0; c < channels; c++) {
        System.arraycopy(pixels.get(c), i * plane, all, (i * channels + c) * plane, plane);
      }
    }
    return Images.of(
        Modality.image("stacked", channels, settings.height(), settings.width()),
        all,
        new int[samples]);
  }

  private static Map<String, float[]> factorsOf(
      List<ProfilesFiles.Part> parts, ProfilesFactors factors) {
    Map<String, float[]> named = new LinkedHashMap<>();
    factors
        .factors()
        .forEach(
            (name, byId) -> {
              float[] values = new float[parts.size()];
              for (int i = 0; i < values.length; i++) {
                values[i] = byId.getOrDefault(parts.get(i).id(), Float.NaN);
              }
              named.put(name, values);
            });
    return named;
  }

  private static Path drawn(Path cache, ProfilesSettings settings) {
    for (String component : settings.components()) {
      if (!ProfileParts.COMPONENTS.contains(component)) {
        throw new InputException(
            "data.components must name components of the drawn set (no folder profiles was found),"
                + " got '%s'; %s"
                    .formatted(component, Nearest.hint(component, ProfileParts.COMPONENTS)));
      }
    }
    Path folder =
        cache
            .resolve("drawings")
            .resolve(
                "profiles-v%d-seed%d-%d-%d"
                    .formatted(
                        ProfileParts.VERSION,
                        settings.seed(),
                        settings.drawn(),
                        settings.drawnTest()));
    MadeFolder.once(
        folder,
        inside ->
            ProfileFolder.write(inside, settings.seed(), settings.drawn(), settings.drawnTest()));
    return folder;
  }

  private static DataFiles files(List<Path> roots) {
    return DataFiles.of("profiles", roots, "make it with 'omnivae data make profiles'");
  }

  private ProfilesSettings settings(ReaderContext context) {
    return context.settings().read(ProfilesSettings.class, ProfilesSettings.DEFAULT);
  }
}
