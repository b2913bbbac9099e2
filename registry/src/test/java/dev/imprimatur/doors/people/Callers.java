package dev.imprimatur.doors.people;

import static dev.imprimatur.doors.support.Trusting.github;
import static dev.imprimatur.wiring.TestRegistry.job;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.doors.support.Trusting;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The callers of a registry, of every kind and with every kind of credential. Alice owns the
 * organization acme, bob is its member, mallory is a stranger, and root runs the registry.
 */
public final class Callers {
  public static final String OPEN = "@acme/open";
  public static final String CLOSED = "@acme/closed";
  public static final String NONE = "@acme/none";

  private static final String PINS = "'pins':{'repository_id':'7','repository_owner_id':'70'}";

  private final TestRegistry registry;
  private final List<TestCaller> all = new ArrayList<>();

  /**
   * A caller with one credential, or with none.
   *
   * @param group those who are answered much alike; the first of a group stands for it
   * @param insider whether they may know which private packages there are
   */
  public record TestCaller(String name, String group, boolean insider, Supplier<Client> client) {}

  private Callers(TestRegistry registry) {
    this.registry = registry;
  }

  public static Callers of(TestRegistry registry) {
    var callers = new Callers(registry);
    // What is over by now was given out first.
    callers.makePeople();
    var expired = registry.session("alice");
    registry.clock().advance(Duration.ofDays(2));
    callers.makePackages();
    callers.addOutsiders();
    callers.addUnusable(expired);
    callers.addSessions();
    callers.addTokens();
    callers.addJobs();
    return callers;
  }

  public List<TestCaller> all() {
    return all;
  }

  /** Returns the callers' names, by their groups. */
  Map<String, List<String>> groups() {
    return all.stream()
        .collect(
            Collectors.groupingBy(
                TestCaller::group,
                LinkedHashMap::new,
                Collectors.mapping(TestCaller::name, Collectors.toList())));
  }

  /** Returns the callers who must not learn whether there is a private package. */
  public List<TestCaller> strangers() {
    return all.stream().filter(caller -> !caller.insider()).toList();
  }

  private void makePeople() {
    for (var name : List.of("alice", "bob", "mallory")) {
      registry.addUser(name, false);
    }
    registry.addUser("root", true);
    assertThat(registry.terminal().run("org", "add", "acme", "--owner", "alice").exit()).isZero();
    assertThat(registry.terminal().run("org", "member", "acme", "bob").exit()).isZero();
  }

  private void makePackages() {
    var alice = registry.with(registry.token("alice", true));
    for (var wanted :
        List.of(
            TestPackage.of(OPEN, "1.0.0").access("public"),
            TestPackage.of(CLOSED, "1.0.0"),
            TestPackage.of("@acme/other", "1.0.0"))) {
      assertThat(alice.put(wanted.path(), wanted.document()).status()).isEqualTo(201);
    }
    var session = registry.with(registry.session("alice"));
    for (var name : List.of(OPEN, CLOSED, NONE, "@acme/other")) {
      Trusting.add(session, name, github("acme/rocket"));
    }
    for (var name : List.of(OPEN, CLOSED)) {
      Trusting.add(session, name, github("acme/stager", "'permissions':['createStagedPackage']"));
    }
    Trusting.add(session, CLOSED, github("acme/reader", "'permissions':['readPackage']", PINS));
    Trusting.add(session, "@acme/*", github("acme/keeper", "'permissions':['managePublishers']"));
  }

  private void addOutsiders() {
    var group = "outsiders";
    all.add(new TestCaller("nobody", group, false, registry::anyone));
    // Each of their tokens can be spent but once.
    all.add(
        new TestCaller(
            "an identity token of acme/rocket", group, true, () -> identified("acme/rocket")));
    all.add(
        new TestCaller(
            "an identity token of evil/rocket", group, false, () -> identified("evil/rocket")));
  }

  private void addUnusable(String expired) {
    var group = "unusable credentials";
    stranger(group, "a token of nobody", "npm_garbage");
    var basic = "alice:" + TestRegistry.password();
    var encoded = Base64.getEncoder().encodeToString(basic.getBytes(StandardCharsets.UTF_8));
    all.add(
        new TestCaller(
            "alice's password, basic",
            group,
            false,
            () -> registry.anyone().with("authorization", "Basic " + encoded)));
    stranger(group, "alice, session that expired", expired);
    stranger(group, "alice's session, signed out", revoked(registry.session("alice")));
    var job = registry.minted("@acme/other", job("acme/rocket"));
    stranger(group, "job of @acme/other, revoked", revoked(job));
  }

  private void addSessions() {
    stranger("other people", "mallory, session", registry.session("mallory"));
    stranger("other people", "mallory, token that writes", registry.token("mallory", true));
    insider("members", "bob, session", registry.session("bob"));
    insider("owners", "alice, session", registry.session("alice"));
    insider("owners", "root, session", registry.session("root"));
  }

  private void addTokens() {
    for (var name : List.of("alice", "bob", "root")) {
      insider("writing tokens", name + ", token that writes", registry.token(name, true));
    }
    insider("narrow tokens", "alice, token that reads", registry.token("alice", false));
    insider(
        "narrow tokens",
        "alice, token for @acme/other",
        registry.token("alice", true, "@acme/other"));
  }

  private void addJobs() {
    var group = "jobs";
    stranger(group, "job of @acme/other", registry.minted("@acme/other", job("acme/rocket")));
    stranger(group, "job of " + OPEN, registry.minted(OPEN, job("acme/rocket")));
    insider(group, "job of " + CLOSED, registry.minted(CLOSED, job("acme/rocket")));
    // Only they may write to it, and so there is something that others do not find.
    insider(group, "job of " + NONE, registry.minted(NONE, job("acme/rocket")));
    stranger(group, "stager of " + OPEN, registry.minted(OPEN, job("acme/stager")));
    insider(group, "stager of " + CLOSED, registry.minted(CLOSED, job("acme/stager")));
    insider(group, "reader of " + CLOSED, bought("read-token", "acme/reader"));
    insider(group, "manager of @acme/*", bought("manage-token/@acme%2f*", "acme/keeper"));
  }

  private Client identified(String repository) {
    return registry.with(registry.github().sign(job(repository)));
  }

  private String revoked(String token) {
    assertThat(registry.with(token).delete("/-/user/token/" + token).status()).isEqualTo(200);
    return token;
  }

  private String bought(String what, String repository) {
    // Only a project that the publisher knows by its ids may read.
    var claims = job(repository).repositoryId("7").repositoryOwnerId("70");
    var idToken = registry.github().sign(claims);
    var answer = registry.with(idToken).post("/-/api/v1/oidc/" + what, "");
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return answer.json().text("token").orElseThrow();
  }

  private void insider(String group, String name, String token) {
    all.add(new TestCaller(name, group, true, () -> registry.with(token)));
  }

  private void stranger(String group, String name, String token) {
    all.add(new TestCaller(name, group, false, () -> registry.with(token)));
  }
}
