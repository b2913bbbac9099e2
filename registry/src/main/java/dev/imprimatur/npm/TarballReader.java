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
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * Reads an uploaded tarball from its first byte to its last, without unpacking it, and refuses
 * whatever two readers could see differently: links, paths that lead elsewhere, the same file
 * twice, anything after the end.
 *
 * <p>npm unpacks a tarball by dropping the first folder of every path (pacote, {@code fetcher.js},
 * {@code strip: 1}); so all entries must lie in one folder, whose name does not matter.
 */
public final class TarballReader {
  private static final int JSON_DEPTH_MAX = 200;
  private static final int RECORD_BYTES = 512;
  private static final int PATH_LENGTH_MAX = 1024;
  private static final Pattern README = Pattern.compile("readme(\\.(md|markdown|txt))?");
  private static final Pattern SLASH = Pattern.compile("/");
  private static final Pattern NOT_A_PATH = Pattern.compile("[\\x00-\\x1f\\x7f\\\\]");

  private final Limits.Uploads limits;
  private final TarArchiveInputStream tar;
  private final InputStream unzipped;

  private final Set<String> paths = new HashSet<>();
  private final Set<String> files = new HashSet<>();
  private Optional<String> folder = Optional.empty();
  private Optional<JsonObject> packageJson = Optional.empty();
  private Optional<Readme> readme = Optional.empty();
  private long unpackedBytes;
  private long pathBytes;

  private TarballReader(InputStream bytes, Limits.Uploads limits) throws IOException {
    this.limits = limits;
    var gunzip =
        GzipCompressorInputStream.builder()
            .setInputStream(bytes)
            .setDecompressConcatenated(true)
            .get();
    // Buffered, so that the tar reader can give back what it reads in search of the end's second
    // half; in blocks of one record, so that it does not skip what stands behind the end; and with
    // a bound that is a little wider, as headers and padding count against it too.
    this.unzipped =
        new BufferedInputStream(new BoundedStream(gunzip, limits.unpackedBytesMax() * 2));
    this.tar = new TarArchiveInputStream(unzipped, RECORD_BYTES, UTF_8.name());
  }

  /**
   * Reads a gzipped tarball.
   *
   * @throws ProblemException with {@link PackageProblem.BadTarball} for whatever is wrong with it
   */
  public static Tarball read(InputStream bytes, Limits.Uploads limits) {
    try {
      return new TarballReader(bytes, limits).read();
    } catch (IOException | IllegalArgumentException | IllegalStateException e) {
      throw refusal("it is not a gzipped tar archive, or a damaged one");
    }
  }

  private Tarball read() throws IOException {
    for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
      take(entry);
    }
    requireNothingMore();
    var manifest = packageJson.orElseThrow(() -> refusal("there is no package.json at its root"));
    return new Tarball(manifest, readme, files, unpackedBytes);
  }

  private void take(TarArchiveEntry entry) throws IOException {
    if (!isPlain(entry)) {
      throw refusal(
          "%s is a link or a device, and only files and folders are taken"
              .formatted(Quoted.text(entry.getName())));
    }
    if (paths.size() >= limits.entriesMax()) {
      throw refusal("it has more than %,d entries".formatted(limits.entriesMax()));
    }
    pathBytes += entry.getName().length();
    if (pathBytes > limits.pathBytesMax()) {
      throw refusal("the names in it have more than %,d bytes".formatted(limits.pathBytesMax()));
    }
    var path = pathInside(entry.getName());
    // Two spellings of one name are one file on the disks of half the world.
    if (!path.isEmpty() && !paths.add(path.toLowerCase(Locale.ROOT)) && !entry.isDirectory()) {
      throw refusal("%s is in it twice".formatted(Quoted.text(path)));
    }
    if (!entry.isDirectory()) {
      takeFile(path, entry.getSize());
    }
  }

  /** By its type alone; what the library calls a file may be a link with a harmless name. */
  private static boolean isPlain(TarArchiveEntry entry) {
    return switch (entry.getLinkFlag()) {
      case TarConstants.LF_NORMAL, TarConstants.LF_OLDNORM, TarConstants.LF_DIR ->
          !entry.isSparse();
      default -> false;
    };
  }

  private void takeFile(String path, long bytes) throws IOException {
    if (path.isEmpty()) {
      throw refusal("a file lies outside its folder");
    }
    unpackedBytes += bytes;
    if (bytes < 0 || unpackedBytes > limits.unpackedBytesMax()) {
      throw refusal("it unpacks to more than %,d bytes".formatted(limits.unpackedBytesMax()));
    }
    files.add(path);
    if (path.equals("package.json")) {
      packageJson = Optional.of(readPackageJson(bytes));
    } else if (readme.isEmpty() && README.matcher(path.toLowerCase(Locale.ROOT)).matches()) {
      readme = Optional.of(new Readme(path, readReadme()));
    }
  }

  /** The path below the folder that everything lies in; empty for that folder itself. */
  private String pathInside(String name) {
    var path = name.startsWith("./") ? name.substring(2) : name;
    path = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    if (path.length() > PATH_LENGTH_MAX
        || path.startsWith("/")
        || NOT_A_PATH.matcher(path).find()
        || SLASH.splitAsStream(path).anyMatch(TarballReader::leadsElsewhere)) {
      throw refusal("%s is not a path inside it".formatted(Quoted.text(name)));
    }
    int slash = path.indexOf('/');
    var first = slash < 0 ? path : path.substring(0, slash);
    if (!first.equals(folder.orElse(first))) {
      throw refusal(
          "%s and %s are two folders at its root, and there may be one"
              .formatted(Quoted.text(folder.orElseThrow()), Quoted.text(first)));
    }
    folder = Optional.of(first);
    return slash < 0 ? "" : path.substring(slash + 1);
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
      // A person wrote it, and every client reads it with JSON.parse: a name twice means the last.
      return Json.readObject(
          withoutMark(tar.readAllBytes()),
          JsonRules.asJavaScript(JSON_DEPTH_MAX, limits.manifestBytesMax())
              .keeping(limits.manifestValuesMax()));
    } catch (MalformedJsonException e) {
      throw refusal("its package.json is not a JSON object: " + e.why());
    }
  }

  /** npm reads a package.json with or without a byte order mark (json-parse-even-better-errors). */
  private static byte[] withoutMark(byte[] utf8) {
    var text = new String(utf8, UTF_8);
    return text.startsWith("\uFEFF") ? text.substring(1).getBytes(UTF_8) : utf8;
  }

  /** A README is shown and never executed, so what is no text in it is replaced, not refused. */
  private String readReadme() throws IOException {
    return new String(tar.readNBytes(limits.readmeBytesMax()), UTF_8).replace('\0', '\uFFFD');
  }

  /** A second archive behind the end of the first would be seen by some readers only. */
  private void requireNothingMore() throws IOException {
    var buffer = new byte[8192];
    for (int read = unzipped.read(buffer); read >= 0; read = unzipped.read(buffer)) {
      for (int i = 0; i < read; i++) {
        if (buffer[i] != 0) {
          throw refusal("something follows the end of the archive");
        }
      }
    }
  }

  private static ProblemException refusal(String why) {
    return new PackageProblem.BadTarball(why).asException();
  }

  /** Ends a gzip bomb: an archive that says it is small and never stops. */
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
