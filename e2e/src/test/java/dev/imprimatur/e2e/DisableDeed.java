package dev.imprimatur.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The operator disables somebody who is signed in twice, has a token, and was sent a link. */
final class DisableDeed implements Deed {
  private static final int KILLED = 128 + 9;

  private final MortalRegistry registry;
  private final String name;
  private final List<String> tokens;

  /** Path of the link by which they could choose another password. */
  private final String link;

  private volatile Optional<Process> command = Optional.empty();

  private DisableDeed(MortalRegistry registry, String name, List<String> tokens, String link) {
    this.registry = registry;
    this.name = name;
    this.tokens = List.copyOf(tokens);
    this.link = link;
  }

  /** Makes their account, and all that is to end with it. */
  static DisableDeed prepare(MortalRegistry registry, String name) {
    var first = registry.signUp(name);
    var second = Owner.signIn(registry.server(), name);
    var printed = registry.operator().run("user", "reset", name).out();
    var link = printed.lines().filter(line -> line.contains("/-/link/")).findFirst().orElseThrow();
    var address = URI.create(link.substring(link.indexOf("http")).strip());
    var all = Stream.of(first.token(), second.token(), granular(registry, first));
    return new DisableDeed(registry, name, all.toList(), address.getPath());
  }

  private static String granular(MortalRegistry registry, Owner user) {
    var wanted = Json.members("password", Imprimatur.PASSWORD, "name", "ci", "packages_all", true);
    try (var web = new Web(user.token())) {
      var answer = web.post(registry.server().at("/-/npm/v1/tokens"), Json.write(wanted));
      assertThat(answer.statusCode()).as(answer.body()).isIn(200, 201);
      return Json.object(answer.body()).text("token");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String kind() {
    return "disabling";
  }

  @Override
  public void ask(Server server) throws IOException {
    var running = registry.operator().start("user", "disable", name);
    command = Optional.of(running);
    try {
      int exit = running.waitFor();
      if (exit == KILLED) {
        throw new IOException("It was killed.");
      }
      assertThat(exit).isZero();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  @Override
  public void kill() {
    command.ifPresent(Process::destroyForcibly);
  }

  @Override
  public boolean done(Server server) {
    var answers = tokens.stream().map(token -> status(server, token)).distinct().toList();
    assertThat(answers).as("all of their tokens are answered alike").hasSize(1);
    assertThat(answers.getFirst()).isIn(200, 401);
    boolean disabled = answers.getFirst() == 401;
    try (var anyone = new Web("");
        var browser = new FormBrowser()) {
      assertThat(browser.open(server.at(link)).status() == 200).isNotEqualTo(disabled);
      var user = "org.couchdb.user:" + name;
      var body = Json.members("_id", user, "name", name, "password", Imprimatur.PASSWORD);
      var answer = anyone.put(server.at("/-/user/" + user), Json.write(body));
      assertThat(answer.statusCode()).isEqualTo(disabled ? 401 : 201);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return disabled;
  }

  private static int status(Server server, String token) {
    try (var web = new Web(token)) {
      return web.status(server.at("/-/whoami"));
    }
  }

  @Override
  public List<String> events() {
    return List.of("user-disabled " + name);
  }
}
