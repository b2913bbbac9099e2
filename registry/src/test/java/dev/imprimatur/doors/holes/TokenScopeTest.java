package dev.imprimatur.doors.holes;

import static dev.imprimatur.doors.support.Trusting.github;
import static dev.imprimatur.wiring.TestRegistry.job;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.addresses.AddressRange;
import dev.imprimatur.doors.support.Trusting;
import dev.imprimatur.npm.PackageGlob;
import dev.imprimatur.tokens.TokenPermission;
import dev.imprimatur.tokens.TokenTerms;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A token is checked for its signature and not for its scope (CVE-2026-42016, CVE-2025-68941). Each
 * kind of credential, made for something else, tries all that there is to do; then a session does
 * every one of these things, so that it was not their form that they were refused for.
 */
final class TokenScopeTest {
  private static final String PACKAGE = "@acme/rocket";

  /** A kind, a request, and its body in single quotes; a version is a whole document. */
  private static final List<String> DEEDS =
      """
      read       | GET /@acme%2frocket                              |
      read       | GET /@acme%2frocket/-/rocket-1.0.0.tgz          |
      read       | GET /-/package/@acme%2frocket/dist-tags          |
      members    | GET /-/org/acme/user                             |
      decide     | GET /-/package/@acme%2frocket/trust              |
      account    | GET /-/npm/v1/tokens                             |
      account    | GET /-/api/v1/sessions                           |
      publish    | PUT /@acme%2frocket                              | 2.0.0
      publish    | PUT /@acme%2fnew                                 | new
      stage      | POST /-/stage/package/@acme%2frocket             | 3.0.0
      tag        | PUT /-/package/@acme%2frocket/dist-tags/next     | '1.0.0'
      tag        | DELETE /-/package/@acme%2frocket/dist-tags/next  |
      deprecate  | PUT /@acme%2frocket                              | deprecated
      decide     | POST /-/package/@acme%2frocket/access            | {'access':'public'}
      decide     | POST /-/package/@acme%2frocket/trust             | trust
      decide     | PUT /-/api/v1/collaborators/@acme%2frocket       | {'user':'bob','permission':'write'}
      decide     | PUT /-/api/v1/publishing/@acme%2frocket          | {'ownOnly':true}
      decide     | POST /-/api/v1/webhooks?package=@acme%2frocket   | {'url':'https://acme.example/'}
      decide     | POST /-/npm/v1/hooks/hook                        | hook
      organize   | PUT /-/org/acme/user                             | {'user':'bob','role':'developer'}
      organize   | PUT /-/org/acme/team                             | {'name':'crew'}
      organize   | POST /-/api/v1/webhooks?organization=acme        | {'url':'https://acme.example/'}
      account    | POST /-/npm/v1/user                              | {'fullname':'Alice'}
      account    | POST /-/npm/v1/tokens                            | token
      account    | POST /-/api/v1/tokens/revoke                     | {'all':true}
      """
          .lines()
          .toList();

  private final TestRegistry registry = TestRegistry.start();

  /** Something to do. */
  private record Deed(String kind, String method, String path, String body) {
    static Deed of(String line) {
      var cells = Stream.of(line.split("\\|", -1)).map(String::strip).toList();
      var method = cells.get(1).replaceFirst(" .*", "");
      var path = cells.get(1).substring(method.length() + 1);
      return new Deed(cells.get(0), method, path, body(cells.get(2)));
    }

    private static String body(String cell) {
      return switch (cell) {
        case "2.0.0", "3.0.0" -> TestPackage.of(PACKAGE, cell).document();
        case "new" -> TestPackage.of("@acme/new", "1.0.0").document();
        case "trust" -> "[" + Trusting.quoted(github("evil/rocket")) + "]";
        case "token" ->
            Trusting.quoted(
                "{'password':'%s','name':'more','packages_all':true}"
                    .formatted(TestRegistry.password()));
        case "hook" ->
            Trusting.quoted(
                "{'type':'package','name':'%s','secret':'this is a secret','endpoint':'https://acme.example/'}"
                    .formatted(PACKAGE));
        case "deprecated" ->
            Trusting.quoted(
                "{'_id':'%s','name':'%s','versions':{'1.0.0':{'version':'1.0.0','deprecated':'x'}}}"
                    .formatted(PACKAGE, PACKAGE));
        default -> Trusting.quoted(cell);
      };
    }

    Client.Answer by(Client client) {
      return client.send(method, path, body.getBytes(UTF_8));
    }
  }

  /** The credentials, and which kinds of deeds each is for. */
  private Map<String, Map.Entry<String, Set<String>>> credentials() {
    var all = new LinkedHashMap<String, Map.Entry<String, Set<String>>>();
    all.put("reads", Map.entry(registry.token("alice", false), Set.of("read")));
    all.put("writes another", Map.entry(registry.token("alice", true, "@acme/other"), Set.of()));
    all.put("writes a scope", Map.entry(registry.token("alice", true, "@other/*"), Set.of()));
    all.put("writes a prefix", Map.entry(registry.token("alice", true, "@acme/rock"), Set.of()));
    all.put(
        "reads members", Map.entry(token(TokenPermission.READ_ONLY, "acme"), Set.of("members")));
    all.put("of others' members", Map.entry(token(TokenPermission.READ_WRITE, "other"), Set.of()));
    all.put("from elsewhere", Map.entry(elsewhere(), Set.of()));
    all.put(
        "mallory's session", Map.entry(registry.session("mallory"), Set.of("account", "members")));
    all.put("mallory's token", Map.entry(registry.token("mallory", true), Set.of()));
    all.put("of who is disabled", Map.entry(disabled(), Set.of()));
    all.put(
        "job of another", Map.entry(registry.minted("@acme/other", job("acme/other")), Set.of()));
    all.put(
        "job that stages",
        Map.entry(registry.minted(PACKAGE, job("acme/stager")), Set.of("read", "stage")));
    all.put(
        "job that manages others",
        Map.entry(bought("manage-token/@other%2f*", "acme/keeper"), Set.of()));
    all.put("an identity token", Map.entry(registry.github().sign(job("acme/stager")), Set.of()));
    return all;
  }

  private static TokenTerms terms(TokenPermission packages, TokenPermission members, String it) {
    return new TokenTerms("it", "", packages, List.of(), members, List.of(it), List.of(), false);
  }

  private String token(TokenPermission members, String organization) {
    return registry.token("alice", terms(TokenPermission.NO_ACCESS, members, organization));
  }

  private String elsewhere() {
    var addresses = List.of(AddressRange.parse("10.0.0.0/8").orElseThrow());
    var writes = TokenPermission.READ_WRITE;
    return registry.token(
        "alice",
        new TokenTerms(
            "it",
            "",
            writes,
            List.of(new PackageGlob("*")),
            writes,
            List.of("acme"),
            addresses,
            false));
  }

  private String disabled() {
    var token = registry.token("carol", true);
    registry.disable("carol");
    return token;
  }

  private String bought(String what, String repository) {
    var claims = job(repository).repositoryId("7").repositoryOwnerId("70");
    var answer = registry.with(registry.github().sign(claims)).post("/-/api/v1/oidc/" + what, "");
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return answer.json().text("token").orElseThrow();
  }

  private Client scene() {
    for (var name : List.of("alice", "bob", "carol", "mallory")) {
      registry.addUser(name, false);
    }
    for (var organization : List.of("acme", "other")) {
      registry.terminal().run("org", "add", organization, "--owner", "alice");
      registry.terminal().run("org", "member", organization, "carol", "--role", "owner");
    }
    var alice = registry.with(registry.session("alice"));
    for (var name : List.of(PACKAGE, "@acme/other")) {
      var first = TestPackage.of(name, "1.0.0");
      assertThat(alice.put(first.path(), first.document()).status()).isEqualTo(201);
    }
    Trusting.add(alice, "@acme/other", github("acme/other"));
    Trusting.add(alice, PACKAGE, github("acme/stager", "'permissions':['createStagedPackage']"));
    Trusting.add(alice, "@other/*", github("acme/keeper", "'permissions':['managePublishers']"));
    return alice;
  }

  @Test
  void aTokenDoesNothingThatItIsNotFor() {
    try (registry) {
      var alice = scene();
      var deeds = DEEDS.stream().map(Deed::of).toList();
      // Of those with a second, the last one is what everything is done with.
      registry.clock().advance(Duration.ofMinutes(1));
      credentials()
          .forEach((name, credential) -> {
            var client = registry.with(credential.getKey());
            for (var deed : deeds) {
              if (!credential.getValue().contains(deed.kind())) {
                var answer = deed.by(client);
                assertThat(answer.status())
                    .as("%s: %s %s %s", name, deed.method(), deed.path(), answer.text())
                    .isIn(401, 403, 404);
              }
            }
          });
      for (var deed : deeds) {
        assertThat(deed.by(alice).status()).as("%s", deed).isBetween(200, 202);
      }
    }
  }
}
