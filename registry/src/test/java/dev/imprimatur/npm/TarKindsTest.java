package dev.imprimatur.npm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.imprimatur.limits.Limits;
import dev.imprimatur.problem.PackageProblem;
import dev.imprimatur.problem.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What two readers of tar archives could see differently, and what they see alike. */
final class TarKindsTest {
  private static final String JSON = "{\"name\":\"rocket\",\"version\":\"1.0.0\"}";
  private static final String EVIL = "{\"scripts\":{\"postinstall\":\"evil\"}}";
  private static final String LONG = "package/" + "long/".repeat(30) + "name.js";

  static Stream<Arguments> refused() {
    return Stream.of(
        refused("is wrong", "a checksum", raw -> hidden(raw, RawTar.CHECKSUM, "0000001\0")),
        refused("is wrong", "digits only", raw -> hidden(raw, RawTar.CHECKSUM, "00000001")),
        refused("how large", "a size", raw -> hidden(raw, RawTar.SIZE, "0000000008x\0")),
        refused("links to", "a target", raw -> hidden(raw, RawTar.LINK, "target")),
        refused("no name", "no name", raw -> raw.entry('0', "", new byte[1], _ -> {})),
        refused(
            "prefix",
            "a prefix in another form",
            raw ->
                raw.entry(
                    '0',
                    "name.js",
                    new byte[0],
                    header -> {
                      RawTar.put(header, RawTar.MAGIC, "ustar  \0");
                      RawTar.put(header, RawTar.PREFIX, "package");
                    })),
        refused("global header", "a path for all", raw -> all(raw, "path=package/other.js")),
        refused("global header", "a size for all", raw -> all(raw, "size=1")),
        refused("must not", "a target for all", raw -> all(raw, "linkpath=x")),
        refused("must not", "a kind", raw -> one(raw, "type=SymbolicLink")),
        refused("must not", "two paths", raw -> one(raw, "path=package/a", "path=package/b")),
        refused("must not", "sparse", raw -> one(raw, "GNU.sparse.realsize=1")),
        refused("must not", "another alphabet", raw -> one(raw, "hdrcharset=BINARY")),
        refused("two sizes", "another size", raw -> one(raw, "size=1024")),
        refused(
            "several lines", "a line in a value", raw -> one(raw, "comment=a\n21 path=package/b")),
        refused("damaged", "NUL in a path", raw -> one(raw, "path=package/a\0b")),
        refused("damaged", "no path", raw -> one(raw, "path=")),
        refused("damaged", "no records", raw -> raw.entry('x', "x", "hello").file(LONG, "")),
        refused(
            "same entry",
            "a path and a long name",
            raw -> one(raw.entry('L', "././@LongLink", "package/a.js\0"), "path=package/b.js")),
        refused(
            "same entry",
            "two long names",
            raw ->
                raw.entry('L', "././@LongLink", "package/a.js\0")
                    .entry('L', "././@LongLink", "package/b.js\0")
                    .file("package/c.js", "")),
        refused(
            "same entry",
            "a path and one for all",
            raw -> all(raw.pax('x', "path=package/a.js"), "comment=x")),
        refused("not there", "a name for nothing", raw -> raw.pax('x', "path=package/a.js")),
        refused(
            "damaged",
            "a long name with more behind it",
            raw -> raw.entry('L', "././@LongLink", "package/a\0b").file("package/c.js", "")),
        refused(
            "two headers name",
            "a path that some would not read",
            raw -> raw.pax('x', "path=package/\u00e9.js").file("package/package.json", EVIL)),
        refused(
            "content of its own",
            "a folder with bytes",
            raw -> raw.entry('5', "package/lib/", EVIL)),
        refused("by its name alone", "a folder by its path", raw -> one(raw, "path=package/lib/")),
        refused(
            "not UTF-8",
            "other letters",
            raw -> raw.entry('0', "package/x", new byte[0], header -> header[9] = (byte) 0xe9)),
        refused("middle", "half an entry", raw -> raw.block(new byte[0])));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void whatReadersUnderstandDifferentlyIsRefused(String why, Consumer<RawTar> addition) {
    var raw = RawTar.of(JSON);
    addition.accept(raw);
    var bytes = why.equals("middle") ? cutOff(raw) : raw.gzip();
    assertThatThrownBy(() -> read(bytes)).hasMessageContaining(why);
  }

  /** npm reads it, and pnpm gives up. */
  @ParameterizedTest
  @ValueSource(ints = {1, 511, 513, 1023})
  void halfABlockAtItsEndIsRefused(int zeros) {
    var tar = RawTar.of(JSON).tar();
    var half = TestTarball.gzip(Arrays.copyOf(tar, tar.length + zeros));
    assertThatThrownBy(() -> read(half)).hasMessageContaining("middle of an entry or a block");
    assertThat(read(TestTarball.gzip(tar)).files()).containsExactly("package.json");
  }

  @Test
  void whatReadersUnderstandAlikeIsTaken() {
    var raw =
        new RawTar()
            .pax('g', "comment=0123456789abcdef")
            .entry('5', "package/", "")
            .file("package/package.json", JSON)
            .pax('x', "mtime=1.5", "path=" + LONG, "size=1", "SCHILY.xattr.com.apple.x=\0")
            .file(LONG.substring(0, 99), "1")
            .entry('L', "././@LongLink", LONG + ".map\0")
            .file(LONG.substring(0, 99), "22")
            .entry('\0', "package/old/", "")
            .entry('\0', "package/old/form.js", "333")
            .entry(
                '0',
                "name.js",
                new byte[0],
                header -> RawTar.put(header, RawTar.PREFIX, "package/lib"));
    var tarball = read(raw.gzip());
    assertThat(tarball.files())
        .containsExactlyInAnyOrder(
            "package.json",
            LONG.substring("package/".length()),
            LONG.substring("package/".length()) + ".map",
            "old/form.js",
            "lib/name.js");
    assertThat(tarball.unpackedBytes()).isEqualTo(JSON.length() + 6);
  }

  /** npm drops the first segment, be it a dot. */
  @Test
  void aDotIsAFolderLikeAnyOther() {
    assertThat(
            read(new RawTar().file("./package.json", JSON).file("./lib/i.js", "").gzip()).files())
        .containsExactlyInAnyOrder("package.json", "lib/i.js");
    assertThatThrownBy(() -> read(new RawTar().file("./package/package.json", JSON).gzip()))
        .hasMessageContaining("no package.json");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "package.j\u017fon",
        "PAC\u212aAGE.JSON",
        "package.json.",
        "package.json ",
        "package.json . .",
        "package.json\u200d",
        "pack\u00adage.json",
        "\ufeffpackage.json",
        "package.json\ufe0f",
        "\uff50ackage.json",
      })
  void whatSomeFileSystemTakesForPackageJsonIsInItTwice(String name) {
    assertThatThrownBy(() -> read(RawTar.of(JSON).file("package/" + name, EVIL).gzip()))
        .hasMessageContaining("twice");
    assertThatThrownBy(() ->
            read(
                new RawTar()
                    .file("package/" + name, EVIL)
                    .file("package/package.json", JSON)
                    .gzip()))
        .hasMessageContaining("twice");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "caf\u00e9.js        | cafe\u0301.js    | twice",
        "stra\u00dfe.js      | STRASSE.js       | twice",
        "lib/a.js            | LIB/A.JS         | twice",
        "lib. /a.js          | lib/a.js         | twice",
        "a                   | a/b              | file and a folder",
        "a/b                 | A                | file and a folder",
        "a/b/c               | a/b              | file and a folder",
        "i.js                | package.json::$DATA | every machine",
        "i.js                | i.js:hidden      | every machine",
        "i.js                | ...              | every machine",
        "i.js                | PACKAG~1.JSO     | every machine",
      })
  void twoFilesUnderOneNameAreRefusedInWords(String first, String second, String why) {
    var raw = RawTar.of(JSON).file("package/" + first, "1").file("package/" + second, "2");
    assertThatThrownBy(() -> read(raw.gzip())).hasMessageContaining(why);
  }

  @Test
  void whatLooksAlikeAndIsNotIsTaken() {
    var names =
        List.of(
            "lib/a.js", "Lib/b.js", "a.b", "a", "a b", "b.js~", "\u043f.js", "e.js", "\u00e9.js");
    var raw = RawTar.of(JSON);
    names.forEach(name -> raw.file("package/" + name, ""));
    assertThat(read(raw.gzip()).files()).containsAll(names);
  }

  @Test
  void aNameThatIsTooLongForADiskIsRefused() {
    var raw = RawTar.of(JSON).pax('x', "path=package/" + "x".repeat(256)).file("package/y", "");
    assertThatThrownBy(() -> read(raw.gzip())).hasMessageContaining("every machine");
  }

  @Test
  void zeroBytesBehindTheStreamAreNothingAndAllElseIsCalledByItsName() {
    var one = RawTar.of(JSON).gzip();
    assertThat(read(Arrays.copyOf(one, one.length + 10_240)).files()).hasSize(1);

    var noise = Arrays.copyOf(one, one.length + 20);
    noise[one.length + 19] = 1;
    assertThatThrownBy(() -> read(noise)).hasMessageContaining("end of its gzip stream");

    var two = Arrays.copyOf(one, one.length * 2);
    System.arraycopy(one, 0, two, one.length, one.length);
    assertThatThrownBy(() -> read(two)).hasMessageContaining("second gzip stream");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bad-checksum | checksum",
        "global-pax-path | global header",
        "two-cases | \"Readme.md\" is in it twice: to Windows or macOS \"README.md\" is the same",
        "gzip-zero-padding |",
        "dot-root |",
      })
  void tarballsFromTheWorldAreTakenOrRefusedForWhatTheyAre(String file, String why) {
    var bytes = resource("/cases/tar/" + file + ".tgz");
    if (why == null) {
      assertThat(read(bytes).files()).containsExactlyInAnyOrder("package.json", "i.js");
    } else {
      assertThatThrownBy(() -> read(bytes)).hasMessageContaining(why);
    }
  }

  private static Arguments refused(String why, String name, Consumer<RawTar> addition) {
    return argumentSet(name, why, addition);
  }

  private static void hidden(RawTar raw, int at, String text) {
    raw.entry('0', "package/x.js", new byte[0], header -> RawTar.put(header, at, text));
  }

  private static void all(RawTar raw, String record) {
    raw.pax('g', record).file("package/x.js", "");
  }

  private static void one(RawTar raw, String... records) {
    raw.pax('x', records).file("package/x.js", "");
  }

  private static byte[] cutOff(RawTar raw) {
    raw.file("package/x.js", "x".repeat(600));
    return TestTarball.gzip(Arrays.copyOf(raw.tar(), raw.tar().length - 512));
  }

  private static byte[] resource(String path) {
    try (var in = TarKindsTest.class.getResourceAsStream(path)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Tarball read(byte[] bytes) {
    try {
      return TarballReader.read(new ByteArrayInputStream(bytes), Limits.standard().uploads());
    } catch (ProblemException e) {
      assertThat(e.problem()).isInstanceOf(PackageProblem.BadTarball.class);
      throw new IllegalArgumentException(e.problem().detail(), e);
    }
  }
}
