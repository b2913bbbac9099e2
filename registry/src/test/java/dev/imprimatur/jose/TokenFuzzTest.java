package dev.imprimatur.jose;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
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
import dev.imprimatur.limits.Limits;
import dev.imprimatur.problem.ExchangeProblem;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.secret.Secret;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Identity tokens as an attacker writes them: either the compact form itself, or what is in its
 * parts, a line each, which is then encoded as it should be.
 */
class TokenFuzzTest {
  private static final String[] ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".split("");
  private static final Limits.Trust LIMITS = Limits.standard().trust();

  @Test
  void briefly() {
    Mutants.feed(TokenFuzzTest.class, TokenFuzzTest::check);
  }

  @Tag("fuzz")
  @DictionaryFile(resourcePath = "TokenFuzzTest.dict")
  @FuzzTest
  void atLength(byte[] input) {
    check(input);
  }

  private static void check(byte[] input) {
    var compact = compact(new String(input, ISO_8859_1));
    var parsed = parsed(compact);
    if (parsed.isPresent()) {
      isTheOnlyForm(compact);
      everyNameIsThereOnce(compact);
      readsAndWritesAlike(parsed.get(), compact);
    }
  }

  private static String compact(String text) {
    var lines = text.split("\n", 4);
    return lines.length < 3 ? text : encoded(lines[0]) + "." + encoded(lines[1]) + "." + lines[2];
  }

  private static String encoded(String part) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(part.getBytes(ISO_8859_1));
  }

  private static byte[] decoded(String part) {
    return Base64.getUrlDecoder().decode(part);
  }

  private static Optional<SignedToken> parsed(String compact) {
    try {
      return Optional.of(SignedToken.parse(Secret.of(compact), LIMITS.identityTokenBytesMax()));
    } catch (ProblemException e) {
      assertThat(e.problem())
          .isInstanceOfAny(ExchangeProblem.TokenMalformed.class, ExchangeProblem.TokenHeader.class);
      return Optional.empty();
    }
  }

  /** No other text is taken for the same three parts. */
  private static void isTheOnlyForm(String compact) {
    assertThat(compact.length()).isLessThanOrEqualTo(LIMITS.identityTokenBytesMax());
    var parts = compact.split("\\.", -1);
    assertThat(parts).hasSize(3);
    for (int i = 0; i < parts.length; i++) {
      var bytes = decoded(parts[i]);
      assertThat(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes)).isEqualTo(parts[i]);
      for (var last : ALPHABET) {
        var other = parts[i].substring(0, parts[i].length() - 1) + last;
        if (!other.equals(parts[i]) && Arrays.equals(decoded(other), bytes)) {
          var second = parts.clone();
          second[i] = other;
          assertThat(parsed(String.join(".", second))).isEmpty();
        }
      }
    }
  }

  /** As many names are kept as there are colons outside of strings. */
  private static void everyNameIsThereOnce(String compact) {
    var parts = compact.split("\\.", -1);
    for (int i = 0; i < 2; i++) {
      var text = new String(decoded(parts[i]), UTF_8);
      var kept = Json.readObject(text, JsonRules.asJavaScript(99, 99_999));
      assertThat(names(kept)).isEqualTo(colons(text));
    }
  }

  private static long names(JsonValue value) {
    return switch (value) {
      case JsonObject(var members) ->
          members.size() + members.values().stream().mapToLong(TokenFuzzTest::names).sum();
      case JsonArray(var items) -> items.stream().mapToLong(TokenFuzzTest::names).sum();
      default -> 0;
    };
  }

  private static long colons(String json) {
    return json.replaceAll("\"(?:[^\"\\\\]|\\\\.)*+\"", "").chars().filter(c -> c == ':').count();
  }

  private static void readsAndWritesAlike(SignedToken token, String compact) {
    assertThat(token.issuer()).isNotEmpty();
    assertThat(compact).isEqualTo(new String(token.signedBytes(), UTF_8) + "." + signature(token));
    var written = Json.bytes(token.payload());
    assertThat(Json.readObject(written, JsonRules.strict(99, 99_999))).isEqualTo(token.payload());
    assertThat(token.headerNames())
        .doesNotContain("crit", "jku", "jwk", "x5u", "b64", "zip", "enc", "cty");
    try {
      assertThat(token.keyId().stream()).allMatch(id -> id.matches("[!-~]{1,256}"));
    } catch (ProblemException e) {
      assertThat(e.problem()).isInstanceOf(ExchangeProblem.KeyUnknown.class);
    }
  }

  private static String signature(SignedToken token) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(token.signature());
  }
}
