package dev.imprimatur.npm;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonRules;
import dev.imprimatur.json.MalformedJsonException;
import dev.imprimatur.limits.Limits;
import dev.imprimatur.problem.PackageProblem;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.problem.Quoted;
import dev.imprimatur.tar.GzipStream;
import dev.imprimatur.tar.MalformedTarException;
import dev.imprimatur.tar.TarStream;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The reader of an uploaded tarball, from its first byte to its last and without unpacking it,
 * which refuses whatever two readers could see differently: links, paths that lead elsewhere, the
 * same file twice, anything after the end.
 *
 * <p>npm unpacks a tarball by dropping the first segment of every path (pacote, {@code fetcher.js},
 * {@code strip: 1}), be it a dot; so all entries must lie in one folder, whose name does not
 * matter.
 */
public final class TarballReader {
  private static final int JSON_DEPTH_MAX = 200;
  private static final int PATH_LENGTH_MAX = 1024;
  private static final Pattern README = Pattern.compile("readme(\\.(md|markdown|txt))?");
  private static final Pattern SEGMENT = Pattern.compile("/");
  private static final Pattern NOT_A_PATH = Pattern.compile("[\\x00-\\x1f\\x7f\\\\]");

  private final Limits.Uploads limits;
  private final TarStream tar;

  private final FileNames names;
  private Optional<String> folder = Optional.empty();
  private Optional<JsonObject> packageJson = Optional.empty();
  private Optional<Readme> readme = Optional.empty();
  private long unpackedBytes;
  private int entries;

  private TarballReader(InputStream bytes, Limits.Uploads limits) throws IOException {
    this.limits = limits;
    this.names = new FileNames(limits.pathBytesMax());
    // This bound is wider, as headers and padding count against it too.
    var unzipped = new BoundedStream(GzipStream.over(bytes), limits.unpackedBytesMax() * 2);
    this.tar = new TarStream(new BufferedInputStream(unzipped));
  }

  /**
   * Reads a gzipped tarball.
   *
   * @throws ProblemException with {@link PackageProblem.BadTarball} for whatever is wrong with it
   */
  public static Tarball read(InputStream bytes, Limits.Uploads limits) {
    try {
      return new TarballReader(bytes, limits).read();
    } catch (MalformedTarException e) {
      throw refusal(e.entry().map(name -> Quoted.text(name) + " ").orElse("") + e.why());
    } catch (IOException e) {
      throw refusal("it is not a gzipped tar archive, or a damaged one");
    }
  }

  private Tarball read() throws IOException {
    for (var entry = tar.next(); entry.isPresent(); entry = tar.next()) {
      take(entry.get());
    }
    names.requireNoAlias();
    var manifest = packageJson.orElseThrow(() -> refusal("there is no package.json at its root"));
    return new Tarball(manifest, readme, names.files(), unpackedBytes);
  }

  private void take(TarStream.Entry entry) throws IOException {
    if (++entries > limits.entriesMax()) {
      throw refusal("it has more than %,d entries".formatted(limits.entriesMax()));
    }
    var path = pathInside(entry.name());
    entry.alias().flatMap(TarballReader::withoutFolder).ifPresent(names::addAlias);
    if (!entry.isFolder()) {
      takeFile(path, entry.bytes());
    } else if (!path.isEmpty()) {
      names.addFolder(path);
    }
  }

  private void takeFile(String path, long bytes) throws IOException {
    if (path.isEmpty()) {
      throw refusal("a file lies outside its folder");
    }
    unpackedBytes += bytes;
    if (unpackedBytes > limits.unpackedBytesMax()) {
      throw refusal("it unpacks to more than %,d bytes".formatted(limits.unpackedBytesMax()));
    }
    names.addFile(path);
    if (path.equals("package.json")) {
      packageJson = Optional.of(readPackageJson(bytes));
    } else if (readme.isEmpty() && README.matcher(path.toLowerCase(Locale.ROOT)).matches()) {
      readme = Optional.of(new Readme(path, readReadme()));
    }
  }

  /** The path below the folder that everything lies in; empty for that folder itself. */
  private String pathInside(String name) {
    var path = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
    int slash = path.indexOf('/');
    var first = slash < 0 ? path : path.substring(0, slash);
    var inside = path.substring(slash < 0 ? path.length() : slash + 1);
    if (path.length() > PATH_LENGTH_MAX
        || NOT_A_PATH.matcher(path).find()
        || first.isEmpty()
        || first.equals("..")
        || (slash >= 0 && SEGMENT.splitAsStream(inside).anyMatch(TarballReader::leadsElsewhere))) {
      throw refusal("%s is not a path inside it".formatted(Quoted.text(name)));
    }
    if (!first.equals(folder.orElse(first))) {
      throw refusal(
          "%s and %s are two folders at its root, and there may be one"
              .formatted(Quoted.text(folder.orElseThrow()), Quoted.text(first)));
    }
    folder = Optional.of(first);
    return inside;
  }

  /**
   * Returns the path to which a reader would unpack an entry that looks at its own header alone.
   */
  private static Optional<String> withoutFolder(String name) {
    int slash = name.indexOf('/');
    int end = name.length() - (name.endsWith("/") ? 1 : 0);
    return slash < 0 || slash >= end - 1
        ? Optional.empty()
        : Optional.of(name.substring(slash + 1, end));
  }

  private static boolean leadsElsewhere(String segment) {
    return segment.isEmpty() || segment.equals(".") || segment.equals("..");
  }

  private JsonObject readPackageJson(long bytes) throws IOException {
    if (bytes > limits.manifestBytesMax()) {
      throw refusal(
          "its package.json is larger than %,d bytes".formatted(limits.manifestBytesMax()));
    }
    try {
      // People write it, and every client reads it with JSON.parse: of a name twice the last
      // counts.
      return Json.readObject(
          withoutMark(tar.content((int) bytes)),
          JsonRules.asJavaScript(JSON_DEPTH_MAX, limits.manifestBytesMax())
              .keeping(limits.manifestValuesMax()));
    } catch (MalformedJsonException e) {
      throw refusal("its package.json is not a JSON object: " + e.why());
    }
  }

  /** Drops a byte order mark, as npm does in a package.json (json-parse-even-better-errors). */
  private static byte[] withoutMark(byte[] utf8) {
    var text = new String(utf8, UTF_8);
    return text.startsWith("\uFEFF") ? text.substring(1).getBytes(UTF_8) : utf8;
  }

  /**
   * Reads a README; it is shown and never executed, so bytes that are no text are replaced, not
   * refused.
   */
  private String readReadme() throws IOException {
    return new String(tar.content(limits.readmeBytesMax()), UTF_8).replace('\0', '\uFFFD');
  }

  private static ProblemException refusal(String why) {
    return new PackageProblem.BadTarball(why).asException();
  }

  /** The end of a gzip bomb: an archive that says it is small and never stops. */
  private static final class BoundedStream extends FilterInputStream {
    private long left;

    BoundedStream(InputStream in, long bytesMax) {
      super(in);
      this.left = bytesMax;
    }

    @Override
    public int read() throws IOException {
      return spend(super.read(), 1);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int read = super.read(buffer, offset, length);
      return spend(read, read);
    }

    private int spend(int result, int bytes) {
      left -= Math.max(bytes, 0);
      if (left < 0) {
        throw refusal("it unpacks to far more than it may");
      }
      return result;
    }
  }
}
