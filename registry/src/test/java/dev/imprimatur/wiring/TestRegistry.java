package dev.imprimatur.wiring;

import dev.imprimatur.access.SecondFactorMode;
import dev.imprimatur.audit.Entry;
import dev.imprimatur.config.Config;
import dev.imprimatur.limits.Limits;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.packages.PublishedVersion;
import dev.imprimatur.testkit.FakeIssuer;
import dev.imprimatur.testkit.Folders;
import dev.imprimatur.testkit.JobClaims;
import dev.imprimatur.testkit.SigningKey;
import dev.imprimatur.tokens.TokenTerms;
import dev.imprimatur.trust.Publisher;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A whole registry on a free port, with a clock that stands still and random numbers that are the
 * same in every run, so that its answers repeat byte for byte. Clients know it as {@code
 * http://registry.test}.
 */
public final class TestRegistry implements AutoCloseable {
  /** The audience that identity tokens must have. */
  public static final String AUDIENCE = "npm:registry.test";

  /** The key of the pretend GitHub; it is made once, as making a key is slow. */
  public static final SigningKey KEY = SigningKey.rsa().withId("key-1");

  private final TestClock clock = new TestClock();
  private final Path folder = Folders.scratch("imprimatur-test-");
  private final FakeIssuer github;
  private final Config config;
  private final Limits limits;
  private final Environment world;
  private final LogLines log = LogLines.collect();
  private final Lookups lookups = new Lookups();
  private final RefusalInvariants invariants = new RefusalInvariants(this);
  private Registry registry;
  private Port port;

  TestRegistry(TestEnvironment environment) {
    this.limits = environment.limits();
    this.github = environment.github(clock);
    this.world = environment.world(clock, lookups);
    this.config = environment.config(folder, github);
    this.registry = log.of(() -> new Registry(config, limits, world));
    this.port = log.of(() -> Port.open(registry));
  }

  /** Ends the registry's process and begins another one. */
  public TestRegistry restarted() {
    return restarted(() -> {});
  }

  /** Ends the registry's process, does something, and begins another process. */
  public TestRegistry restarted(Runnable between) {
    port.close();
    registry.close();
    between.run();
    registry = log.of(() -> new Registry(config, limits, world));
    port = log.of(() -> Port.open(registry));
    invariants.resume();
    return this;
  }

  /** Closes the database, so that no connection to it can be had. */
  public void breakDatabase() {
    invariants.suspend();
    registry.db.close();
  }

  /** Begins an environment for a registry that is not the usual one. */
  public static TestEnvironment with() {
    return new TestEnvironment();
  }

  /** Starts a registry that has GitHub's keys in a file. */
  public static TestRegistry start() {
    return with().start();
  }

  public static TestRegistry start(Limits limits) {
    return with().limits(limits).start();
  }

  public TestClock clock() {
    return clock;
  }

  public FakeIssuer github() {
    return github;
  }

  /** Starts another server beside this one. */
  public SecondServer secondServer() {
    return log.of(() -> new SecondServer(config, limits, world, invariants));
  }

  /** Returns the hosts that were looked up. */
  public Lookups lookups() {
    return lookups;
  }

  /** Returns the inside that no client can see. */
  public RegistryInternals inside() {
    return new RegistryInternals(registry, config);
  }

  /** Returns the lines that were logged since the start. */
  public List<String> logged() {
    return log.after(0);
  }

  /** Does something that is no request, at the same time as requests. */
  public void beside(Runnable deed) {
    invariants.beside(deed);
  }

  LogLines log() {
    return log;
  }

  /** Returns the folder of the blobs. */
  public Path folder() {
    return folder;
  }

  public URI address() {
    return port.address();
  }

  /** Returns a client without credentials. */
  public Client anyone() {
    return port.client(Map.of(), invariants);
  }

  /** Returns a client with a token. */
  public Client with(String token) {
    return anyone().with("authorization", "Bearer " + token);
  }

  /** Adds a user with a granular token that may write to all of their packages. */
  public String user(String name) {
    addUser(name, false);
    return token(name, true);
  }

  /**
   * Returns the client of a user who has signed in, and has published the first version of a
   * package before.
   */
  public Client maintainerOf(String name, String user) {
    var first = TestPackage.of(name, "1.0.0");
    var answer = with(user(user)).put(first.path(), first.document());
    if (answer.status() != 201) {
      throw new AssertionError(answer.text());
    }
    return with(session(user));
  }

  public void addUser(String name, boolean admin) {
    people().add(name, admin);
  }

  public void disable(String name) {
    people().disable(name);
  }

  /** Makes a granular token of a user, perhaps limited to some packages. */
  public String token(String user, boolean writes, String... globs) {
    return people().token(user, writes, List.of(globs));
  }

  /** Makes a granular token of a user. */
  public String token(String user, TokenTerms terms) {
    return people().token(user, terms);
  }

  /** Signs a user in, and returns the token. */
  public String session(String user) {
    return people().session(user);
  }

  /** Enrols an app as a user's second factor. */
  public TestSecondFactor enrol(String user) {
    return people().enrol(user);
  }

  /** Sets what a user is asked for their second factor for. */
  public void setMode(String user, SecondFactorMode mode) {
    people().setMode(user, mode);
  }

  /** Returns the links by which accounts are made and mended. */
  public TestLinks links() {
    return new TestLinks(registry, inside());
  }

  /** Approves the challenge whose page has this address, as a user who signed in there. */
  public void approve(String address, String user) {
    people().approve(address, user);
  }

  public static String password() {
    return TestPeople.PASSWORD;
  }

  private TestPeople people() {
    return new TestPeople(registry);
  }

  /** Trusts a workflow with a package that exists. */
  public Publisher trust(String name, Map<String, String> settings) {
    return publishers().add(name, settings, Optional.empty());
  }

  /** Trusts a workflow with a package that does not exist yet. */
  public Publisher pending(String name, Map<String, String> settings, String owner) {
    return publishers().add(name, settings, Optional.of(owner));
  }

  public void distrust(Publisher publisher) {
    publishers().remove(publisher);
  }

  private TestPublishers publishers() {
    return new TestPublishers(registry, github.issuer());
  }

  /** Writes a file beside the trusted roots, as an operator does, and lets it be noticed. */
  public void rootFile(String name, String text) {
    RootFiles.write(folder, name, text);
    registry.roots.refresh();
  }

  /** Returns the settings of a publisher for {@code publish.yml} of a repository. */
  public static Map<String, String> workflow(String repository) {
    return Map.of("repository", repository, "workflow_ref", "publish.yml");
  }

  /** Returns a job of that workflow, whose identity token is made for this registry. */
  public static JobClaims job(String repository) {
    return JobClaims.of(repository, "publish.yml").audience(AUDIENCE);
  }

  public Client.Answer exchange(String name, String idToken) {
    return with(idToken)
        .post("/-/npm/v1/oidc/token/exchange/package/" + name.replace("/", "%2f"), "");
  }

  /** Returns a token that is minted for a job. */
  public String minted(String name, JobClaims claims) {
    return exchange(name, github.sign(claims)).json().text("token").orElseThrow();
  }

  /** Returns everything in the audit log, the oldest first. */
  public List<Entry> events() {
    return registry.db.read(tx -> registry.auditLog.after(tx, 0, Integer.MAX_VALUE));
  }

  public List<PublishedVersion> versions(String name) {
    return registry.db.read(tx -> registry.packages.versions(tx, new PackageName(name)));
  }

  /** Runs commands on the registry's database, beside the server. */
  public Terminal terminal() {
    return new Terminal(
        folder, config.database(), config.transparencyLog(), world, invariants::beside);
  }

  /** Returns the number of rows of a table. */
  public long rows(String table) {
    return registry
        .db
        .read(tx -> tx.list("SELECT count(*) AS n FROM " + table, row -> row.number("n")))
        .getFirst();
  }

  /** Changes the database behind the registry's back, as whoever may write it can. */
  public void sql(String statement, Object... arguments) {
    registry.db.write(tx -> tx.update(statement, arguments));
  }

  /** Sends every notification that is due now. */
  public void tell() throws InterruptedException {
    registry.useCases.dispatcher.once();
  }

  public void keepHouse() {
    new Housekeeping(registry, Environment.real()).once();
  }

  /** Attests what waits for it, as a server does by itself. */
  public boolean attest() {
    return registry.publishAttester.some();
  }

  @Override
  public void close() {
    port.close();
    registry.close();
    github.close();
    log.close();
    Folders.forget(folder);
  }
}
