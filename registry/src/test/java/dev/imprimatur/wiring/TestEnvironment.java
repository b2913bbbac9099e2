package dev.imprimatur.wiring;

import dev.imprimatur.access.Registration;
import dev.imprimatur.addresses.TrustedProxies;
import dev.imprimatur.config.Config;
import dev.imprimatur.config.PeopleConfig;
import dev.imprimatur.db.TestDatabase;
import dev.imprimatur.gate.SecondFactorPolicy;
import dev.imprimatur.limits.Limits;
import dev.imprimatur.limits.Quotas;
import dev.imprimatur.limits.TokenLimits;
import dev.imprimatur.mail.MailServer;
import dev.imprimatur.packages.NameRules;
import dev.imprimatur.providers.Providers;
import dev.imprimatur.rulebooks.Issuer;
import dev.imprimatur.rulebooks.Provider;
import dev.imprimatur.signatures.KeyFile;
import dev.imprimatur.sso.SignOnPolicy;
import dev.imprimatur.testkit.FakeIssuer;
import dev.imprimatur.unpublish.UnpublishPolicy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;

/**
 * The settings and surroundings that a registry under test is started with. All of them have usual
 * values, and can be combined.
 */
public final class TestEnvironment {
  /** Memory for a password's hash, little, as half of the time of all tests would go into it. */
  static final int PASSWORD_KIB = 64;

  private final List<Provider> providers = new ArrayList<>(Providers.ALL);
  private final List<Issuer> issuers = new ArrayList<>();
  private Reach reach = Reach.STORED;
  private Optional<URI> publicUrl = Optional.of(URI.create("http://registry.test"));
  private int passwordKib = PASSWORD_KIB;
  private Limits limits = Limits.standard();
  private Optional<Duration> keyFetch = Optional.empty();
  private Optional<MailServer> mail = Optional.empty();
  private Optional<URI> transparencyLog = Optional.empty();
  private TrustedProxies proxies = TrustedProxies.NONE;
  private Registration registration = Registration.INVITE;
  private SecondFactorPolicy secondFactor = SecondFactorPolicy.OPTIONAL;

  private SignOnPolicy signOn = SignOnPolicy.NONE;
  private UnpublishPolicy unpublish = UnpublishPolicy.USUAL;
  private NameRules nameRules = NameRules.USUAL;

  TestEnvironment() {}

  /** Sets the rules for new names. */
  public TestEnvironment nameRules(NameRules rules) {
    nameRules = rules;
    return this;
  }

  /** Sets the rules for unpublishing. */
  public TestEnvironment unpublish(UnpublishPolicy policy) {
    unpublish = policy;
    return this;
  }

  public TestEnvironment limits(Limits other) {
    limits = other;
    return this;
  }

  /** Makes passwords as expensive to check as outside of tests. */
  public TestEnvironment dearPasswords() {
    passwordKib = Limits.standard().people().passwordKib();
    return this;
  }

  /** Gives it another public URL. */
  public TestEnvironment publicUrl(String address) {
    publicUrl = Optional.of(URI.create(address));
    return this;
  }

  /** Leaves the public URL out. */
  public TestEnvironment withoutPublicUrl() {
    publicUrl = Optional.empty();
    return this;
  }

  /** Believes some proxies when they say whom they ask for. */
  public TestEnvironment trusting(TrustedProxies others) {
    proxies = others;
    return this;
  }

  /** Sends mails through this server. */
  public TestEnvironment mail(MailServer server) {
    mail = Optional.of(server);
    return this;
  }

  /** Sets the transparency log for publish attestations. */
  public TestEnvironment transparencyLog(String address) {
    transparencyLog = Optional.of(URI.create(address));
    return this;
  }

  /** Sets how people get an account. */
  public TestEnvironment registration(Registration other) {
    registration = other;
    return this;
  }

  /** Lets nobody decide about anything who has no second factor. */
  public TestEnvironment secondFactorRequired() {
    secondFactor = SecondFactorPolicy.REQUIRED;
    return this;
  }

  /** Lets people sign in like this, and get accounts so. */
  public TestEnvironment signOn(SignOnPolicy policy, Registration how) {
    signOn = policy;
    registration = how;
    return this;
  }

  /** Adds CI systems. */
  public TestEnvironment providers(Provider... further) {
    providers.addAll(List.of(further));
    return this;
  }

  /** Adds issuers. */
  public TestEnvironment issuers(Issuer... further) {
    issuers.addAll(List.of(further));
    return this;
  }

  /** Lets the registry ask GitHub for its keys, which are in no file then. */
  public TestEnvironment asking() {
    reach = Reach.ASKED;
    return this;
  }

  /** Lets the registry ask GitHub for its keys, and wait no longer than this. */
  public TestEnvironment asking(Duration patience) {
    keyFetch = Optional.of(patience);
    return asking();
  }

  public TestRegistry start() {
    return new TestRegistry(this);
  }

  Limits limits() {
    var quick = limits.withPasswordKib(passwordKib);
    return keyFetch.map(quick::withKeyFetch).orElse(quick);
  }

  FakeIssuer github(TestClock clock) {
    return reach.start(clock);
  }

  Environment world(TestClock clock, Lookups lookups) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(42);
    var threads = Thread.ofVirtual().name("request-", 0).factory();
    return new Environment(
        clock,
        System::nanoTime,
        random,
        new FixedRandom(43),
        threads,
        lookups,
        new Providers(providers));
  }

  Config config(Path folder, FakeIssuer github) {
    return new Config(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        publicUrl,
        List.of(),
        folder,
        TestDatabase.readyIn(folder),
        Stream.concat(Stream.of(reach.issuer(github)), issuers.stream()).toList(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(RootFiles.folder(folder)),
        proxies,
        Quotas.standard(),
        TokenLimits.standard(),
        limits.people().session(),
        mail,
        new KeyFile(folder.resolve("signing-key.pem")),
        transparencyLog,
        new PeopleConfig(secondFactor, registration, signOn),
        unpublish,
        nameRules);
  }
}
