package dev.imprimatur.providers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.display.Fact;
import dev.imprimatur.json.JsonNumber;
import dev.imprimatur.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GitHubActionsTest {
  private static final String SHA = "8f2c1d9e0b7a6c5d4e3f2a1b0c9d8e7f6a5b4c3d";
  private static final JsonObject CLAIMS =
      JsonObject.with("iss", "https://token.actions.githubusercontent.com")
          .and("repository", "acme/rocket")
          .and("workflow_ref", "acme/rocket/.github/workflows/publish.yml@refs/tags/v1.2.0")
          .and("ref", "refs/tags/v1.2.0")
          .and("sha", SHA)
          .and("event_name", "release")
          .and("environment", "production")
          .and("run_id", "17884412345")
          .and("run_attempt", "2")
          .build();

  @Test
  void aJobOfGitHubsOwnIssuerIsShownWithLinks() {
    assertThat(shown(CLAIMS))
        .isEqualTo(
            """
            Repository: acme/rocket -> https://github.com/acme/rocket
            Workflow: publish.yml -> https://github.com/acme/rocket/blob/%1$s/.github/workflows/publish.yml
            Commit: 8f2c1d9e0b7a -> https://github.com/acme/rocket/commit/%1$s
            Tag: v1.2.0
            Environment: production
            Started by: release
            Run: 17884412345, attempt 2 -> https://github.com/acme/rocket/actions/runs/17884412345/attempts/2\
            """
                .formatted(SHA));
  }

  @ParameterizedTest
  @CsvSource({
    "iss,https://github.acme.example/_services/token/",
    "iss,https://token.actions.githubusercontent.com.evil.example",
    "iss,https://token.actions.githubusercontent.com/acme/x",
    "iss,''",
    "repository,acme/rocket/../evil",
    "repository,acme/..",
    "repository,evil.example/x?y",
    "repository,acme/rocket#x",
    "repository,acme/rocket\" onclick=\"x",
    "repository,rocket",
  })
  void nothingIsLinkedIfItIsNotCertainWhereItLeads(String claim, String value) {
    var facts = facts(CLAIMS.but().and(claim, value).build());

    assertThat(facts).isNotEmpty().allMatch(fact -> fact.address().isEmpty());
  }

  @Test
  void withoutAnIssuerNothingIsLinked() {
    assertThat(facts(CLAIMS.without("iss"::equals)))
        .hasSize(7)
        .allMatch(fact -> fact.address().isEmpty());
  }

  @ParameterizedTest
  @CsvSource({
    "sha,HEAD,Commit",
    "sha,8f2c1d9e0b7a6c5d4e3f2a1b0c9d8e7f6a5b4c3d/../..,Commit",
    "run_id,1/../../settings,Run",
    "run_id,-1,Run",
    "run_attempt,1?x,Run",
    "workflow_ref,acme/rocket/.github/workflows/../x.yml@refs/tags/v1.2.0,Workflow",
    "workflow_ref,acme/rocket/.github/workflows/a b.yml@refs/tags/v1.2.0,Workflow",
  })
  void aValueOfAnotherFormIsShownAndNotLinked(String claim, String value, String label) {
    var facts = facts(CLAIMS.but().and(claim, value).build());

    assertThat(facts)
        .filteredOn(fact -> fact.label().equals(label))
        .singleElement()
        .satisfies(fact -> assertThat(fact.address()).isEmpty());
    assertThat(facts)
        .filteredOn(fact -> fact.label().equals("Repository"))
        .allMatch(fact -> fact.address().isPresent());
  }

  @ParameterizedTest
  @CsvSource({
    "refs/heads/main,acme/rocket/.github/workflows/publish.yml@refs/heads/main,publish.yml",
    "refs/heads/main,ACME/Rocket/.github/workflows/publish.yml@refs/heads/main,publish.yml",
    "refs/heads/a.yml@b,acme/rocket/.github/workflows/publish.yml@refs/heads/a.yml@b,publish.yml",
    "refs/heads/main,acme/other/.github/workflows/publish.yml@refs/heads/main,",
    "refs/heads/main,acme/rocket/.github/workflows/publish.yml@refs/heads/dev,",
    "refs/heads/main,acme/rocket/.github/workflows/@refs/heads/main,",
  })
  void theWorkflowIsWhatStandsBetweenRepositoryAndRef(String ref, String said, String file) {
    var claims = CLAIMS.but().and("ref", ref).and("workflow_ref", said).build();

    assertThat(
            facts(claims).stream()
                .filter(fact -> fact.label().equals("Workflow"))
                .map(Fact::text)
                .findFirst())
        .isEqualTo(Optional.ofNullable(file));
  }

  @ParameterizedTest
  @CsvSource({
    "refs/heads/main,Branch: main",
    "refs/tags/v1,Tag: v1",
    "refs/pull/7/merge,Ref: refs/pull/7/merge",
  })
  void aRefIsCalledWhatItIs(String ref, String expected) {
    assertThat(shown(CLAIMS.but().and("ref", ref).build())).contains("\n" + expected + "\n");
  }

  @Test
  void claimsThatAreMissingOrNoTextsAreLeftOut() {
    assertThat(facts(JsonObject.EMPTY)).isEmpty();
    assertThat(facts(JsonObject.with("run_id", JsonNumber.of(7)).build())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "https://github.acme.example/_services/token,https://github.acme.example/acme/rocket",
    "https://token.actions.githubusercontent.com/acme,https://github.com/acme/rocket",
  })
  void anIssuerMayTellWhereItsRepositoriesAre(String issuer, String repository) {
    assertThat(facts(CLAIMS.but().and("iss", issuer).build()).getFirst().address())
        .contains(repository);
  }

  private static List<Fact> facts(JsonObject claims) {
    return GitHubActions.PROVIDER.facts(claims);
  }

  private static String shown(JsonObject claims) {
    return facts(claims).stream()
        .map(fact ->
            fact.label()
                + ": "
                + fact.text()
                + fact.address().map(address -> " -> " + address).orElse(""))
        .collect(Collectors.joining("\n"));
  }
}
