package dev.imprimatur.providers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.imprimatur.fuzz.Mutants;
import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonNull;
import dev.imprimatur.json.JsonNumber;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonRules;
import dev.imprimatur.json.JsonText;
import dev.imprimatur.json.JsonValue;
import dev.imprimatur.json.MalformedJsonException;
import dev.imprimatur.rules.Finding.Outcome;
import dev.imprimatur.rules.Verdict;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Claims that an attacker turned: the first line names a sample whose job is accepted, each further
 * one sets a claim of it ({@code event_name="push"}) or, without a value, takes it away. What is no
 * such name stands for some sample or some claim, so that every input tries something.
 */
class RulebookFuzzTest {
  private static final List<Sample> SAMPLES = Sample.all().filter(Sample::accepted).toList();
  private static final Map<String, Integer> PLACES =
      IntStream.range(0, SAMPLES.size())
          .boxed()
          .collect(Collectors.toMap(i -> SAMPLES.get(i).name(), Function.identity()));
  private static final int CHANGES_MAX = 8;
  private static final String NOBODYS = "a_claim_of_nobody";

  private static final List<UnaryOperator<String>> TURNS =
      List.of(
          text -> text + "x",
          text -> "x" + text,
          text -> text + " ",
          text -> text + "/x",
          text -> text.substring(0, text.length() / 2),
          text -> text.toUpperCase(Locale.ROOT),
          text -> text.replace('k', '\u212a').replace('i', '\u0131'),
          text -> "*");

  @Test
  void briefly() {
    Mutants.feed(RulebookFuzzTest.class, RulebookFuzzTest::check);
  }

  /** Every claim of every sample alone, in each way in which one can be nearly right. */
  @Test
  void everyClaimIsTurnedInEveryWay() {
    for (var sample : SAMPLES) {
      sample
          .claims()
          .members()
          .forEach((name, value) -> {
            explained(saying(sample, sample.claims().without(name::equals)));
            for (var turned : turned(value)) {
              explained(saying(sample, sample.claims().but().and(name, turned).build()));
            }
          });
    }
  }

  private static List<JsonValue> turned(JsonValue value) {
    return switch (value) {
      case JsonText(var text) ->
          Stream.concat(
                  TURNS.stream().map(turn -> (JsonValue) new JsonText(turn.apply(text))),
                  Stream.of(JsonNull.NULL, new JsonArray(List.of(value)), JsonNumber.of(1)))
              .toList();
      case JsonArray(var items) ->
          List.of(
              new JsonArray(items.subList(0, items.size() / 2)),
              new JsonArray(Stream.concat(items.stream(), Stream.of(JsonNull.NULL)).toList()),
              items.isEmpty() ? JsonNull.NULL : items.getFirst());
      default -> List.of(JsonNull.NULL, new JsonText(Json.text(value)), JsonNumber.of(1));
    };
  }

  @Tag("fuzz")
  @DictionaryFile(resourcePath = "RulebookFuzzTest.dict")
  @FuzzTest
  void atLength(byte[] input) {
    check(input);
  }

  private static void check(byte[] input) {
    var lines = new String(input, UTF_8).split("\n", CHANGES_MAX + 1);
    var sample = SAMPLES.get(PLACES.getOrDefault(lines[0], some(lines[0], SAMPLES.size())));
    var claims = sample.claims();
    for (int i = 1; i < lines.length; i++) {
      claims = changed(claims, lines[i]);
    }
    var changed = saying(sample, claims);
    var verdict = explained(changed);
    nothingIsTold(changed, verdict);
    whatNobodyReadsChangesNothing(changed, verdict);
    everythingThatIsWrittenCanBe(changed, verdict);
  }

  /** Whatever else it says, nobody is judged whose {@code iss} is not the issuer's address. */
  private static Sample saying(Sample sample, JsonObject claims) {
    return new Sample(
        sample.name(),
        sample.provider(),
        true,
        sample
            .json()
            .but()
            .and("claims", claims.but().and("iss", sample.issuer().url()).build())
            .build());
  }

  private static JsonObject changed(JsonObject claims, String line) {
    int sign = line.indexOf('=');
    var name = sign < 0 ? line : line.substring(0, sign);
    var names = List.copyOf(claims.members().keySet());
    // A name of three characters and more is believed to be a claim that the sample lacks.
    var claim =
        names.isEmpty() || names.contains(name) || name.length() > 2
            ? name
            : names.get(some(name, names.size()));
    return sign < 0
        ? claims.without(claim::equals)
        : claims.but().and(claim, value(line.substring(sign + 1))).build();
  }

  private static JsonValue value(String text) {
    try {
      return Json.read(text, JsonRules.strict(6, 4000));
    } catch (MalformedJsonException e) {
      return new JsonText(text);
    }
  }

  private static int some(String text, int bound) {
    return Math.floorMod(text.hashCode(), bound);
  }

  /** What is accepted must be what was configured, by another reading of the rules than theirs. */
  private static void theRulesSaySo(Sample sample, Verdict verdict) {
    var oracle = new Oracle(sample);
    assertThat(oracle.idsAgree()).as("ids").isTrue();
    boolean renamed = verdict.identity() == Verdict.Identity.RENAMED;
    assertThat(verdict.names())
        .allMatch(finding -> renamed ? oracle.knowsIds() : oracle.explains(finding));
    assertThat(verdict.rules())
        .filteredOn(finding -> finding.outcome() != Outcome.UNASKED)
        .allSatisfy(
            finding -> assertThat(oracle.explains(finding)).as(finding.toString()).isTrue());
    sample
        .settings()
        .names()
        .forEach(name ->
            assertThat(Oracle.about(verdict, name))
                .as("%s was asked", name)
                .anyMatch(finding -> finding.outcome() == Outcome.PASSED || renamed));
  }

  private static Verdict explained(Sample changed) {
    var verdict = changed.verdict();
    if (verdict.accepted()) {
      theRulesSaySo(changed, verdict);
    }
    return verdict;
  }

  /** To somebody who has not proved who he is, nothing that was configured. */
  private static void nothingIsTold(Sample sample, Verdict verdict) {
    var told = Json.text(verdict.json(false));
    assertThat(told).doesNotContain("\"wouldPass\"");
    for (var name : sample.settings().names()) {
      for (var text : sample.settings().texts(name)) {
        boolean hisOwn = Json.text(sample.claims()).contains(text) || "publisher".contains(text);
        boolean everybodys = verdict.rules().stream().anyMatch(f -> f.label().contains(text));
        if (!hisOwn && !everybodys && Oracle.isFree(sample, name)) {
          assertThat(told).doesNotContain(text);
        }
      }
    }
  }

  private static void whatNobodyReadsChangesNothing(Sample sample, Verdict verdict) {
    var more = sample.claims().but().and(NOBODYS, "anything").build();
    assertThat(saying(sample, more).verdict()).isEqualTo(verdict);
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  private static void everythingThatIsWrittenCanBe(Sample sample, Verdict verdict) {
    var provider = sample.provider();
    var said = sample.said();
    var rulebook = sample.issuer().rulebook();
    var json = verdict.json(true);
    assertThat(Json.readOwn(Json.text(json))).isEqualTo(json);
    var recorded = rulebook.recorded(said);
    assertThat(Json.readOwn(Json.text(recorded))).isEqualTo(recorded);
    assertThat(provider.facts(recorded)).doesNotContainNull();
    assertThat(provider.project(recorded)).isNotNull();
    assertThat(provider.missingOfKind(said)).doesNotHaveDuplicates();
    assertThat(provider.news(said)).isSubsetOf(said.payload().members().keySet());
    assertThat(rulebook.identity(said)).doesNotContain("\n");
    assertThat(rulebook.projects(said)).isNotEmpty().allMatch(name -> name.equals(lower(name)));
    verdict.failures().forEach(finding -> assertThat(finding.told(true)).isNotEmpty());
    if (!verdict.accepted()) {
      assertThat(sample.judgement().refusal().detail()).doesNotContain("\n");
    } else {
      assertThat(sample.judgement().accepted()).isPresent();
    }
  }
}
