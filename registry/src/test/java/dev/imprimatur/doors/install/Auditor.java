package dev.imprimatur.doors.install;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.json.JsonObject;
import dev.imprimatur.wiring.Client;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Checks of a package what {@code npm audit signatures} does, with nothing but the JDK. */
final class Auditor {
  private final Client client;
  private final Map<String, JsonObject> keys;

  Auditor(Client client) {
    this.client = client;
    this.keys =
        objects(client.get("/-/npm/v1/keys").json(), "keys").stream()
            .collect(Collectors.toMap(key -> key.text("keyid").orElseThrow(), key -> key));
    keys.values().forEach(Auditor::checkKey);
  }

  /** By which key each version is signed; nothing comes back that did not verify. */
  SequencedMap<String, String> audit(String name) {
    var packument = client.get("/" + name.replace("/", "%2f")).json();
    var signedBy = new TreeMap<String, String>();
    packument
        .object("versions")
        .orElseThrow()
        .members()
        .forEach((version, manifest) -> {
          var dist = ((JsonObject) manifest).object("dist").orElseThrow();
          var time = packument.object("time").flatMap(all -> all.text(version)).orElseThrow();
          signedBy.put(version, audit(name + "@" + version, dist, Instant.parse(time)));
        });
    return signedBy;
  }

  String audit(String spec, JsonObject dist, Instant time) {
    var signatures = objects(dist, "signatures");
    assertThat(signatures).as(spec).isNotEmpty();
    for (var each : signatures) {
      var keyid = each.text("keyid").orElseThrow();
      assertThat(keys).as("the key of %s", spec).containsKey(keyid);
      var key = Objects.requireNonNull(keys.get(keyid));
      key.text("expires")
          .ifPresent(expires -> assertThat(time).as(spec).isBefore(Instant.parse(expires)));
      var signed = spec + ":" + dist.text("integrity").orElseThrow();
      assertThat(verifies(key, signed, each.text("sig").orElseThrow())).as(spec).isTrue();
    }
    return signatures.stream()
        .map(each -> each.text("keyid").orElseThrow())
        .collect(Collectors.joining(" "));
  }

  private static void checkKey(JsonObject key) {
    assertThat(key.text("keytype")).contains("ecdsa-sha2-nistp256");
    assertThat(key.text("scheme")).contains("ecdsa-sha2-nistp256");
    assertThat(key.has("expires")).isTrue();
    try {
      var digest = MessageDigest.getInstance("SHA-256").digest(spki(key));
      assertThat(key.text("keyid"))
          .contains("SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(digest));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean verifies(JsonObject key, String text, String sig) {
    try {
      var signature = Signature.getInstance("SHA256withECDSA");
      signature.initVerify(
          KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(spki(key))));
      signature.update(text.getBytes(UTF_8));
      return signature.verify(Base64.getDecoder().decode(sig));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] spki(JsonObject key) {
    return Base64.getDecoder().decode(key.text("key").orElseThrow());
  }

  private static List<JsonObject> objects(JsonObject json, String name) {
    return json.array(name).orElseThrow().items().stream().map(JsonObject.class::cast).toList();
  }
}
