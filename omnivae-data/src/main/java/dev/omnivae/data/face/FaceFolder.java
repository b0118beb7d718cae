package dev.omnivae.data.face;

import dev.omnivae.data.face.FaceReport.Picture;
import dev.omnivae.data.format.PngFile;
import dev.omnivae.data.picture.LeftOut;
import dev.omnivae.data.picture.PictureFile;
import dev.omnivae.data.picture.PictureFolder;
import dev.omnivae.data.picture.UnusableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the faces out of a folder of pictures into another one, with the same folders inside: face K
 * of {@code a/b.jpg} is {@code a/b.jpg-K.png}. Beside them {@value #LIST} says what was found in
 * which picture.
 */
public final class FaceFolder {
  /** What tells a folder of faces from one of photographs. */
  public static final String LIST = "faces.csv";

  /** One for each thread: cascades keep buffers. */
  private static final ThreadLocal<FaceFinder> FINDERS = ThreadLocal.withInitial(FaceFinder::new);

  private final FaceCrop crop;
  private final Several several;
  private final int megapixels;

  /**
   * A way of cutting.
   *
   * @param megapixels of the largest picture to decode
   */
  public FaceFolder(FaceCrop crop, Several several, int megapixels) {
    this.crop = crop;
    this.several = several;
    this.megapixels = megapixels;
  }

  /**
   * Cuts them; the same pictures give the same files.
   *
   * @param target a folder that is there and empty
   */
  public FaceReport cut(PictureFolder source, Path target) throws IOException {
    opencv_core.setNumThreads(1); // a thread a picture
    List<String> names = source.names();
    @Nullable Picture[] pictures = new Picture[names.size()];
    @Nullable LeftOut[] leftOut = new LeftOut[names.size()];
    try {
      IntStream.range(0, names.size())
          .parallel()
          .forEach(
              i -> {
                try {
                  pictures[i] = cut(source, names.get(i), target);
                } catch (UnusableException e) {
                  leftOut[i] = e.of(names.get(i));
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    List<LeftOut> all = new ArrayList<>(source.leftOut());
    all.addAll(present(leftOut));
    FaceReport report = new FaceReport(present(pictures), all);
    Files.write(target.resolve(LIST), report.csv());
    return report;
  }

  private static <T> List<T> present(@Nullable T[] values) {
    return java.util.Arrays.stream(values).filter(Objects::nonNull).toList();
  }

  private Picture cut(PictureFolder source, String name, Path target)
      throws UnusableException, IOException {
    PictureFile picture = PictureFile.read(source.file(name), megapixels);
    FaceFinder finder = FINDERS.get(); // lives longer than the scope
    try (PointerScope scope = new PointerScope()) {
      Mat pixels = Photograph.of(picture);
      List<Face> faces = finder.find(pixels);
      List<String> crops = new ArrayList<>();
      for (Face face : several.of(faces)) {
        String file = name + "-" + (faces.indexOf(face) + 1) + ".png";
        Path path = target.resolve(file);
        Files.createDirectories(path.getParent());
        PngFile.write(path, crop.cut(pixels, face), 0, 3, crop.size(), crop.size());
        crops.add(file);
      }
      return new Picture(name, faces.size(), crops);
    }
  }
}
