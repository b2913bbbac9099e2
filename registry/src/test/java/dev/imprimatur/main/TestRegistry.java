package dev.imprimatur.main;

import dev.imprimatur.access.Grant;
import dev.imprimatur.access.UserName;
import dev.imprimatur.access.Users;
import dev.imprimatur.audit.Entry;
import dev.imprimatur.config.Config;
import dev.imprimatur.db.TestDatabase;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.limits.Limits;
import dev.imprimatur.mail.MailServer;
import dev.imprimatur.npm.PackageGlob;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.npm.Permission;
import dev.imprimatur.npm.Powers;
import dev.imprimatur.packages.PublishedVersion;
import dev.imprimatur.providers.Providers;
import dev.imprimatur.rules.Issuer;
import dev.imprimatur.rules.Provider;
import dev.imprimatur.secret.Secret;
import dev.imprimatur.signatures.KeyFile;
import dev.imprimatur.testkit.FakeIssuer;
import dev.imprimatur.testkit.JobClaims;
import dev.imprimatur.testkit.SigningKey;
import dev.imprimatur.trust.Publisher;
import dev.imprimatur.trust.Target;
import dev.imprimatur.trust.TokenTerms;
import dev.imprimatur.trust.Wish;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The whole registry on a free port, with a clock that stands still and dice that always fall
 * alike, so that its answers repeat byte for byte. Clients know it as {@code http://registry.test}.
 */
public final class TestRegistry implements AutoCloseable {
  /** What identity tokens must be made for. */
  public static final String AUDIENCE = "npm:registry.test";

  /** Made once; making a key is slow. */
  public static final SigningKey KEY = SigningKey.rsa().withId("key-1");

  private static final String PASSWORD = "correct horse battery staple";

  private final TestClock clock = new TestClock();
  private final Path folder;
  private final FakeIssuer github;
  private final Config config;
  private final Limits limits;
  private final World world;
  private final LogLines log = LogLines.collect();
  private final Lookups lookups = new Lookups();
  private final Traces traces = new Traces(this);
  private Registry registry;
  private Port port;

  private TestRegistry(Reach reach, Limits limits, Surroundings surroundings, Issuer... others) {
    this.folder = temporary();
    this.limits = limits.withPasswordKib(Surroundings.PASSWORD_KIB);
    this.github = reach.start(clock);
    RandomGenerator dice = RandomGeneratorFactory.of("L64X128MixRandom").create(42);
    this.world =
        new World(
            clock,
            System::nanoTime,
            dice,
            new Dice(43),
            Thread.ofVirtual().factory(),
            lookups,
            surroundings.providers());
    this.config =
        new Config(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            Optional.of(URI.create("http://registry.test")),
            List.of(),
            folder,
            TestDatabase.readyIn(folder),
            Stream.concat(Stream.of(reach.issuer(github)), Stream.of(others)).toList(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(RootFiles.folder(folder)),
            surroundings.mail(),
            new KeyFile(folder.resolve("signing-key.pem")),
            surroundings.transparencyLog());
    this.registry = new Registry(config, this.limits, world);
    this.port = Port.open(registry);
  }

  /** The same registry after its process has ended and another one has begun. */
  public TestRegistry restarted() {
    return restarted(() -> {});
  }

  /** The same, and something happened in between. */
  public TestRegistry restarted(Runnable between) {
    port.close();
    registry.close();
    between.run();
    registry = new Registry(config, limits, world);
    port = Port.open(registry);
    traces.regainSight();
    return this;
  }

  /** From now on, no connection to the database can be had. */
  public void breakDatabase() {
    traces.loseSight();
    registry.db.close();
  }

  /** A registry that has GitHub's keys in a file. */
  public static TestRegistry start() {
    return start(Limits.standard());
  }

  public static TestRegistry start(Limits limits) {
    return new TestRegistry(Reach.STORED, limits, Surroundings.USUAL);
  }

  /** A registry whose mails go through this server. */
  public static TestRegistry startMailing(MailServer mail) {
    return startMailing(mail, Limits.standard());
  }

  public static TestRegistry startMailing(MailServer mail, Limits limits) {
    return new TestRegistry(Reach.STORED, limits, Surroundings.mailing(mail));
  }

  /** A registry that logs there what it attests. */
  public static TestRegistry startLogging(String log) {
    return new TestRegistry(Reach.STORED, Limits.standard(), Surroundings.logging(log));
  }

  /** A registry in a world with one more CI system than ours. */
  public static TestRegistry startKnowing(Provider further) {
    var all = Stream.concat(Providers.ALL.stream(), Stream.of(further)).toList();
    return new TestRegistry(Reach.STORED, Limits.standard(), Surroundings.knowing(all));
  }

  /** A registry that trusts others as well. */
  public static TestRegistry startTrusting(Issuer... others) {
    return new TestRegistry(Reach.STORED, Limits.standard(), Surroundings.USUAL, others);
  }

  /** A registry that asks GitHub for its keys. */
  public static TestRegistry startAsking() {
    return new TestRegistry(Reach.ASKED, Limits.standard(), Surroundings.USUAL);
  }

  /** The same, with little patience for an issuer that is slow. */
  public static TestRegistry startAsking(Duration patience) {
    var limits = Limits.standard().withKeyFetch(patience);
    return new TestRegistry(Reach.ASKED, limits, Surroundings.USUAL);
  }

  public TestClock clock() {
    return clock;
  }

  public FakeIssuer github() {
    return github;
  }

  /** Another server beside this one. */
  public Sibling sibling() {
    return new Sibling(config, limits, world, traces);
  }

  /** Whom it has looked for. */
  public Lookups lookups() {
    return lookups;
  }

  /** What no client can see of it. */
  public Inside inside() {
    return new Inside(registry, config);
  }

  /** The lines that were logged since the start. */
  public List<String> logged() {
    return log.lines();
  }

  /** Where the blobs are. */
  public Path folder() {
    return folder;
  }

  public URI address() {
    return port.address();
  }

  /** A client that says nothing about himself. */
  public Client anyone() {
    return port.client(Map.of(), traces);
  }

  /** A client with a token. */
  public Client with(String token) {
    return anyone().with("authorization", "Bearer " + token);
  }

  /** Adds a user, and gives him a granular token that may write everything of his. */
  public String user(String name) {
    addUser(name, false);
    return token(name, true);
  }

  /** A user who has signed in, and has published the first version of a package before. */
  public Client maintainerOf(String name, String user) {
    var first = TestPackage.of(name, "1.0.0");
    var answer = with(user(user)).put(first.path(), first.document());
    if (answer.status() != 201) {
      throw new AssertionError(answer.text());
    }
    return with(session(user));
  }

  public void addUser(String name, boolean admin) {
    var applicant =
        new Users.Applicant(new UserName(name), name + "@acme.example", Secret.of(PASSWORD), admin);
    registry.people.users().add(registry.db, applicant, tx -> {});
  }

  public void disable(String name) {
    registry.db.write(tx -> {
      registry.people.users().disable(tx, new UserName(name));
      return name;
    });
  }

  /** A granular token of a user, perhaps limited to some packages. */
  public String token(String user, boolean writes, String... globs) {
    var grant =
        new Grant.Granular(
            new UserName(user), writes, List.of(globs).stream().map(PackageGlob::new).toList());
    return registry
        .db
        .write(tx ->
            registry.people.tokens().createGranular(tx, grant, Optional.of(Duration.ofDays(7))))
        .text()
        .reveal();
  }

  /** The token of a user who has just signed in. */
  public String session(String user) {
    return registry
        .db
        .write(tx -> registry.people.tokens().startSession(tx, new UserName(user)))
        .text()
        .reveal();
  }

  public static String password() {
    return PASSWORD;
  }

  /** Trusts a workflow with a package that exists. */
  public Publisher trust(String name, Map<String, String> settings) {
    return trust(name, settings, Optional.empty());
  }

  /** Trusts a workflow with a package that does not exist yet. */
  public Publisher pending(String name, Map<String, String> settings, String owner) {
    return trust(name, settings, Optional.of(owner));
  }

  private Publisher trust(String name, Map<String, String> settings, Optional<String> owner) {
    var issuer = registry.issuers.find(github.issuer()).orElseThrow();
    var texts =
        settings.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, entry -> List.of(entry.getValue())));
    var wish =
        new Wish(
            new Target(name),
            issuer,
            issuer.rulebook().configured(texts),
            JsonObject.EMPTY,
            Powers.of(Permission.PUBLISH),
            TokenTerms.USUAL,
            "",
            "operator",
            owner);
    return registry.db.write(tx -> registry.counters.trustKeeping.add(tx, wish, event -> {}));
  }

  /** Writes a file beside the trusted roots, as an operator does, and lets it be noticed. */
  public void rootFile(String name, String text) {
    RootFiles.write(folder, name, text);
    registry.roots.refresh();
  }

  public void distrust(Publisher publisher) {
    registry.db.write(tx -> {
      registry.counters.trustKeeping.remove(tx, publisher.id(), "it was taken away", event -> {});
      return publisher;
    });
  }

  /** What a maintainer configures for {@code publish.yml} of a repository. */
  public static Map<String, String> workflow(String repository) {
    return Map.of("repository", repository, "workflow_ref", "publish.yml");
  }

  /** A job of that workflow, whose identity token is made for this registry. */
  public static JobClaims job(String repository) {
    return JobClaims.of(repository, "publish.yml").audience(AUDIENCE);
  }

  public Client.Answer exchange(String name, String idToken) {
    return with(idToken)
        .post("/-/npm/v1/oidc/token/exchange/package/" + name.replace("/", "%2f"), "");
  }

  /** A token that was minted for a job. */
  public String minted(String name, JobClaims claims) {
    return exchange(name, github.sign(claims)).json().text("token").orElseThrow();
  }

  /** Everything in the audit log, the oldest first. */
  public List<Entry> events() {
    return registry.db.read(tx -> registry.auditLog.after(tx, 0, 10_000));
  }

  public List<PublishedVersion> versions(String name) {
    return registry.db.read(tx -> registry.packages.versions(tx, new PackageName(name)));
  }

  /** Runs commands on the registry's database, beside the server. */
  public Terminal terminal() {
    return new Terminal(folder, config.database(), config.transparencyLog(), world);
  }

  /** How many rows a table has. */
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

  /** Tells everything that is due now. */
  public void tell() throws InterruptedException {
    registry.counters.messenger.once();
  }

  public void keepHouse() {
    new Housekeeping(registry, World.real()).once();
  }

  /** Attests what waits for it, as a server does by itself. */
  public boolean attest() {
    return registry.attesting.some();
  }

  @Override
  public void close() {
    port.close();
    registry.close();
    github.close();
    log.close();
  }

  private static Path temporary() {
    try {
      var folder = Files.createTempDirectory("imprimatur-test-");
      folder.toFile().deleteOnExit();
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
