package dev.imprimatur.providers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.imprimatur.claimrules.Finding;
import dev.imprimatur.claimrules.Finding.Outcome;
import dev.imprimatur.claimrules.MatchInput;
import dev.imprimatur.claimrules.Verdict;
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
import dev.imprimatur.npm.Version;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
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

  /** A line that begins like this chooses which ids of the project are known. */
  private static final String KNOWN = "known ids ";

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

  /** What of one id is known, and what a token says of it. */
  private record Id(boolean known, Saying saying) {
    static final List<Id> ALL =
        Stream.of(true, false)
            .flatMap(known -> Stream.of(Saying.values()).map(saying -> new Id(known, saying)))
            .toList();
  }

  private enum Saying {
    NOTHING,
    RIGHT,
    WRONG
  }

  /** Every part of the ids that can be known, against every part that can be said. */
  @Test
  void nothingIsProvenByWhatIsNotKnown() {
    var tried = new TreeMap<Verdict.Identity, Integer>();
    for (var sample : SAMPLES) {
      var names = List.copyOf(sample.verdict().ids().members().keySet());
      int combinations = (int) Math.pow(Id.ALL.size(), names.size());
      for (int i = 0; i < combinations; i++) {
        for (var otherName : List.of(false, true)) {
          tried.merge(provenByWhatIsKnown(sample, ids(names, i), otherName), 1, Integer::sum);
        }
      }
    }
    assertThat(tried).containsOnlyKeys(Verdict.Identity.values());
  }

  private static Map<String, Id> ids(List<String> names, int combination) {
    var ids = new TreeMap<String, Id>();
    int rest = combination;
    for (var name : names) {
      ids.put(name, Id.ALL.get(rest % Id.ALL.size()));
      rest /= Id.ALL.size();
    }
    return ids;
  }

  private static Verdict.Identity provenByWhatIsKnown(
      Sample sample, Map<String, Id> ids, boolean otherName) {
    var rulebook = sample.issuer().rulebook();
    var own = sample.verdict().ids();
    var known = JsonObject.EMPTY.but();
    var said = sample.said().keep().but();
    sample.verdict().names().stream()
        .filter(name -> otherName && !own.has(name.rule()))
        .forEach(name -> said.and(name.rule(), name.actual().orElse("") + "x"));
    ids.forEach((name, id) -> {
      if (id.known()) {
        own.text(name).ifPresent(text -> known.and(name, text));
      }
      if (id.saying() == Saying.WRONG) {
        said.and(name, "00000000-0000-4000-8000-000000000000");
      }
    });
    var left =
        said.build()
            .without(name -> ids.containsKey(name) && ids.get(name).saying() == Saying.NOTHING);
    var claims = sample.issuer().restore(left);
    var changed = saying(knowing(sample, known.build()), claims.payload());
    var input =
        new MatchInput(
            sample.settings(), claims.token(), sample.json().text("package").orElseThrow());
    // Not what its settings say: where people name a project by its ids, these are known from them.
    var verdict = rulebook.judge(input, known.build());
    boolean sameName = verdict.names().stream().noneMatch(Finding::failed);
    var oracle = new Oracle(changed, known.build());
    if (verdict.accepted()) {
      assertThat(oracle.mayBeProject(sameName)).as("%s %s", sample, ids).isTrue();
    }
    if (sameName && oracle.mayBeProject(true)) {
      assertThat(verdict.isProject()).as("%s %s", sample, ids).isTrue();
    }
    assertThat(verdict.proven()).as("%s %s", sample, ids).isIn(false, oracle.knowsProject());
    return verdict.identity();
  }

  private static JsonObject part(JsonObject ids, int mask) {
    var part = JsonObject.EMPTY.but();
    int bit = 1;
    for (var name : ids.members().keySet()) {
      if ((mask & bit) != 0) {
        ids.text(name).ifPresent(text -> part.and(name, text));
      }
      bit <<= 1;
    }
    return part.build();
  }

  private static Sample knowing(Sample sample, JsonObject ids) {
    return new Sample(
        sample.name(), sample.provider(), true, sample.json().but().and("pins", ids).build());
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
    var known = sample.json().object("pins").orElse(JsonObject.EMPTY);
    for (int i = 1; i < lines.length; i++) {
      if (lines[i].startsWith(KNOWN)) {
        known = part(sample.verdict().ids(), some(lines[i], 1 << 3));
      } else {
        claims = changed(claims, lines[i]);
      }
    }
    var changed = saying(knowing(sample, known), claims);
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
        .allMatch(finding -> renamed ? oracle.knowsAllIds() : oracle.explains(finding));
    assertThat(verdict.proven()).as("proven").isIn(false, oracle.knowsProject());
    verdict
        .version()
        .ifPresent(version -> {
          assertThat(Version.cleaned(version).value()).isEqualTo(version);
          assertThat(Oracle.isWhole(version, verdict)).as(version).isTrue();
        });
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

  /** A caller who has not proved who they are is told nothing that was configured. */
  private static void nothingIsTold(Sample sample, Verdict verdict) {
    var told = Json.text(verdict.json(false));
    assertThat(told).doesNotContain("\"wouldPass\"");
    for (var name : sample.settings().names()) {
      for (var text : sample.settings().texts(name)) {
        boolean theirOwn = Json.text(sample.claims()).contains(text) || "publisher".contains(text);
        boolean everybodys = verdict.rules().stream().anyMatch(f -> f.label().contains(text));
        if (!theirOwn && !everybodys && Oracle.isFree(sample, name)) {
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
    var json = verdict.json(true);
    assertThat(Json.readOwn(Json.text(json))).isEqualTo(json);
    var recorded = said.keep();
    assertThat(Json.readOwn(Json.text(recorded))).isEqualTo(recorded);
    assertThat(provider.facts(recorded)).doesNotContainNull();
    assertThat(provider.project(recorded)).isNotNull();
    assertThat(said.missingOfKind()).doesNotHaveDuplicates();
    assertThat(said.news()).isSubsetOf(said.payload().members().keySet());
    assertThat(said.identity()).doesNotContain("\n");
    assertThat(said.projects()).isNotEmpty().allMatch(name -> name.equals(lower(name)));
    verdict.failures().forEach(finding -> assertThat(finding.told(true)).isNotEmpty());
    if (!verdict.accepted()) {
      assertThat(sample.matchResult().refusal().detail()).doesNotContain("\n");
    } else {
      assertThat(sample.matchResult().accepted()).isPresent();
    }
  }
}
