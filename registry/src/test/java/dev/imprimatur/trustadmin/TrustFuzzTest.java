package dev.imprimatur.trustadmin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.imprimatur.claimrules.Claim;
import dev.imprimatur.db.TestDatabase;
import dev.imprimatur.fuzz.Mutants;
import dev.imprimatur.issuers.IssuerJson;
import dev.imprimatur.issuers.Issuers;
import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonRules;
import dev.imprimatur.json.JsonValue;
import dev.imprimatur.json.MalformedJsonException;
import dev.imprimatur.json.Yaml;
import dev.imprimatur.limits.Limits;
import dev.imprimatur.outbound.Outbound;
import dev.imprimatur.outbound.Resolver;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.providers.Providers;
import dev.imprimatur.rulebooks.Issuer;
import dev.imprimatur.rulebooks.Provider;
import dev.imprimatur.testkit.Folders;
import dev.imprimatur.trust.PublisherSpec;
import dev.imprimatur.trust.Target;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Fuzzes what a maintainer sends to npm's trust API, and what they keep in a file for {@code trust
 * apply}: JSON if it begins like it, YAML if not.
 */
class TrustFuzzTest {
  private static final TrustJson TRUST = new TrustJson(issuers());
  private static final JsonRules RULES = JsonRules.strict(32, 1_000_000);
  private static final Set<String> MEMBERS =
      Set.of("id", "type", "claims", "permissions", "distTags", "label", "token", "pins");

  @Test
  void briefly() {
    Mutants.feed(TrustFuzzTest.class, TrustFuzzTest::check);
  }

  @Tag("fuzz")
  @DictionaryFile(resourcePath = "TrustFuzzTest.dict")
  @FuzzTest
  void atLength(byte[] input) {
    check(input);
  }

  private static void check(byte[] input) {
    var value = value(input);
    value.ifPresent(TrustFuzzTest::declared);
    var bodies =
        value.stream()
            .flatMap(one -> one instanceof JsonArray(var items) ? items.stream() : Stream.of(one))
            .filter(JsonObject.class::isInstance)
            .map(JsonObject.class::cast)
            .limit(10)
            .toList();
    for (var target : List.of("rocket", "@acme/*")) {
      bodies.forEach(body -> parsed(new Target(target), body));
    }
  }

  private static Optional<JsonValue> value(byte[] input) {
    try {
      boolean json = input.length > 0 && (input[0] == '{' || input[0] == '[');
      var value = json ? Json.read(input, RULES) : Yaml.read(new String(input, UTF_8));
      assertThat(Json.read(Json.bytes(value), RULES)).isEqualTo(value);
      return Optional.of(value);
    } catch (MalformedJsonException e) {
      return Optional.empty();
    }
  }

  private static void declared(JsonValue file) {
    try {
      var declared = TrustDeclaration.read(file, TRUST);
      assertThat(declared)
          .extracting(each -> each.target().value())
          .containsExactlyElementsOf(
              ((JsonObject) file).object("packages").orElseThrow().members().keySet());
      declared.stream().flatMap(each -> each.specs().stream()).forEach(TrustFuzzTest::readAgain);
    } catch (ProblemException e) {
      assertThat(e.problem().detail()).isNotEmpty().doesNotContain("\n");
    }
  }

  private static void parsed(Target target, JsonObject body) {
    try {
      var spec = TRUST.read(target, body);
      assertThat(MEMBERS).containsAll(body.members().keySet());
      assertThat(spec.issuer().rulebook().matchesManyProjects(spec.settings()))
          .isIn(false, target.isPattern());
      assertThat(spec.issuer().inForce(spec.settings(), spec.powers())).isNotEmpty();
      theIdsAreWhole(spec);
      readAgain(spec);
    } catch (ProblemException e) {
      assertThat(e.problem().detail()).isNotEmpty().doesNotContain("\n");
    }
  }

  /** All ids of a project or none, and of many projects all of their owner or none. */
  private static void theIdsAreWhole(PublisherSpec spec) {
    var rulebook = spec.issuer().rulebook();
    var pins =
        rulebook.matchesManyProjects(spec.settings())
            ? List.<Claim>of()
            : rulebook.pins().project();
    var wanted =
        Stream.concat(pins.stream(), rulebook.pins().owner().stream()).map(Claim::name).toList();
    var known = spec.pins().but();
    rulebook.idsIn(spec.settings()).members().forEach(known::and);
    assertThat(spec.pins().isEmpty() || wanted.stream().allMatch(known.build()::has)).isTrue();
    assertThat(wanted).containsAll(spec.pins().members().keySet());
  }

  /** Every part of what npm's own providers know of a project. */
  @Test
  void aPartOfTheIdsIsNotRead() {
    var ids = List.of("project_id", "namespace_id");
    for (int mask = 0; mask < 1 << ids.size(); mask++) {
      var pins = JsonObject.EMPTY.but();
      for (int i = 0; i < ids.size(); i++) {
        if ((mask & 1 << i) != 0) {
          pins.and(ids.get(i), "7");
        }
      }
      var claims =
          JsonObject.with("project_path", "acme/rocket")
              .and("ci_config_ref_uri", JsonObject.with("file", ".gitlab-ci.yml").build())
              .build();
      var body = JsonObject.with("type", "gitlab").and("claims", claims).and("pins", pins.build());
      boolean whole = mask == 0 || mask == (1 << ids.size()) - 1;
      assertThat(isRead(body.build())).as("%s", mask).isEqualTo(whole);
    }
  }

  private static boolean isRead(JsonObject body) {
    try {
      return TRUST.read(new Target("rocket"), body).label().isEmpty();
    } catch (ProblemException e) {
      assertThat(e.problem().detail()).contains("known all together or not at all");
      return false;
    }
  }

  /**
   * What is written is read as the same, but for who shall own it, and then written as the same.
   */
  private static void readAgain(PublisherSpec spec) {
    var written = TRUST.write(spec);
    var again = TRUST.read(spec.target(), Json.readOwn(Json.text(written)));
    assertThat(spec.futureOwner().map(again::waitingFor).orElse(again)).isEqualTo(spec);
    assertThat(TRUST.write(again)).isEqualTo(written);
  }

  /** Those built in, and one of each provider that has none. */
  private static Issuers issuers() {
    var folder = Folders.scratch("imprimatur-test-");
    var own =
        Providers.ALL.stream()
            .filter(provider -> provider.builtIn().isEmpty())
            .map(TrustFuzzTest::issuer)
            .toList();
    return new Issuers(
        new Issuers.Policy(own, List.of(), Providers.usual()),
        TestDatabase.sqlite(folder),
        new Outbound(Resolver.ofMachine()),
        () -> Instant.EPOCH,
        () -> 0,
        Limits.standard().trust());
  }

  private static Issuer issuer(Provider provider) {
    var rules =
        provider.isJudgedByOperator()
            ? Json.readOwn("{\"claims\": {\"names\": [\"sub\"], \"ids\": [\"workload_id\"]}}")
            : JsonObject.EMPTY;
    return IssuerJson.read(provider, "https://%s.acme.example".formatted(provider.id()), rules);
  }
}
