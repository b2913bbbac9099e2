package dev.imprimatur.jose;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.imprimatur.fuzz.Mutants;
import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonRules;
import dev.imprimatur.json.JsonValue;
import dev.imprimatur.json.MalformedJsonException;
import dev.imprimatur.limits.Limits;
import dev.imprimatur.secret.Secret;
import dev.imprimatur.testkit.Forgery;
import dev.imprimatur.testkit.SigningKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Key sets as an issuer that went mad writes them, around one key that is good. */
@Isolated("silences a logger of the process")
class KeySetFuzzTest {
  private static final Logger LOG = Logger.getLogger(KeySet.class.getName());
  private static final SigningKey GOOD = SigningKey.rsa().withId("good");
  private static final JsonObject GOOD_JWK = Json.readOwn(GOOD.jwkJson());
  private static final Limits.Trust LIMITS = Limits.standard().trust();
  private static final KeySet.Source SOURCE =
      new KeySet.Source("https://ci.acme.example", "sig", LIMITS.keysMax());

  private static final String PAYLOAD = "{\"iss\":\"https://ci.acme.example\"}";
  private static final SignedToken TOKEN = parsed(signed(PAYLOAD));
  private static final SignedToken FORGED = forged();

  /** Each key that is left out is a line. */
  @BeforeAll
  static void beQuiet() {
    LOG.setLevel(Level.OFF);
  }

  @AfterAll
  static void speakAgain() {
    LOG.setLevel(null);
  }

  @Test
  void briefly() {
    Mutants.feed(KeySetFuzzTest.class, KeySetFuzzTest::check);
  }

  @Tag("fuzz")
  @DictionaryFile(resourcePath = "KeySetFuzzTest.dict")
  @FuzzTest
  void atLength(byte[] input) {
    check(input);
  }

  private static void check(byte[] input) {
    JsonObject json;
    try {
      json = Json.readObject(input, JsonRules.strict(12, LIMITS.keySetBytesMax()));
    } catch (MalformedJsonException e) {
      return;
    }
    read(json).ifPresent(set -> onlyWhatWasPublished(set, json));
    var items = json.array("keys").map(JsonArray::items).orElse(List.of());
    theGoodOneStays(json, items, 0);
    theGoodOneStays(json, items, Math.min(items.size(), LIMITS.keysMax() - 1));
  }

  private static Optional<KeySet> read(JsonObject json) {
    return KeySet.read(SOURCE, json, Instant.EPOCH);
  }

  private static void onlyWhatWasPublished(KeySet set, JsonObject json) {
    var items = json.array("keys").map(JsonArray::items).orElse(List.of());
    for (var id : set.ids()) {
      assertThat(items).anyMatch(item -> isNamed(item, id) && isPublic(item));
    }
  }

  private static boolean isPublic(JsonValue item) {
    return item instanceof JsonObject key
        && key.text("kty").filter(List.of("RSA", "EC")::contains).isPresent()
        && !key.has("d");
  }

  private static boolean isNamed(JsonValue item, String id) {
    return item instanceof JsonObject key && key.text("kid").filter(id::equals).isPresent();
  }

  /** Whatever stands beside it; only another of its name may cost it its place. */
  private static void theGoodOneStays(JsonObject json, List<JsonValue> items, int place) {
    var around = new ArrayList<>(items);
    around.add(place, GOOD_JWK);
    var set = read(json.but().and("keys", new JsonArray(around)).build());
    if (items.stream().noneMatch(item -> isNamed(item, GOOD.id()))) {
      assertThat(set).isPresent();
      assertThat(set.get().hasKeyOf(TOKEN)).isTrue();
      assertThat(set.get().verifies(TOKEN)).isTrue();
      assertThat(set.get().verifies(FORGED)).isFalse();
    }
  }

  private static String signed(String payload) {
    var header = "{\"alg\":\"RS256\",\"kid\":\"good\"}";
    return Forgery.compact(header.getBytes(UTF_8), payload.getBytes(UTF_8), GOOD.signer());
  }

  private static SignedToken parsed(String compact) {
    return SignedToken.parse(Secret.of(compact), LIMITS.identityTokenBytesMax());
  }

  /** Another payload under the same signature. */
  private static SignedToken forged() {
    var parts = signed(PAYLOAD).split("\\.", -1);
    parts[1] = signed(PAYLOAD.replace("}", ",\"admin\":true}")).split("\\.", -1)[1];
    return parsed(String.join(".", parts));
  }
}
