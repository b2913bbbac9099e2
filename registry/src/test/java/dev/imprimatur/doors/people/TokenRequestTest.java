package dev.imprimatur.doors.people;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.doors.support.Approved;
import dev.imprimatur.doors.support.Sentences;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests for granular tokens, as {@code npm token create} and others send them. */
final class TokenRequestTest {
  private static final String TOKENS = "/-/npm/v1/tokens";

  @RegisterExtension static final Sentences SENTENCES = Approved.sentences();

  private final TestRegistry registry = TestRegistry.start();

  @BeforeEach
  void open() {
    registry.addUser("alice", false);
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private Client alice() {
    return registry.with(registry.session("alice"));
  }

  /** Asks for a token as npm does, which sends the password along. */
  private Client.Answer create(String members) {
    return alice()
        .post(
            TOKENS,
            "{'password':'%s',%s}".replace('\'', '"').formatted(TestRegistry.password(), members));
  }

  private static String quoted(String members) {
    return members.replace('\'', '"');
  }

  @Test
  void npmsOwnRequestMakesAToken() {
    var answer =
        create(
            quoted(
                """
                'name':'ci','packages':['@acme/demo'],
                'packages_and_scopes_permission':'read-write','expires':30,
                'cidr_whitelist':['10.0.0.0/8'],'bypass_2fa':true\
                """));
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    var made = answer.json();
    assertThat(made.text("token").orElseThrow()).startsWith("npm_imp").hasSize(44);
    assertThat(made.text("name")).contains("ci");
    assertThat(made.text("expires")).contains("2026-12-22T12:00:00.000Z");
    assertThat(made.truth("readonly")).isFalse();
    assertThat(made.truth("bypass_2fa")).isTrue();
    assertThat(made.array("cidr_whitelist")).contains(JsonArray.ofTexts(List.of("10.0.0.0/8")));
    assertThat(made.text("key").orElseThrow()).hasSizeGreaterThan(6);
  }

  @Test
  void theOtherSpellingIsReadAsWell() {
    var answer =
        create(
            quoted(
                """
                'name':'ci','token_description':'for CI','packages':['*'],'scopes':[],'orgs':['@acme'],
                'orgs_permission':'read-write','cidr':['2001:db8::/32','192.168.0.1/24'],
                'expires':'2026-11-30T00:00:00Z'\
                """));
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    var made = answer.json();
    assertThat(made.text("description")).contains("for CI");
    assertThat(made.text("expiry")).contains("2026-11-30T00:00:00.000Z");
    assertThat(made.array("cidr"))
        .contains(JsonArray.ofTexts(List.of("2001:db8:0:0:0:0:0:0/32", "192.168.0.0/24")));
    assertThat(made.array("scopes").orElseThrow().items()).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'name':'ci','packages_all':true | 30",
        "'name':'ci','packages_all':true,'packages_and_scopes_permission':'read-write' | 7",
        "'name':'ci','packages_all':true,'packages_and_scopes_permission':'read-write-stage-only'"
            + " | 7",
        "'name':'ci','orgs':['acme'],'orgs_permission':'read-write' | 7",
        "'name':'ci','packages_all':true,'expires':366 | 366",
        "'name':'ci','packages_all':true,'expires':'90','packages_and_scopes_permission':"
            + "'read-write' | 90",
        "'readonly':true | 30",
        "'readonly':false,'cidr_whitelist':[] | 7",
      })
  void aTokenLastsAsLongAsNpmsDo(String members, int days) {
    var answer = create(quoted(members));
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    var end = registry.clock().instant().plus(Duration.ofDays(days));
    assertThat(answer.json().text("expires").map(Instant::parse)).contains(end);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'packages_all':true | Token name is required",
        "'name':'','packages_all':true | Token name is required",
        "'name':'ci','packages':'rocket' | Packages must be an array",
        "'name':'ci','packages':[1] | Packages must be an array",
        "'name':'ci','scopes':{} | Scopes must be an array",
        "'name':'ci','orgs':true | Organizations must be an array",
        "'name':'ci','packages_all':true,'packages_and_scopes_permission':'all' | Invalid"
            + " packages_and_scopes_permission. Must be one of: no-access, read-only, read-write,"
            + " read-write-stage-only",
        "'name':'ci','orgs':['acme'],'orgs_permission':'read-write-stage-only' | Invalid"
            + " orgs_permission. Must be one of: no-access, read-only, read-write",
        "'name':'ci' | You must have at least one package / scope or organization added to this"
            + " token.",
        "'name':'ci','packages_all':true,'orgs_permission':'read-only' | You must select at least"
            + " one organization if granting organization permissions to this token.",
        "'name':'ci','orgs':['acme'],'packages_and_scopes_permission':'read-only' | You must select"
            + " at least one package or scope if granting package/scopes permissions to this"
            + " token.",
        "'name':'ci','packages_all':true,'packages_and_scopes_permission':'no-access' | Please"
            + " select at least one: package, scope or organization.",
        "'name':'ci','packages_all':true,'packages_and_scopes_permission':'read-write',"
            + "'expires':91 | Read-write tokens cannot have expiration longer than 90 days",
        "'name':'ci','packages_all':true,'expires':367 | Read-only tokens cannot have expiration"
            + " longer than 366 days",
        "'name':'ci','packages_all':true,'expires':0 | A token lasts at least 1 day",
        "'name':'ci','packages_all':true,'expires':'2026-11-22' | A token lasts at least 1 day",
        "'name':'ci','packages_all':true,'expires':'soon' | \"expires\" must be a number of days,"
            + " or an ISO date",
        "'name':'ci','packages_all':true,'expires':1.5 | \"expires\" must be a number of days, or"
            + " an ISO date",
        "'name':'ci','packages_all':1 | \"packages_all\" must be true or false",
        "'name':'ci','packages_all':true,'cidr':['10.0.0.0/33'] | \"10.0.0.0/33\" is no IP range in"
            + " CIDR notation, such as 10.0.0.0/8 or 2001:db8::/32",
      })
  void aRequestThatMakesNoSenseIsRefusedInNpmsWords(String members, String sentence) {
    var answer = create(quoted(members));
    assertThat(answer.status()).as(answer.text()).isEqualTo(400);
    assertThat(answer.message()).isEqualTo(sentence);
    assertThat(registry.rows("token")).isEqualTo(1);
  }

  @Test
  void aTokenIsForFiftyPackagesAndNotForMore() {
    var names = new StringBuilder("'a1'");
    for (int i = 2; i <= 50; i++) {
      names.append(",'a").append(i).append('\'');
    }
    assertThat(create(quoted("'name':'ci','packages':[" + names + "]")).status()).isEqualTo(201);
    var more = create(quoted("'name':'ci','packages':[" + names + "],'scopes':['@acme']"));
    SENTENCES.refused(more, "invalid-token");
  }
}
