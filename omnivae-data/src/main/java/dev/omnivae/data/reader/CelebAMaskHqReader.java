package dev.omnivae.data.reader;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Nearest;
import dev.omnivae.data.Availability;
import dev.omnivae.data.Dataset;
import dev.omnivae.data.DatasetInfo;
import dev.omnivae.data.Reader;
import dev.omnivae.data.ReaderContext;
import dev.omnivae.data.Split;
import dev.omnivae.data.format.Checksums;
import dev.omnivae.data.picture.ThumbnailPack;
import dev.omnivae.data.store.AlignedDataset;
import dev.omnivae.data.store.AlignedRows;
import dev.omnivae.data.store.Attributes;
import dev.omnivae.data.store.Images;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * CelebAMask-HQ as distributed: {@code CelebA-HQ-img/*.jpg}, {@code
 * CelebAMask-HQ-attribute-anno.txt}, {@code CelebAMask-HQ-pose-anno.txt}. Faces that look at the
 * camera alone, as the published text-image system chose them. Lee et al. 2020.
 */
public final class CelebAMaskHqReader implements Reader {
  private static final String LICENCE =
      "non-commercial research and education alone (CelebAMask-HQ agreement)";
  private static final String CITATION =
      "C.-H. Lee, Z. Liu, L. Wu, P. Luo, MaskGAN: Towards Diverse and Interactive Facial Image"
          + " Manipulation, CVPR 2020";
  private static final String ATTRIBUTES = "CelebAMask-HQ-attribute-anno.txt";
  private static final String POSES = "CelebAMask-HQ-pose-anno.txt";
  private static final String PICTURES = "CelebA-HQ-img";
  private static final String FEMALE = "female";
  private static final String MALE = "male";

  private final Notices notices;

  public CelebAMaskHqReader() {
    this(Notices.PROCESS);
  }

  CelebAMaskHqReader(Notices notices) {
    this.notices = notices;
  }

  @Override
  public String name() {
    return "celebamask-hq";
  }

  @Override
  public String summary() {
    return "photographs of faces 64x64 with binary attributes, CelebAMask-HQ";
  }

  @Override
  public Availability availability(List<Path> roots) {
    return files(roots).availability(List.of(ATTRIBUTES, POSES));
  }

  private static DataFiles files(List<Path> roots) {
    List<Path> all = new ArrayList<>();
    for (Path root : roots) {
      all.add(root.resolve("CelebAMask-HQ")); // the name of the folder as distributed
      all.add(root);
    }
    return DataFiles.of(
        "celebamask-hq",
        all,
        "unpack CelebAMask-HQ.zip of mmlab.ie.cuhk.edu.hk/projects/CelebA/CelebAMask_HQ.html and"
            + " name the folder above it with --data");
  }

  @Override
  public Dataset read(ReaderContext context) {
    CelebAMaskHqSettings settings =
        context.settings().read(CelebAMaskHqSettings.class, CelebAMaskHqSettings.DEFAULT);
    DataFiles files = files(context.roots());
    AnnotationFile attributes = AnnotationFile.read(files.get(ATTRIBUTES));
    AnnotationFile poses = AnnotationFile.read(files.get(POSES));
    List<byte[]> values = new ArrayList<>(); // of all pictures, by attribute
    List<String> pictures = new ArrayList<>(frontal(attributes, poses, settings));
    Collections.shuffle(pictures, new Random(settings.seed()));
    int most = pictures.size() - settings.testSamples();
    int count = settings.samples() == 0 ? most : settings.samples();
    if (count < 1 || count > most) {
      throw InputException.of(
          "data.samples",
          "at most the %d faces that pass the pose filter, less test_samples: %d"
              .formatted(pictures.size(), most),
          settings.samples(),
          "write samples: 0 for all, or fewer test_samples");
    }
    List<String> chosen = pictures.subList(0, count + settings.testSamples());
    for (String attribute : settings.attributes()) {
      values.add(column(attribute, attributes, chosen));
    }
    notices.tell("CelebAMask-HQ: " + LICENCE);
    return dataset(context, settings, folder(attributes.file()), chosen, values);
  }

  private Dataset dataset(
      ReaderContext context,
      CelebAMaskHqSettings settings,
      Path folder,
      List<String> chosen,
      List<byte[]> values) {
    byte[] pixels = ThumbnailPack.read(paths(folder, chosen), settings.size(), context.cache());
    Modality image = Modality.image("image", 3, settings.size(), settings.size());
    DatasetInfo info =
        new DatasetInfo(
            name(), summary(), LICENCE, CITATION, List.of(), Map.of("image", Checksums.of(pixels)));
    AlignedRows rows =
        AlignedRows.of(
            List.of(
                Images.of(image, pixels, new int[chosen.size()]),
                Attributes.of("attributes", settings.attributes(), values)),
            new int[0],
            chosen::get);
    int count = chosen.size() - settings.testSamples();
    int held = (int) Math.round(settings.validation() * count);
    Map<Split, int[]> splits = new EnumMap<>(Split.class);
    splits.put(Split.TRAIN, IntStream.range(held, count).toArray());
    splits.put(Split.VALID, IntStream.range(0, held).toArray());
    splits.put(Split.TEST, IntStream.range(count, chosen.size()).toArray());
    return AlignedDataset.of(info, rows, splits);
  }

  private static Path folder(Path annotation) {
    return annotation.resolveSibling(PICTURES);
  }

  private static List<Path> paths(Path folder, List<String> pictures) {
    List<Path> paths = new ArrayList<>();
    for (String picture : pictures) {
      Path path = folder.resolve(picture);
      if (!Files.isRegularFile(path)) {
        throw InputException.of(
            path.toString(), "there, as the annotations say", "no such file", "unpack it again");
      }
      paths.add(path);
    }
    return paths;
  }

  /** Pictures whose head is turned little, in the order of the annotations. */
  private static List<String> frontal(
      AnnotationFile attributes, AnnotationFile poses, CelebAMaskHqSettings settings) {
    double[] most = {settings.maxYaw(), settings.maxPitch(), settings.maxRoll()};
    if (poses.columns().size() != most.length) {
      throw InputException.of(
          poses.file().toString(),
          "of columns yaw, pitch and roll",
          poses.columns(),
          "download it again");
    }
    List<String> pictures = new ArrayList<>();
    for (String picture : attributes.rows().keySet()) {
      double[] pose = poses.rows().get(picture);
      if (pose == null) {
        throw InputException.of(
            poses.file().toString(),
            "a line for every picture of " + ATTRIBUTES,
            "none for " + picture,
            "download it again");
      }
      double[] angles = pose;
      if (IntStream.range(0, most.length).allMatch(i -> Math.abs(angles[i]) < most[i])) {
        pictures.add(picture);
      }
    }
    return pictures;
  }

  /** 1 for yes, 0 for no, -1 where the file says neither. */
  private static byte[] column(String attribute, AnnotationFile file, List<String> pictures) {
    boolean complement = attribute.equals(FEMALE);
    String wanted = complement ? MALE : attribute;
    List<String> names =
        file.columns().stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
    int column = names.indexOf(wanted);
    if (column < 0) {
      throw new InputException(
          "data.attributes must name columns of %s, got '%s'; %s"
              .formatted(file.file(), attribute, Nearest.hint(attribute, names)));
    }
    byte[] values = new byte[pictures.size()];
    for (int i = 0; i < values.length; i++) {
      double[] row = file.rows().get(pictures.get(i));
      double value = row == null ? 0 : row[column];
      double yes = complement ? -value : value;
      values[i] = (byte) (yes == 1 ? 1 : yes == -1 ? 0 : -1);
    }
    return values;
  }
}
