package dev.imprimatur.signatures;

import dev.imprimatur.json.JsonNull;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonValue;
import java.time.Instant;
import java.util.Optional;

/**
 * A key that this registry signs with, or has signed with; it is listed for ever.
 *
 * @param spki the public key's DER in base64
 * @param since when it came into force
 * @param expires when it was retired: signatures of versions published before stay valid
 */
public record ListedKey(KeyId id, String spki, Instant since, Optional<Instant> expires) {
  /** The only kind of key, and of signature, that npm and pnpm both know. */
  static final String SCHEME = "ecdsa-sha2-nistp256";

  /** Writes it as clients read it (docs.npmjs.com, "About registry signatures"). */
  public JsonValue json() {
    var json =
        JsonObject.with("keyid", id.value())
            .and("keytype", SCHEME)
            .and("scheme", SCHEME)
            .and("key", spki)
            .and("expires", JsonNull.NULL);
    expires.ifPresent(moment -> json.and("expires", moment));
    return json.build();
  }
}
