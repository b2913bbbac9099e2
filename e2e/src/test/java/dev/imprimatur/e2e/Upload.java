package dev.imprimatur.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.util.Base64;
import java.util.random.RandomGenerator;

/**
 * A version of an unscoped package, as a client that is not npm would send it. It is kept in a
 * file, as it may be larger than memory.
 *
 * @param integrity the digest of its tarball
 * @param document what is sent, in npm's form
 */
record Upload(String name, String version, String integrity, Path document) {
  private static final String TARBALL_HERE = "tarball-stands-here";

  /** So many bytes that no compression makes fewer. */
  record Noise(RandomGenerator random, long bytes) {}

  /** Makes one in this folder. */
  static Upload write(Path folder, String name, String version, Noise noise) {
    var file = name.replace('/', '-') + "-" + version;
    var tarball = folder.resolve(file + ".tgz");
    var document = folder.resolve(file + ".json");
    var sha512 = Digests.sha512();
    try {
      try (var out = new DigestOutputStream(buffered(tarball), sha512);
          var packed = new Tarball(out)) {
        var manifest = Json.write(Json.members("name", name, "version", version));
        packed.file("package/package.json", manifest.getBytes(UTF_8));
        packed.noise("package/noise.bin", noise);
      }
      var upload = new Upload(name, version, Digests.integrity(sha512), document);
      upload.writeAround(tarball);
      Files.delete(tarball);
      return upload;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String path() {
    return "/" + name;
  }

  String tarballPath() {
    return "/%s/-/%s-%s.tgz".formatted(name, name, version);
  }

  /** The body of the request. */
  BodyPublisher body() {
    try {
      return BodyPublishers.ofFile(document);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void writeAround(Path tarball) throws IOException {
    var attachment =
        Json.members(
            "content_type",
            "application/octet-stream",
            "data",
            TARBALL_HERE,
            "length",
            Files.size(tarball));
    var shown =
        Json.members(
            "name", name, "version", version, "dist", Json.members("integrity", integrity));
    var around =
        Json.write(
                Json.members(
                    "_id",
                    name,
                    "name",
                    name,
                    "access",
                    "public",
                    "dist-tags",
                    Json.members("latest", version),
                    "versions",
                    Json.members(version, shown),
                    "_attachments",
                    Json.members(name + "-" + version + ".tgz", attachment)))
            .split(TARBALL_HERE, -1);
    try (var out = buffered(document)) {
      out.write(around[0].getBytes(UTF_8));
      try (var base64 = Base64.getEncoder().wrap(leftOpen(out))) {
        Files.copy(tarball, base64);
      }
      out.write(around[1].getBytes(UTF_8));
    }
  }

  private static OutputStream buffered(Path file) throws IOException {
    return new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
  }

  /** Base64 writes its end when it is closed, and closes what is below it. */
  private static OutputStream leftOpen(OutputStream out) {
    return new FilterOutputStream(out) {
      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
      }

      @Override
      public void close() throws IOException {
        out.flush();
      }
    };
  }
}
