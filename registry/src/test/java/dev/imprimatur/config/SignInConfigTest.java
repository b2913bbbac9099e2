package dev.imprimatur.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imprimatur.access.Organizations.Role;
import dev.imprimatur.json.MalformedJsonException;
import dev.imprimatur.json.Yaml;
import dev.imprimatur.outbound.Ask.Reach;
import dev.imprimatur.sso.GroupPolicy.Mapping;
import dev.imprimatur.sso.SignOnPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The setting {@code signIn}: what it holds, and the words for what it cannot. */
final class SignInConfigTest {
  private static final String GOOD =
      """
      passwords: false
      providers:
        - name: acme
          title: Acme
          issuer: https://login.acme.example/realms/acme
          clientId: imprimatur
          clientSecretFile: SECRET
          scopes: [profile, email, groups]
          secondFactors: [mfa]
          requires: {hd: acme.example, tid: [one, two]}
          groups:
            claim: groups
            administrators: /registry-admins
            map:
              - {group: /engineering, organization: acme, team: release}
              - {group: /leads, organization: acme, role: owner}
      """;

  @TempDir private Path folder;
  private Path secret;

  @BeforeEach
  void writeSecret() throws IOException {
    secret = folder.resolve("secret");
    Files.writeString(secret, "the secret\n");
  }

  @Test
  void everythingThatCanBeSaidIsRead() {
    var policy = read(GOOD);
    assertThat(policy.passwords()).isFalse();
    var acme = policy.find("acme").orElseThrow();
    assertThat(acme.openId().title()).isEqualTo("Acme");
    assertThat(acme.openId().issuer()).isEqualTo("https://login.acme.example/realms/acme");
    assertThat(acme.openId().clientSecret().reveal()).isEqualTo("the secret");
    assertThat(acme.openId().scopes()).containsExactly("profile", "email", "groups");
    assertThat(acme.openId().reach()).isEqualTo(Reach.PUBLIC);
    assertThat(acme.secondFactors()).containsExactly("mfa");
    assertThat(acme.required())
        .isEqualTo(Map.of("hd", Set.of("acme.example"), "tid", Set.of("one", "two")));
    assertThat(acme.groups().administrators()).contains("/registry-admins");
    assertThat(acme.groups().mappings())
        .containsExactly(
            new Mapping("/engineering", "acme", Role.MEMBER, Optional.of("release")),
            new Mapping("/leads", "acme", Role.OWNER, Optional.empty()));
    assertThat(policy.toString()).doesNotContain("the secret");
  }

  @ParameterizedTest(name = "{1} in place of {0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          name: acme                  | name: Acme Inc             | needs a name of lower-case letters
          https://login               | http://login               | by https unless it is internal
          realms/acme                 | realms/acme/               | without a slash at its end
          clientId: imprimatur        | clientID: imprimatur       | the nearest is "clientId"
          passwords: false            | password: false            | the nearest is "passwords"
          passwords: false            | passwords: perhaps         | needs true or false for passwords
          clientSecretFile: SECRET    | clientSecretFile: /nowhere | cannot be read
          role: owner                 | role: king                 | a role that is none: king
          organization: acme, role    | organization: '@acme', role | to no organization
          claim: groups               | claim: ''                  | needs a text for claim
          [profile, email, groups]    | [profile, 'a b']           | a scope that is none
          hd: acme.example            | hd: ''                     | without saying which value
          tid: [one, two]             | tid: []                    | without saying which value
          title: Acme                 | title: ''                  | needs a text for title
          """)
  void whatCannotBeIsNamedWithItsCure(String good, String bad, String words) {
    assertThatThrownBy(() -> read(GOOD.replace(good, bad)))
        .isInstanceOf(BadConfigException.class)
        .hasMessageContaining("signIn")
        .hasMessageContaining(words);
  }

  @Test
  void somebodyMustBeAbleToSignIn() {
    assertThatThrownBy(() -> read("passwords: false"))
        .hasMessageContaining("would let nobody sign in");
  }

  @Test
  void twoProvidersAreTwo() {
    var twice = GOOD + GOOD.substring(GOOD.indexOf("  - name"));
    assertThatThrownBy(() -> read(twice)).hasMessageContaining("two providers");
  }

  private SignOnPolicy read(String yaml) {
    try {
      return SignInConfig.read(Yaml.read(yaml.replace("SECRET", secret.toString())));
    } catch (MalformedJsonException e) {
      throw new AssertionError(e);
    }
  }
}
