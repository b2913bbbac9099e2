package dev.imprimatur.bench.sample;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** A version of a package, ready to be published. */
public final class Release {
  private final String name;
  private final String version;
  private final Map<String, Object> manifest;
  private final String readme;
  private final byte[] tarball;

  /**
   * Packs a version.
   *
   * @param manifest its package.json, which must be in the tarball too
   */
  Release(Map<String, Object> manifest, String readme, byte[] tarball) {
    this.name = String.valueOf(manifest.get("name"));
    this.version = String.valueOf(manifest.get("version"));
    this.manifest = manifest;
    this.readme = readme;
    this.tarball = tarball;
  }

  public String packagePath() {
    return "/" + name;
  }

  public String tarballPath() {
    return "/" + name + "/-/" + tarballFile();
  }

  /** The body of the {@code PUT} with which npm publishes it. */
  public byte[] document() {
    var shown = new LinkedHashMap<>(manifest);
    shown.put("_id", name + "@" + version);
    shown.put("readme", readme);
    shown.put("readmeFilename", "README.md");
    shown.put("_nodeVersion", "24.0.0");
    shown.put("_npmVersion", "12.2.0");
    shown.put("dist", dist());
    var document =
        Json.object(
            "_id",
            name,
            "name",
            name,
            "dist-tags",
            Json.object("latest", version),
            "versions",
            Json.object(version, shown),
            "access",
            "public",
            "_attachments",
            Json.object(tarballFile(), attachment()));
    return Json.text(document).getBytes(UTF_8);
  }

  private String tarballFile() {
    return name + "-" + version + ".tgz";
  }

  private Map<String, Object> dist() {
    return Json.object(
        "integrity", "sha512-" + Base64.getEncoder().encodeToString(digest("SHA-512")),
        "shasum", HexFormat.of().formatHex(digest("SHA-1")),
        "tarball", "http://localhost" + tarballPath());
  }

  private Map<String, Object> attachment() {
    return Json.object(
        "content_type",
        "application/octet-stream",
        "data",
        Base64.getEncoder().encodeToString(tarball),
        "length",
        tarball.length);
  }

  private byte[] digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm).digest(tarball);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every JDK has " + algorithm, impossible);
    }
  }
}
