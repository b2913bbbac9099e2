package dev.imprimatur.testkit.sigstore;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.imprimatur.testkit.Answer;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The mirror from which clients get the trusted root and the keys of registries
 * (theupdateframework.io, version 1.0). One key signs in every role. Guarded by itself.
 */
final class TufMirror {
  static final String PATH = "/tuf/";

  private static final String EXPIRES = "2049-12-31T00:00:00Z";

  private final EcKeyPair keyPair;

  /** The texts of the targets by their names. */
  private final Map<String, String> targets = new TreeMap<>();

  private int version;

  TufMirror(EcKeyPair keyPair) {
    this.keyPair = keyPair;
  }

  /** Returns the root metadata, which a client must have before it asks here. */
  String root() {
    var keyId = EcKeyPair.sha256Hex(keyPair.spki());
    var role = Json.members("keyids", List.of(keyId), "threshold", 1L);
    return signed(
        "root",
        1,
        Json.members(
            "consistent_snapshot",
            true,
            "keys",
            Json.members(
                keyId,
                Json.members(
                    "keytype",
                    "ecdsa",
                    "scheme",
                    "ecdsa-sha2-nistp256",
                    "keyval",
                    Json.members("public", keyPair.pem()))),
            "roles",
            Json.members("root", role, "timestamp", role, "snapshot", role, "targets", role)));
  }

  /** Adds a target, or changes it; its name may have a path before it. */
  synchronized void publish(String target, String text) {
    targets.put(target, text);
    version++;
  }

  /** Returns the answer to a request for this path, or nothing if none is published there. */
  synchronized Optional<Answer> answer(String path) {
    if (!path.startsWith(PATH)) {
      return Optional.empty();
    }
    var file = path.substring(PATH.length());
    if (file.startsWith("targets/")) {
      return target(file.substring("targets/".length())).map(Answer::json);
    }
    var documents =
        Map.of(
            "1.root.json",
            root(),
            "timestamp.json",
            timestamp(),
            version + ".snapshot.json",
            snapshot(),
            version + ".targets.json",
            targets());
    return Optional.ofNullable(documents.get(file)).map(Answer::json);
  }

  /** Finds a target by its name, which has its digest before the last part. */
  private Optional<String> target(String asked) {
    return targets.entrySet().stream()
        .filter(each -> {
          var name = each.getKey();
          int last = name.lastIndexOf('/') + 1;
          var digest = EcKeyPair.sha256Hex(each.getValue().getBytes(UTF_8));
          return asked.equals(name.substring(0, last) + digest + "." + name.substring(last));
        })
        .map(Map.Entry::getValue)
        .findFirst();
  }

  private String timestamp() {
    return signed(
        "timestamp",
        version,
        Json.members(
            "meta", Json.members("snapshot.json", Json.members("version", (long) version))));
  }

  private String snapshot() {
    return signed(
        "snapshot",
        version,
        Json.members(
            "meta", Json.members("targets.json", Json.members("version", (long) version))));
  }

  private String targets() {
    var all = new LinkedHashMap<String, Object>();
    targets.forEach((name, text) -> {
      var bytes = text.getBytes(UTF_8);
      all.put(
          name,
          Json.members(
              "length",
              (long) bytes.length,
              "hashes",
              Json.members("sha256", EcKeyPair.sha256Hex(bytes))));
    });
    return signed("targets", version, Json.members("targets", all));
  }

  private String signed(String role, int version, Map<String, Object> members) {
    var body =
        Json.members(
            "_type", role, "spec_version", "1.0.31", "version", (long) version, "expires", EXPIRES);
    body.putAll(members);
    var signature = keyPair.sign(Json.canonical(body).getBytes(UTF_8));
    return Json.text(
        Json.members(
            "signed",
            body,
            "signatures",
            List.of(
                Json.members(
                    "keyid",
                    EcKeyPair.sha256Hex(keyPair.spki()),
                    "sig",
                    HexFormat.of().formatHex(signature)))));
  }
}
