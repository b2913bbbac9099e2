package dev.imprimatur.npm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.imprimatur.limits.Limits;
import dev.imprimatur.problem.PackageProblem;
import dev.imprimatur.problem.ProblemException;
import java.io.ByteArrayInputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TarballReaderTest {
  private static final String JSON = "{\"name\":\"rocket\",\"version\":\"1.0.0\"}";
  private static final int MIB = 1024 * 1024;

  private static final Limits.Uploads SMALL =
      new Limits.Uploads(MIB, MIB, MIB, 50, 4000, 1000, 500, 100, 100, 10, 1);

  @Test
  void aTarballTellsItsManifestReadmeAndFiles() {
    var tarball =
        read(
            TestTarball.of(JSON)
                .file("package/README.md", "# Rocket")
                .file("package/lib/index.js", "x")
                .gzip());
    assertThat(tarball.packageJson().text("name")).contains("rocket");
    assertThat(tarball.readme()).contains(new Readme("README.md", "# Rocket"));
    assertThat(tarball.files())
        .containsExactlyInAnyOrder("package.json", "README.md", "lib/index.js");
    assertThat(tarball.unpackedBytes()).isEqualTo(JSON.length() + 8 + 1);
  }

  @Test
  void theFolderMayHaveAnyNameAndBeAnEntryItself() {
    var tarball =
        new TestTarball()
            .special("rocket-1.0.0/", TarConstants.LF_DIR, "")
            .file("rocket-1.0.0/package.json", JSON);
    assertThat(read(tarball.gzip()).files()).containsExactly("package.json");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/etc/passwd",
        "package/../../x",
        "../package/x",
        "package/./x",
        "package//x",
        "package/a\\..\\..\\x",
        "C:\\x",
        "package/a\u0007b",
        "other/x",
        "x",
        "package/..",
      })
  void aPathThatLeadsElsewhereIsRefused(String path) {
    refused(TestTarball.of(JSON).file(path, "x").gzip());
  }

  @ParameterizedTest
  @ValueSource(
      bytes = {
        TarConstants.LF_SYMLINK,
        TarConstants.LF_LINK,
        TarConstants.LF_CHR,
        TarConstants.LF_BLK,
        TarConstants.LF_FIFO,
      })
  void whatIsNeitherFileNorFolderIsRefused(byte kind) {
    refused(TestTarball.of(JSON).special("package/x", kind, "../../etc/passwd").gzip())
        .hasMessageContaining("link or a device");
  }

  @ParameterizedTest
  @ValueSource(strings = {"package/package.json", "package/PACKAGE.json", "package/Package.JSON"})
  void theSameFileTwiceIsRefusedAlsoInOtherLetters(String path) {
    refused(TestTarball.of(JSON).file(path, "{\"name\":\"evil\"}").gzip())
        .hasMessageContaining("twice");
  }

  @Test
  void withoutAPackageJsonAtItsRootATarballIsRefused() {
    refused(new TestTarball().file("package/lib/package.json", JSON).gzip())
        .hasMessageContaining("no package.json");
    refused(new TestTarball().gzip()).hasMessageContaining("no package.json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "null", "{", "{\"name\":", "\"x\"", "{} {}"})
  void aPackageJsonThatIsNoObjectIsRefused(String json) {
    refused(TestTarball.of(json).gzip()).hasMessageContaining("package.json is not");
  }

  @Test
  void aPackageJsonIsReadAsJavaScriptReadsIt() {
    var twice = "\uFEFF{\"name\":\"first\",\"name\":\"rocket\",\"version\":\"1.0.0\"}";
    assertThat(read(TestTarball.of(twice).gzip()).packageJson().text("name")).contains("rocket");
  }

  @Test
  void whatIsTooLargeIsRefused() {
    refused(TestTarball.of(JSON).file("package/big", new byte[2 * MIB]).gzip())
        .hasMessageContaining("unpacks to more than");
    refused(TestTarball.of("{\"x\":\"" + "y".repeat(2000) + "\"}").gzip())
        .hasMessageContaining("package.json is larger");
    var many = TestTarball.of(JSON);
    for (int i = 0; i < 60; i++) {
      many.file("package/" + i, "");
    }
    refused(many.gzip()).hasMessageContaining("entries");
  }

  /** A small file that never stops: nothing in it says how large it is. */
  @Test
  void aBombIsDefusedEvenIfItHidesBehindTheArchive() {
    var tar = TestTarball.of(JSON).tar();
    refused(TestTarball.gzip(Arrays.copyOf(tar, 64 * MIB))).hasMessageContaining("unpacks to far");
  }

  @Test
  void somethingBehindTheEndIsRefused() {
    var first = TestTarball.of(JSON).tar();
    var second = TestTarball.of("{\"name\":\"evil\"}").tar();
    var both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    refused(TestTarball.gzip(both)).hasMessageContaining("follows the end");

    var one = TestTarball.gzip(first);
    var two = TestTarball.gzip(second);
    var members = Arrays.copyOf(one, one.length + two.length);
    System.arraycopy(two, 0, members, one.length, two.length);
    refused(members).hasMessageContaining("follows the end");
  }

  /** Some readers go on after half an end, and would see a file that others do not. */
  @Test
  void anEntryBehindHalfAnEndIsRefused() {
    var whole = TestTarball.of(JSON).tar();
    var hidden = new TestTarball().file("package/hidden.js", "").tar();
    int end = whole.length - 1024;
    var both = Arrays.copyOf(whole, end + 512 + hidden.length);
    System.arraycopy(hidden, 0, both, end + 512, hidden.length);
    refused(TestTarball.gzip(both)).hasMessageContaining("follows the end");
  }

  @Test
  void aReadmeIsCutAndCleanedButNeverRefused() {
    var tarball = TestTarball.of(JSON).file("package/readme", "a\0b" + "x".repeat(500)).gzip();
    var readme = read(tarball).readme().orElseThrow();
    assertThat(readme.text()).hasSize(100).startsWith("a\uFFFDb");
  }

  @Test
  void whatIsNoTarballIsRefused() {
    refused(new byte[0]);
    refused("hello".getBytes(UTF_8));
    refused(TestTarball.gzip("hello".getBytes(UTF_8)));
    refused(TestTarball.of(JSON).tar());
  }

  /** Every damaged copy is refused or read; none breaks the reader. */
  @Test
  void damageNeverBreaksTheReader() {
    var good = TestTarball.of(JSON).file("package/README.md", "# x").tar();
    var random = new Random(42);
    for (int round = 0; round < 3000; round++) {
      var damaged = good.clone();
      for (int i = 0; i <= random.nextInt(6); i++) {
        damaged[random.nextInt(1600)] = (byte) random.nextInt();
      }
      survive(TestTarball.gzip(damaged));
      survive(Arrays.copyOf(TestTarball.gzip(good), random.nextInt(300)));
    }
  }

  private static void survive(byte[] bytes) {
    try {
      read(bytes);
    } catch (ProblemException refused) {
      assertThat(refused.problem()).isInstanceOf(PackageProblem.BadTarball.class);
    }
  }

  @CanIgnoreReturnValue
  private static Tarball read(byte[] bytes) {
    return TarballReader.read(new ByteArrayInputStream(bytes), SMALL);
  }

  @CanIgnoreReturnValue
  private static AbstractThrowableAssert<?, ? extends Throwable> refused(byte[] bytes) {
    return assertThatThrownBy(() -> read(bytes))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problem()).isInstanceOf(PackageProblem.BadTarball.class));
  }

  @Test
  void standardLimitsTakeAnOrdinaryPackage() {
    var big = new byte[8 * MIB];
    new Random(1).nextBytes(big);
    var bytes = TestTarball.of(JSON).file("package/big", big).gzip();
    var tarball = TarballReader.read(new ByteArrayInputStream(bytes), Limits.standard().uploads());
    assertThat(List.copyOf(tarball.files())).hasSize(2);
  }
}
