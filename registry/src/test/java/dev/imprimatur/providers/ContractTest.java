package dev.imprimatur.providers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imprimatur.Covers;
import dev.imprimatur.claimrules.Finding;
import dev.imprimatur.claimrules.MatchInput;
import dev.imprimatur.claimrules.Settings;
import dev.imprimatur.display.Fact;
import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonText;
import dev.imprimatur.json.JsonValue;
import dev.imprimatur.problem.ExchangeProblem;
import dev.imprimatur.problem.Problem;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.problem.TrustProblem;
import dev.imprimatur.rulebooks.Provider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every provider must do with claims as its jobs really say them. */
class ContractTest {

  static Stream<Provider> providers() {
    return Providers.ALL.stream();
  }

  static Stream<Sample> samples() {
    return Sample.all();
  }

  static Stream<Sample> accepted() {
    return Sample.all().filter(Sample::accepted);
  }

  static Stream<Sample> refused() {
    return Sample.all().filter(sample -> !sample.accepted());
  }

  @ParameterizedTest
  @MethodSource("accepted")
  void theRightJobIsAccepted(Sample sample) {
    var verdict = sample.verdict();

    assertThat(sample.said().missingOfKind()).isEmpty();
    assertThat(verdict.failures()).isEmpty();
    assertThat(verdict.accepted()).isTrue();
    assertThat(verdict.identity().name().toLowerCase(Locale.ROOT))
        .isEqualTo(sample.expected().text("identity").orElseThrow());
    assertThat(verdict.version()).isEqualTo(sample.expected().text("version"));
    assertThat(sample.matchResult().accepted()).isPresent();
  }

  @ParameterizedTest
  @MethodSource("refused")
  void theWrongJobIsRefusedForItsOneFault(Sample sample) {
    var problem = refusal(sample);
    var expected = sample.expected();

    assertThat(problem.code()).as(problem.detail()).isEqualTo(expected.text("code").orElseThrow());
    assertThat(problem.detail()).contains(expected.text("says").orElse(""));
    expected
        .text("identity")
        .ifPresent(identity ->
            assertThat(sample.verdict().identity().name())
                .isEqualTo(identity.toUpperCase(Locale.ROOT)));
    expected
        .text("rule")
        .ifPresent(rule ->
            assertThat(sample.verdict().failures()).extracting(Finding::rule).containsOnly(rule));
  }

  /** As an exchange goes: first whether it is a job's token at all. */
  private static Problem refusal(Sample sample) {
    var missing = sample.said().missingOfKind();
    return missing.isEmpty()
        ? sample.matchResult().refusal()
        : new ExchangeProblem.TokenKind(sample.provider().title(), missing);
  }

  @ParameterizedTest
  @MethodSource("samples")
  void everyClaimIsOnALineOfTheRulebook(Sample sample) {
    assertThat(sample.said().news()).isEmpty();
  }

  /** The row, npm's JSON and the form are one thing. */
  @ParameterizedTest
  @MethodSource("samples")
  void whatIsConfiguredIsKeptAsItIs(Sample sample) {
    var rulebook = sample.issuer().rulebook();
    var settings = sample.settings();

    var row = new Settings(Json.readOwn(Json.text(settings.json())));
    assertThat(row).isEqualTo(settings);
    assertThat(rulebook.parse(row.json())).isEqualTo(settings);
    assertThat(settings.names()).isEqualTo(sample.settingsJson().members().keySet());
    settings
        .names()
        .forEach(name ->
            assertThat(settings.texts(name))
                .as(name)
                .allMatch(text ->
                    Json.text(sample.settingsJson())
                        .toLowerCase(Locale.ROOT)
                        .contains(text.toLowerCase(Locale.ROOT))));
  }

  @ParameterizedTest
  @MethodSource("samples")
  void aSettingNeedsAllOfItsTextToBeRight(Sample sample) {
    var rulebook = sample.issuer().rulebook();
    for (var name : sample.settings().names()) {
      for (var text : sample.settings().texts(name)) {
        for (var bad :
            List.of(
                "",
                text + "\n",
                "\n" + text,
                text + "\0",
                text + "\u202e",
                text + "\u2028",
                text + " ",
                " " + text,
                text + "\u00a0",
                "\u3000" + text)) {
          var json = sample.settingsJson().but().and(name, bad).build();
          assertThatThrownBy(() -> rulebook.parse(json))
              .as("%s %s", name, Json.text(new JsonText(bad)))
              .isInstanceOfSatisfying(
                  ProblemException.class,
                  e -> assertThat(e.problem()).isInstanceOf(TrustProblem.InvalidPublisher.class));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void withoutWhatIsNeededThereIsNoPublisher(Sample sample) {
    for (var setting : sample.issuer().rulebook().settings()) {
      if (setting.required()) {
        var json = sample.settingsJson().without(setting.name()::equals);
        assertThatThrownBy(() -> sample.issuer().rulebook().parse(json))
            .hasMessageContaining(
                "%s needs the %s".formatted(sample.provider().title(), setting.label()));
      }
    }
  }

  /** A claim of another JSON type than the provider's counts as missing, whatever it looks like. */
  @ParameterizedTest
  @MethodSource("accepted")
  @Covers("C55")
  void aClaimInAListIsNoClaim(Sample sample) {
    for (var setting : sample.issuer().rulebook().settings()) {
      var claim = sample.claims().get(setting.name());
      if (claim.isPresent() && sample.settings().has(setting.name()) && !isList(claim.get())) {
        var json =
            sample.claims().but().and(setting.name(), new JsonArray(List.of(claim.get()))).build();
        var changed =
            new Sample(
                sample.name(),
                sample.provider(),
                false,
                sample.json().but().and("claims", json).build());
        boolean anyFile = sample.settings().texts(setting.name()).contains("*");
        assertThat(changed.verdict().accepted() && changed.said().missingOfKind().isEmpty())
            .as(setting.name())
            .isEqualTo(anyFile);
      }
    }
  }

  /** What is kept of a token is judged as the token was, also when it is judged years later. */
  @ParameterizedTest
  @MethodSource("samples")
  void whatIsKeptIsEnoughToJudgeItAgain(Sample sample) {
    var issuer = sample.issuer();
    var kept = Json.readOwn(Json.text(sample.said().keep()));
    var input =
        new MatchInput(
            sample.settings(),
            issuer.restore(kept).token(),
            sample.json().text("package").orElseThrow());
    boolean further =
        sample.settings().names().stream()
            .anyMatch(name ->
                issuer.rulebook().settings().stream().noneMatch(each -> each.name().equals(name)));
    if (!further) {
      assertThat(issuer.rulebook().judge(input, sample.pins())).isEqualTo(sample.verdict());
    }
  }

  private static boolean isList(JsonValue value) {
    return value instanceof JsonArray;
  }

  @ParameterizedTest
  @MethodSource("accepted")
  @Covers("C58")
  void peopleAreShownWhatItSaid(Sample sample) {
    var recorded = sample.said().keep();
    var shown = sample.provider().facts(recorded).stream().map(ContractTest::line).toList();

    assertThat(shown).containsAll(sample.shown());
    if (sample.shown().size() > 1) {
      assertThat(shown).isEqualTo(sample.shown());
    }
    assertThat(sample.provider().project(recorded)).isPresent();
  }

  private static String line(Fact fact) {
    return fact.label() + ": " + fact.text() + fact.address().map(" -> "::concat).orElse("");
  }

  /** Nothing of a person is kept, and nothing that a job may choose freely. */
  @ParameterizedTest
  @MethodSource("accepted")
  @Covers("C56")
  void peopleAreNotRecorded(Sample sample) {
    var recorded = sample.said().keep();

    assertThat(recorded.members().keySet())
        .doesNotContain("actor", "actor_id", "user_id", "user_login", "user_email", "accountUuid")
        .doesNotContain("user_identities", "groups_direct");
  }

  @ParameterizedTest
  @MethodSource("providers")
  void thereAreSamplesOfBothKinds(Provider provider) {
    var samples = Sample.of(provider).toList();

    assertThat(samples.stream().filter(Sample::accepted).count()).isGreaterThanOrEqualTo(2);
    assertThat(samples.stream().filter(sample -> !sample.accepted()).count())
        .isGreaterThanOrEqualTo(5);
    assertThat(samples.stream().filter(sample -> !sample.shown().isEmpty())).isNotEmpty();
    assertThat(samples.stream().map(sample -> sample.expected().text("code").orElse("")))
        .contains(provider.isJudgedByOperator() ? "rule-mismatch" : "token-kind", "no-publisher");
  }

  /**
   * A pull request is refused although nobody configured anything against it, or the provider says
   * why it cannot be told from other jobs, and says it to its readers, too.
   */
  @ParameterizedTest
  @MethodSource("providers")
  void aPullRequestPublishesNothingOrNobodyCanTell(Provider provider) throws IOException {
    var pullRequests = Sample.of(provider).filter(Sample::isPullRequest).toList();
    assertThat(pullRequests.isEmpty()).isEqualTo(provider.cannotTellPullRequests().isPresent());
    for (var sample : pullRequests) {
      var optional =
          sample.issuer().rulebook().settings().stream()
              .filter(setting -> !setting.required())
              .map(setting -> setting.name())
              .toList();
      assertThat(sample.accepted()).isFalse();
      assertThat(sample.verdict().failures())
          .extracting(Finding::rule)
          .isNotEmpty()
          .noneMatch(rule -> optional.contains(rule) && sample.settings().has(rule));
    }
    var manual = Files.readString(Path.of("../docs/providers.md"));
    assertThat(manual).contains(provider.cannotTellPullRequests().orElse(""));
  }

  @ParameterizedTest
  @MethodSource("accepted")
  void whoMayPublishCouldRead(Sample sample) {
    assertThat(sample.readingVerdict().accepted()).isTrue();
  }

  /** Those that run what the project's own people wrote; a fork reads as little as it publishes. */
  @Test
  void ofPullRequestsThoseOfTheProjectItselfMayRead() {
    assertThat(
            samples()
                .filter(Sample::isPullRequest)
                .filter(sample -> sample.readingVerdict().accepted())
                .map(Sample::name))
        .containsExactly("github/pull-request", "gitlab/merge-request");
  }

  /** What the samples never use, nobody knows to work. */
  @ParameterizedTest
  @MethodSource("providers")
  void everySettingAndEveryDemandIsTried(Provider provider) {
    var used = new HashSet<String>();
    var failed = new HashSet<String>();
    Sample.of(provider)
        .forEach(sample -> {
          if (sample.accepted()) {
            used.addAll(sample.settings().names());
          } else {
            sample.verdict().names().forEach(finding -> addIfFailed(finding, failed));
            sample.verdict().rules().forEach(finding -> addIfFailed(finding, failed));
          }
        });
    var settings =
        Sample.of(provider).findFirst().orElseThrow().issuer().rulebook().settings().stream()
            .map(setting -> setting.name())
            .toList();
    assertThat(used).containsAll(settings);
    assertThat(failed).isNotEmpty();
  }

  private static void addIfFailed(Finding finding, Set<String> failed) {
    if (finding.failed()) {
      failed.add(finding.rule());
    }
  }

  @Test
  void everyFolderOfSamplesIsAProviders() throws IOException {
    try (var folders = Files.list(Sample.FOLDER)) {
      assertThat(folders.map(folder -> folder.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(Providers.ALL.stream().map(Provider::id).toList());
    }
  }

  @Test
  void providersAreToldApart() {
    assertThat(Providers.ALL).extracting(Provider::id).doesNotHaveDuplicates();
    assertThat(Providers.ALL).extracting(Provider::title).doesNotHaveDuplicates();
    assertThat(Providers.ALL).extracting(Provider::email).doesNotHaveDuplicates();
    assertThat(Providers.ALL)
        .extracting(Provider::builtIn)
        .filteredOn(url -> url.isPresent())
        .doesNotHaveDuplicates();
  }

  /** No setting of an npm client means something else here. */
  @Test
  void npmsOwnSettingsAreNpms() {
    assertThat(flags("github")).contains("--repository", "--file", "--environment");
    assertThat(flags("gitlab")).contains("--project", "--file", "--environment");
    assertThat(flags("circleci"))
        .contains("--org-id", "--project-id", "--pipeline-definition-id", "--vcs-origin")
        .contains("--context-id");
  }

  private static List<String> flags(String provider) {
    return Providers.anyIssuerOf(Providers.usual().find(provider).orElseThrow())
        .rulebook()
        .settings()
        .stream()
        .map(setting -> setting.flags().getFirst())
        .toList();
  }
}
