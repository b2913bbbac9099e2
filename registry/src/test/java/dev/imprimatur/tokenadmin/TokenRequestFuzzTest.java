package dev.imprimatur.tokenadmin;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.imprimatur.fuzz.Mutants;
import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonRules;
import dev.imprimatur.json.MalformedJsonException;
import dev.imprimatur.limits.TokenLimits;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.tokens.TokenPermission;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What somebody sends to make a token: it is refused in words, or what was asked for and no more.
 */
class TokenRequestFuzzTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final JsonRules RULES = JsonRules.strict(9, 100_000);

  @Test
  void briefly() {
    Mutants.feed(TokenRequestFuzzTest.class, TokenRequestFuzzTest::check);
  }

  @Tag("fuzz")
  @DictionaryFile(resourcePath = "TokenRequestFuzzTest.dict")
  @FuzzTest
  void atLength(byte[] input) {
    check(input);
  }

  private static void check(byte[] input) {
    JsonObject body;
    TokenRequest request;
    try {
      body = Json.readObject(input, RULES);
      request = TokenRequest.read(body, TokenLimits.standard(), NOW);
    } catch (MalformedJsonException | ProblemException refused) {
      return;
    }
    var terms = request.terms();
    var longest = terms.writes() ? 90 : 366;
    assertThat(request.lifetime()).isBetween(Duration.ofDays(1), Duration.ofDays(longest));
    assertThat(terms.name()).isNotBlank();
    assertThat(terms.permission().reads() || terms.organizationPermission().reads()).isTrue();
    if (terms.bypassesSecondFactor()) {
      assertThat(body.truth("bypass_2fa")).isTrue();
    }
    if (terms.permission() == TokenPermission.READ_WRITE) {
      assertThat(
              body.text("packages_and_scopes_permission").orElse("").equals("read-write")
                  || (body.has("readonly") && !body.truth("readonly")))
          .isTrue();
    }
    if (terms.packages().stream().anyMatch(glob -> glob.toString().contains("*"))) {
      assertThat(
              body.has("packages_all")
                  || body.has("scopes")
                  || body.has("packages")
                  || body.has("readonly"))
          .isTrue();
    }
    // Whoever names addresses is bound to some.
    var named = body.array(body.has("cidr") ? "cidr" : "cidr_whitelist");
    assertThat(terms.addresses().isEmpty())
        .isEqualTo(named.map(array -> array.items().isEmpty()).orElse(true));
  }
}
