package dev.imprimatur.wiring;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonNull;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonText;
import dev.imprimatur.json.JsonValue;
import dev.imprimatur.npm.TestTarball;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * A package as npm would publish it: its tarball, and the document of the {@code PUT}.
 *
 * @param manifest its package.json
 * @param files further files, by their paths in the package
 */
public record TestPackage(
    JsonObject manifest, Map<String, String> files, String tag, JsonValue access) {

  public static TestPackage of(String name, String version) {
    var manifest =
        JsonObject.with("name", name)
            .and("version", version)
            .and("description", "To the moon")
            .and("license", "MIT")
            .build();
    return new TestPackage(manifest, Map.of(), "latest", JsonNull.NULL);
  }

  public TestPackage file(String path, String text) {
    var more = new TreeMap<>(files);
    more.put(path, text);
    return new TestPackage(manifest, more, tag, access);
  }

  public TestPackage member(String name, JsonValue value) {
    return new TestPackage(manifest.but().and(name, value).build(), files, tag, access);
  }

  public TestPackage tagged(String other) {
    return new TestPackage(manifest, files, other, access);
  }

  public TestPackage access(String spec) {
    return new TestPackage(manifest, files, tag, new JsonText(spec));
  }

  public String name() {
    return manifest.text("name").orElseThrow();
  }

  public String version() {
    return manifest.text("version").orElseThrow();
  }

  /** Where it is published to. */
  public String path() {
    return "/" + name().replace("/", "%2f");
  }

  public byte[] tarball() {
    var tarball = TestTarball.of(Json.text(manifest));
    files.forEach((path, text) -> tarball.file("package/" + path, text));
    return tarball.gzip();
  }

  public String document() {
    return document(tarball());
  }

  /** The document with another tarball in it, whose digests are right. */
  public String document(byte[] tarball) {
    var dist =
        JsonObject.with(
                "integrity",
                "sha512-" + Base64.getEncoder().encodeToString(digest("SHA-512", tarball)))
            .and("shasum", HexFormat.of().formatHex(digest("SHA-1", tarball)))
            .and("tarball", "http://somewhere.else/x.tgz")
            .build();
    var shown = manifest.but().and("_id", name() + "@" + version()).and("dist", dist).build();
    var attachment =
        JsonObject.with("content_type", "application/octet-stream")
            .and("data", Base64.getEncoder().encodeToString(tarball))
            .and("length", tarball.length)
            .build();
    return Json.text(
        JsonObject.with("_id", name())
            .and("name", name())
            .and("dist-tags", JsonObject.with(tag, version()).build())
            .and("versions", JsonObject.with(version(), shown).build())
            .and("access", access)
            .and(
                "_attachments",
                JsonObject.with(name() + "-" + version() + ".tgz", attachment).build())
            .build());
  }

  /** The document with a provenance bundle, which stands in it as plain text. */
  public String documentWith(String bundle) {
    var document = Json.readOwn(document());
    var attachments = document.object("_attachments").orElseThrow().but();
    var sigstore =
        JsonObject.with("content_type", "application/vnd.dev.sigstore.bundle.v0.3+json")
            .and("data", bundle)
            .and("length", bundle.length())
            .build();
    attachments.and(name() + "-" + version() + ".sigstore", sigstore);
    return Json.text(document.but().and("_attachments", attachments.build()).build());
  }

  public byte[] documentBytes() {
    return document().getBytes(UTF_8);
  }

  private static byte[] digest(String algorithm, byte[] bytes) {
    try {
      return MessageDigest.getInstance(algorithm).digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
