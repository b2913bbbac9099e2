package dev.imprimatur.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.e2e.Upload.Noise;
import dev.imprimatur.testkit.JobClaims;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * The scene of one client in the matrix: a registry of its own in which anybody may have an
 * account, with alice, who owns the organization crew, bob, who belongs to it, and a record of what
 * is asked and answered.
 */
final class ClientScene implements AutoCloseable {
  static final String ALICE = E2eEnvironment.OWNER;
  static final String CREW = "crew";

  private final ClientColumn client;
  private final Npm npm;
  private final E2eEnvironment surroundings;
  private final Recorder recorder;
  private final Person alice;
  private final Person bob;

  /** Somebody who has signed in. */
  record Person(String name, String token) {}

  private ClientScene(ClientColumn client, E2eEnvironment surroundings) {
    this.client = client;
    this.npm = client.program().orElseThrow();
    this.surroundings = surroundings;
    this.recorder = Recorder.open(URI.create(surroundings.url()).getPort());
    this.alice = new Person(ALICE, surroundings.owner().token());
    this.bob = person("bob");
    surroundings.operator().run("org", "add", CREW, "--owner", ALICE);
    surroundings.operator().run("org", "member", CREW, "bob");
  }

  static ClientScene open(ClientColumn client, Path folder) {
    var open = Map.of("IMPRIMATUR_REGISTRATION", "open");
    var surroundings = E2eEnvironment.open(folder, open);
    try {
      return new ClientScene(client, surroundings);
    } catch (RuntimeException | Error e) {
      surroundings.close();
      throw e;
    }
  }

  ClientColumn client() {
    return client;
  }

  boolean isIn(ClientColumn... columns) {
    return List.of(columns).contains(client);
  }

  Recorder recorder() {
    return recorder;
  }

  Imprimatur operator() {
    return surroundings.operator();
  }

  Person alice() {
    return alice;
  }

  Person bob() {
    return bob;
  }

  /** The address that clients have of the registry, with a slash at its end. */
  String url() {
    return recorder.url();
  }

  /** Signs somebody up who has no account. */
  Person person(String name) {
    var login = "org.couchdb.user:" + name;
    var body =
        Json.members(
            "_id",
            login,
            "name",
            name,
            "email",
            name + "@acme.example",
            "type",
            "user",
            "password",
            Imprimatur.PASSWORD);
    try (var web = new Web("")) {
      var answer = web.put(surroundings.server().at("/-/user/" + login), Json.write(body));
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
      return new Person(name, Json.object(answer.body()).text("token"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the authenticator of somebody who enrols it now. */
  Authenticator enrolled(Person person) {
    var mode = Json.members("mode", "auth-and-writes", "password", Imprimatur.PASSWORD);
    var begun = post(person, "/-/npm/v1/user", Json.write(Json.members("tfa", mode)));
    var authenticator = new Authenticator(begun.text("tfa"));
    var code = Json.members("tfa", List.of(authenticator.code()));
    post(person, "/-/npm/v1/user", Json.write(code));
    return authenticator;
  }

  /** A machine of nobody's. */
  ClientMachine stranger() {
    return settings(fresh(), "");
  }

  /** With a folder of its own for what is fetched to be run once, as bun keeps that. */
  private ClientMachine fresh() {
    var temporary = Map.of("TMPDIR", operator().data().toString());
    return surroundings.machine(npm, temporary);
  }

  /** A machine of somebody who has signed in. */
  ClientMachine machine(Person person) {
    return machine(person.token());
  }

  /** A machine with this token. */
  ClientMachine machine(String token) {
    var machine = fresh().token(recorder.host(), token);
    return settings(machine, "npmAuthToken: \"%s\"\n".formatted(token));
  }

  /** A job of this workflow, on a machine without any secret. */
  ClientMachine runner(JobClaims job) {
    return settings(surroundings.runner(npm, job), "");
  }

  private ClientMachine settings(ClientMachine machine, String yarnToken) {
    switch (client) {
      case YARN ->
          machine
              .file("yarn.lock", "")
              .file("package.json", "{\"name\": \"consumer\", \"version\": \"1.0.0\"}")
              .file(
                  ".yarnrc.yml",
                  surroundings.yarnSettings().replace(surroundings.url(), url())
                      + yarnToken
                      + "npmMinimalAgeGate: 0\n");
      case PNPM ->
          machine
              .file(".npmrc", registry())
              .file("pnpm-workspace.yaml", "minimumReleaseAge: 0\n")
              .file("package.json", "{\"name\": \"consumer\", \"version\": \"1.0.0\"}");
      case NPM_11, NPM_12, BUN ->
          machine
              .file(".npmrc", registry() + "audit=false\nfund=false\n")
              .file("package.json", "{\"name\": \"consumer\", \"version\": \"1.0.0\"}");
    }
    return machine;
  }

  private String registry() {
    return "registry=" + url() + "\n";
  }

  /** Publishes the project with the words of this client. */
  Outcome publish(ClientMachine machine, String... more) {
    var words = new ArrayList<String>();
    switch (client) {
      case NPM_11, NPM_12, BUN -> words.add("publish");
      case PNPM -> words.addAll(List.of("publish", "--no-git-checks"));
      case YARN -> {
        installedOnce(machine);
        words.addAll(List.of("npm", "publish"));
      }
    }
    words.addAll(List.of(more));
    return machine.npm(words.toArray(String[]::new));
  }

  /** yarn publishes nothing that is not in its lockfile. */
  void installedOnce(ClientMachine machine) {
    if (isIn(ClientColumn.YARN)
        && !Files.exists(machine.project().resolve(".yarn/install-state.gz"))) {
      machine.npm("install", "--mode=skip-build").done();
    }
  }

  /** Installs or adds packages with the words of this client. */
  Outcome install(ClientMachine machine, String... packages) {
    var words = new ArrayList<String>();
    words.add(client.isNpm() ? "install" : "add");
    words.addAll(List.of(packages));
    return machine.npm(words.toArray(String[]::new));
  }

  /** Returns the token of a further session of alice's. */
  String anotherSession() {
    return Owner.signIn(surroundings.server(), ALICE).token();
  }

  /** Makes a token of alice's that reads all packages, past the record. */
  String granularToken(String name) {
    var asked =
        Json.members(
            "name",
            name,
            "password",
            Imprimatur.PASSWORD,
            "packages_all",
            true,
            "packages_and_scopes_permission",
            "read-only");
    return post(alice, "/-/npm/v1/tokens", Json.write(asked)).text("token");
  }

  /** Signs somebody out, past the record. */
  void end(String token) {
    try (var web = new Web(token)) {
      var answer = web.delete(surroundings.server().at("/-/user/token/" + token));
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the answer to whoever signs in with this password, past the record. */
  int signInStatus(String name, String password) {
    var login = "org.couchdb.user:" + name;
    var body = Json.members("_id", login, "name", name, "password", password);
    try (var web = new Web("")) {
      return web.put(surroundings.server().at("/-/user/" + login), Json.write(body)).statusCode();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns an authenticator that has read what was last answered to whoever enrols one. */
  Authenticator enrolling() {
    return new Authenticator(recorder.await(each -> each.body().contains("otpauth:")).body());
  }

  /** Publishes a small version of alice's, past the record; everybody may see it. */
  void existing(String name, String... versions) {
    for (var version : versions) {
      surroundings.publish(name, version);
    }
  }

  /** Stages a version of a package of alice's, past the record; returns its id. */
  String staged(String name, String version) {
    return staged(alice, name, version);
  }

  /** Stages a version, past the record; returns its id. */
  String staged(Person person, String name, String version) {
    try {
      var path = "/-/stage/package/" + name.replace("/", "%2f");
      var document = Files.readString(upload(name, version).document());
      return post(person, path, document).text("stageId");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Publishes a first version of somebody's, past the record. */
  void first(Person person, String name) {
    try (var web = new Web(person.token())) {
      var address = surroundings.server().at("/" + name.replace("/", "%2f"));
      var answer = web.publish(address, upload(name, "1.0.0").body());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Upload upload(String name, String version) {
    return Upload.write(operator().data(), name, version, new Noise(new SplittableRandom(1), 16));
  }

  /** What alice reads there. */
  Json see(String path) {
    return see(alice, path);
  }

  /** What somebody reads there, past the record. */
  Json see(Person person, String path) {
    try (var web = new Web(person.token())) {
      return Json.any(new String(web.bytes(surroundings.server().at(path)), UTF_8));
    }
  }

  /** The status of what somebody asks for, past the record. */
  int status(String token, String path) {
    try (var web = new Web(token)) {
      return web.status(surroundings.server().at(path));
    }
  }

  /** Asks for something past the record, which must be granted. */
  Json post(Person person, String path, String body) {
    try (var web = new Web(person.token())) {
      var answer = web.post(surroundings.server().at(path), body);
      assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 201);
      return Json.any(answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Puts JSON somewhere, past the record. */
  void put(Person person, String path, Map<String, Object> body) {
    putJson(person, path, Json.write(body));
  }

  /** Puts a text somewhere, past the record. */
  void put(Person person, String path, String text) {
    putJson(person, path, "\"" + text + "\"");
  }

  private void putJson(Person person, String path, String json) {
    try (var web = new Web(person.token())) {
      var answer = web.put(surroundings.server().at(path), json);
      assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 201);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Accepts the only invitation that somebody has; no client has a command for that. */
  void accept(Person person) {
    var invitations = see(person, "/-/api/v1/invitations").value().toString();
    var id = invitations.replaceAll("(?s).*?\\bid=([^,}]+).*", "$1");
    post(person, "/-/api/v1/invitations/" + id + "/accept", "");
  }

  /** The owners of a package, as its packument says. */
  List<String> owners(String name) {
    return see("/" + name).at("maintainers").texts().stream()
        .map(each -> each.replaceAll(".*\\bname=([^,}]+).*", "$1"))
        .toList();
  }

  /** The dist-tags of a package, as alice reads them. */
  Map<?, ?> tags(String name) {
    return (Map<?, ?>) see("/-/package/" + name.replace("/", "%2f") + "/dist-tags").value();
  }

  /** The versions of a package, as alice reads them. */
  Iterable<String> versions(String name) {
    return see("/" + name.replace("/", "%2f")).at("versions").names();
  }

  /** Runs a command, and does something else in the meantime. */
  Outcome meanwhile(Supplier<Outcome> command, Runnable deed) {
    var running = CompletableFuture.supplyAsync(command);
    deed.run();
    return running.join();
  }

  /** Signs alice in on the page that a client was sent to. */
  void signInOnThePage() {
    var begun = recorder.await(each -> each.path().equals("/-/v1/login"));
    try (var browser = new FormBrowser()) {
      var page = browser.open(URI.create(Json.object(begun.body()).text("loginUrl")));
      var typed = Map.of("name", ALICE, "password", Imprimatur.PASSWORD);
      assertThat(browser.submit(page, typed).html()).contains("You are signed in");
    }
  }

  @Override
  public void close() {
    recorder.close();
    surroundings.close();
  }
}
