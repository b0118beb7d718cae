package dev.omnivae.data.picture;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureFolderTest {
  private static final byte[] PNG =
      SamplePictures.bytes(SamplePictures.plain(8, 8, Color.RED), "png");

  @TempDir private Path temp;
  private Path folder;

  @BeforeEach
  void make() {
    folder = temp.resolve("mine");
    SamplePictures.write(folder.resolve("b.PNG"), PNG);
    SamplePictures.write(folder.resolve("sub/deeper/a.jpeg"), PNG);
  }

  @Test
  void picturesAreFoundInEveryFolderByTheirEndings() throws IOException {
    for (String passedOver :
        new String[] {"notes.txt", "._b.png", ".thumbnails/b.png", "noending", "sub/.a.png"}) {
      SamplePictures.write(folder.resolve(passedOver), PNG);
    }

    PictureFolder found = PictureFolder.list(folder);

    assertThat(found.names()).containsExactly("b.PNG", "sub/deeper/a.jpeg");
    assertThat(found.leftOut()).isEmpty();
    assertThat(found.file("sub/deeper/a.jpeg")).isRegularFile();
  }

  @Test
  void picturesThatNothingHereReadsAreNamed() throws IOException {
    SamplePictures.write(folder.resolve("phone.HEIC"), PNG);

    assertThat(PictureFolder.list(folder).leftOut())
        .containsExactly(new LeftOut("phone.HEIC", Reason.FORMAT, "save .heic as PNG or JPEG"));
  }

  @Test
  void linksThatLeadOutAreNotFollowedAndOthersFindNothingNew() throws IOException {
    Path outside = SamplePictures.write(temp.resolve("elsewhere/c.png"), PNG);
    Files.createSymbolicLink(folder.resolve("file.png"), outside);
    Files.createSymbolicLink(folder.resolve("folder"), outside.getParent());
    Files.createSymbolicLink(folder.resolve("again.png"), folder.resolve("b.PNG"));
    Files.createSymbolicLink(folder.resolve("sub/up"), folder); // a circle
    Files.createSymbolicLink(folder.resolve("gone.png"), temp.resolve("nothing.png"));

    PictureFolder found = PictureFolder.list(folder);

    Path real = outside.toRealPath();
    assertThat(found.names()).containsExactly("b.PNG", "sub/deeper/a.jpeg");
    assertThat(found.leftOut())
        .containsExactly(
            new LeftOut("file.png", Reason.OUTSIDE, "a link to " + real),
            new LeftOut("folder", Reason.OUTSIDE, "a link to " + real.getParent()),
            new LeftOut("gone.png", Reason.UNREADABLE, "a link to nothing"));
  }

  @Test
  void theFolderItselfMayBeALink() throws IOException {
    Path link = Files.createSymbolicLink(temp.resolve("link"), folder);

    PictureFolder found = PictureFolder.list(link);

    assertThat(found.names()).hasSize(2);
    assertThat(found.file("b.PNG")).isRegularFile();
  }
}
