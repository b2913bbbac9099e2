package dev.imprimatur.doors.people;

import static dev.imprimatur.doors.support.Trusting.github;
import static dev.imprimatur.main.TestRegistry.job;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.doors.support.Trusting;
import dev.imprimatur.main.Client;
import dev.imprimatur.main.TestPackage;
import dev.imprimatur.main.TestRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * Everybody who may come to a registry, each with every kind of credential. Alice owns the
 * organization acme, bob is its member, mallory is a stranger, and root runs the registry.
 */
final class Visitors {
  static final String OPEN = "@acme/open";
  static final String CLOSED = "@acme/closed";
  static final String NONE = "@acme/none";

  private static final String PINS = "'pins':{'repository_id':'7','repository_owner_id':'70'}";

  /** Those who may know which private packages there are. */
  private static final List<String> INSIDERS =
      List.of("alice", "bob", "root", "job of ", "manager", "an identity token of acme");

  private final TestRegistry registry;
  private final Map<String, Supplier<Client>> all = new LinkedHashMap<>();

  private Visitors(TestRegistry registry) {
    this.registry = registry;
  }

  static Visitors of(TestRegistry registry) {
    var visitors = new Visitors(registry);
    // What is over by now was given out first.
    visitors.makePeople();
    var expired = registry.session("alice");
    registry.clock().advance(Duration.ofDays(2));
    visitors.makePackages();
    visitors.addWithoutTokens();
    visitors.add("alice, session that expired", expired);
    visitors.addPeople();
    visitors.addJobs();
    return visitors;
  }

  /** By what is said of them in the approved matrix. */
  Map<String, Supplier<Client>> all() {
    return all;
  }

  Client client(String name) {
    return Objects.requireNonNull(all.get(name)).get();
  }

  /** Who must not learn whether there is a private package. */
  List<String> strangers() {
    return all.keySet().stream()
        .filter(name -> INSIDERS.stream().noneMatch(name::startsWith) || name.endsWith("expired"))
        .toList();
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

  private void addWithoutTokens() {
    all.put("nobody", registry::anyone);
    var basic = "alice:" + TestRegistry.password();
    var encoded = Base64.getEncoder().encodeToString(basic.getBytes(StandardCharsets.UTF_8));
    all.put(
        "alice's password, basic",
        () -> registry.anyone().with("authorization", "Basic " + encoded));
    add("a token of nobody", "npm_garbage");
    all.put(
        "an identity token of acme/rocket",
        () -> registry.with(registry.github().sign(job("acme/rocket"))));
    all.put(
        "an identity token of evil/rocket",
        () -> registry.with(registry.github().sign(job("evil/rocket"))));
  }

  private void addPeople() {
    for (var name : List.of("alice", "bob", "mallory", "root")) {
      add(name + ", session", registry.session(name));
      add(name + ", token that writes", registry.token(name, true));
    }
    add("alice, token that reads", registry.token("alice", false));
    add("alice's token for @acme/other", registry.token("alice", true, "@acme/other"));
    var revoked = registry.session("alice");
    assertThat(registry.with(revoked).delete("/-/user/token/" + revoked).status()).isEqualTo(200);
    add("alice's session, signed out", revoked);
  }

  private void addJobs() {
    for (var name : List.of(OPEN, CLOSED, NONE)) {
      add("job of " + name, registry.minted(name, job("acme/rocket")));
    }
    add("stager of " + OPEN, registry.minted(OPEN, job("acme/stager")));
    add("job of a stager of " + CLOSED, registry.minted(CLOSED, job("acme/stager")));
    add("another job, of @acme/other", registry.minted("@acme/other", job("acme/rocket")));
    add("job of a reader of " + CLOSED, bought("read-token", "acme/reader"));
    add("manager of @acme/*", bought("manage-token/@acme%2f*", "acme/keeper"));
    var over = registry.minted("@acme/other", job("acme/rocket"));
    assertThat(registry.with(over).delete("/-/user/token/" + over).status()).isEqualTo(200);
    add("another job, revoked", over);
  }

  private String bought(String what, String repository) {
    // Only whom a publisher knows by his ids may read.
    var claims = job(repository).repositoryId("7").repositoryOwnerId("70");
    var idToken = registry.github().sign(claims);
    var answer = registry.with(idToken).post("/-/api/v1/oidc/" + what, "");
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return answer.json().text("token").orElseThrow();
  }

  private void add(String name, String token) {
    all.put(name, () -> registry.with(token));
  }
}
