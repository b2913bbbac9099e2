package dev.imprimatur.issuers;

import dev.imprimatur.claimrules.Settings;
import dev.imprimatur.db.Database;
import dev.imprimatur.db.Tx;
import dev.imprimatur.issuers.IssuerStore.Added;
import dev.imprimatur.issuers.IssuerStore.State;
import dev.imprimatur.jose.KeySet;
import dev.imprimatur.jose.SignedToken;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.limits.Limits;
import dev.imprimatur.outbound.Outbound;
import dev.imprimatur.problem.ExchangeProblem;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.problem.TrustProblem;
import dev.imprimatur.providers.Providers;
import dev.imprimatur.rulebooks.Claims;
import dev.imprimatur.rulebooks.Issuer;
import dev.imprimatur.rulebooks.Provider;
import dev.imprimatur.secret.Secret;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The issuers whose identity tokens are accepted: built in, configured, or added by command. A
 * token is checked in a fixed order; until its signature holds, only its issuer and key id are
 * read.
 */
public final class Issuers {
  private static final long TRUSTED_NANOS = Duration.ofSeconds(1).toNanos();

  private final Policy policy;
  private final Database db;
  private final InstantSource clock;
  private final LongSupplier nanoTime;
  private final Limits.Trust limits;
  private final IssuerStore store;
  private final FollowedIssuers followed;
  private final KeyFetch fetch;

  /** The issuers that do not change while the process runs, by address. */
  private final Map<String, Issuer> fixed = new LinkedHashMap<>();

  /** Keys by the issuer's address; an issuer that is changed gets new ones. */
  private final Map<String, IssuerKeys> keys = new ConcurrentHashMap<>();

  private final UnknownClaims news = new UnknownClaims();

  private volatile Optional<Snapshot> snapshot = Optional.empty();

  /**
   * The operator's policy about who may sign, and for whom.
   *
   * @param issuers add to the built-in issuers, or replace one of the same URL
   * @param audiences what an identity token must be made for, one of them
   * @param providers the CI systems that issuers can be of
   */
  public record Policy(List<Issuer> issuers, List<String> audiences, Providers providers) {
    public Policy {
      issuers = List.copyOf(issuers);
      audiences = List.copyOf(audiences);
    }
  }

  /** All issuers at one moment; the configured ones first, and those that were added last. */
  private record Snapshot(Map<String, IssuerState> states, Instant issuedSince, long nanos) {}

  /** The origin of an issuer. */
  public enum Origin {
    BUILT_IN,
    CONFIGURED,
    ADDED
  }

  public Issuers(
      Policy policy,
      Database db,
      Outbound outbound,
      InstantSource clock,
      LongSupplier nanoTime,
      Limits.Trust limits) {
    this.policy = policy;
    this.db = db;
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.limits = limits;
    this.store = new IssuerStore(policy.providers());
    this.followed = new FollowedIssuers(store, clock);
    this.fetch = new KeyFetch(outbound, limits);
    policy.issuers().forEach(issuer -> fixed.put(issuer.url(), issuer));
    for (var provider : policy.providers().all()) {
      provider
          .builtIn()
          .ifPresent(url ->
              fixed.putIfAbsent(
                  url, new Issuer(provider, url, Issuer.Reach.PUBLIC, Issuer.Terms.USUAL)));
    }
  }

  /** The CI systems that its issuers can be of. */
  public Providers providers() {
    return policy.providers();
  }

  /**
   * The issuers that a publisher of this provider may mean when it names none: those that are on,
   * or all of them if none is. If there are several, it means none of them.
   */
  public List<Issuer> meant(Provider provider) {
    var all = all().stream().filter(each -> each.issuer().provider() == provider).toList();
    var on = all.stream().filter(IssuerState::on).toList();
    return (on.isEmpty() ? all : on).stream().map(IssuerState::issuer).toList();
  }

  /** The issuer of exactly this address, on or off. */
  public Optional<Issuer> find(String url) {
    return Optional.ofNullable(current().states().get(url)).map(IssuerState::issuer);
  }

  /** The issuer of this address as this transaction sees it, which may just have added it. */
  public Optional<Issuer> find(Tx tx, String url) {
    return isConfigured(url)
        ? Optional.ofNullable(fixed.get(url))
        : store.find(tx, url).map(Added::issuer).or(() -> Optional.ofNullable(fixed.get(url)));
  }

  /** Returns whether an issuer is configured, and so cannot be changed by command. */
  private boolean isConfigured(String url) {
    return policy.issuers().stream().anyMatch(issuer -> issuer.url().equals(url));
  }

  /** All issuers: first those that are configured, then built in, then added. */
  public List<IssuerState> all() {
    return List.copyOf(current().states().values());
  }

  /** Returns whether tokens of this issuer are accepted at the moment. */
  public boolean isOn(Tx tx, String url) {
    return store.state(tx, url).flatMap(State::offAt).isEmpty();
  }

  /** Adds an issuer; one of the same address is never replaced. */
  public void add(Tx tx, Issuer issuer, String by) {
    boolean known = fixed.containsKey(issuer.url()) || !store.add(tx, issuer, clock.instant(), by);
    if (known) {
      throw new TrustProblem.IssuerExists(issuer.url()).asException();
    }
  }

  /**
   * Returns whether this issuer still exists, and keeps it until this transaction ends. One that
   * follows from these settings of a publisher is added; nobody else's removal is undone.
   */
  public boolean ensure(Tx tx, Issuer issuer, Settings settings, String by) {
    if (!fixed.containsKey(issuer.url()) && FollowedIssuers.isOne(issuer, settings)) {
      if (followed.add(tx, issuer, by)) {
        snapshot = Optional.empty();
      }
      return true;
    }
    IssuerTurns.share(tx, issuer.url());
    return find(tx, issuer.url()).filter(it -> IssuerJson.areAlike(it, issuer)).isPresent();
  }

  public FollowedIssuers followed() {
    return followed;
  }

  /** Changes the terms of an issuer that was added or is built in. */
  public void edit(Tx tx, Issuer edited, String by) {
    if (isConfigured(edited.url())) {
      throw invalid("its terms stand in the configuration; change them there, and restart");
    }
    store.save(tx, edited, clock.instant(), by);
  }

  /** Removes an issuer that was added. */
  public void remove(Tx tx, String url) {
    boolean builtIn = fixed.containsKey(url) && !isConfigured(url);
    if (builtIn || !store.remove(tx, url)) {
      throw new TrustProblem.IssuerNotFound(url).asException();
    }
  }

  /** Switches an issuer off: nothing that it signed is valid, not even if exchanged before. */
  public void switchOff(Tx tx, String url, String by) {
    store.switchOff(tx, url, clock.instant(), by);
  }

  public void switchOn(Tx tx, String url) {
    store.switchOn(tx, url);
  }

  /** Stops using keys of an issuer that were fetched before. */
  public void forgetKeys(Tx tx, String url) {
    store.renewKeys(tx, url, clock.instant());
  }

  /**
   * Replaces the keys of an issuer that was added with a key set.
   *
   * @param keySet as it is published (RFC 7517)
   */
  public void storeKeys(Tx tx, String url, JsonObject keySet) {
    if (isConfigured(url)) {
      throw invalid("its keys, if any are stored, stand in the configuration");
    }
    var issuer =
        find(tx, url).orElseThrow(() -> new TrustProblem.IssuerNotFound(url).asException());
    if (issuer.reach().storedKeys().isEmpty()) {
      throw invalid("it is asked for its keys; none are stored for it");
    }
    var now = clock.instant();
    if (KeySet.read(IssuerKeys.source(issuer, limits), keySet, now).isEmpty()) {
      throw invalid("there is no key in this set that it could sign with");
    }
    var renewed = issuer.with(new Issuer.StoredKeys(keySet, now));
    store.save(tx, renewed, now, "operator");
  }

  private static ProblemException invalid(String why) {
    return new TrustProblem.InvalidIssuer(why).asException();
  }

  /**
   * Refuses all identity tokens that were issued before now, whoever signed them. After a backup
   * was restored nobody knows which of them were redeemed.
   *
   * @return the moment
   */
  public Instant expire(Tx tx) {
    var now = clock.instant();
    store.expire(tx, now);
    return now;
  }

  /** Forgets the cached issuers; for whoever has changed some and wants to see that now. */
  public void invalidate() {
    snapshot = Optional.empty();
  }

  /** The status of an issuer's keys, as far as this server knows. */
  public KeySetStatus health(IssuerState state) {
    return keysOf(state.issuer()).health(state.keysSince());
  }

  /** Fetches the keys of an issuer now. */
  public KeySetStatus test(Issuer issuer) {
    var known = Optional.ofNullable(current().states().get(issuer.url()));
    return keysOf(issuer).test(known.map(IssuerState::keysSince).orElse(Instant.MIN));
  }

  /** Fetches anew all keys that have grown old; to be called once in a while. */
  public void renewKeys() {
    all().stream()
        .filter(IssuerState::on)
        .forEach(state -> keysOf(state.issuer()).renewIfOld(state.keysSince()));
  }

  /** Verifies an identity token; a refusal names the first thing that is wrong with it. */
  public VerifiedIdToken verify(Secret compact) {
    var token = SignedToken.parse(compact, limits.identityTokenBytesMax());
    // Exactly this text: tidying an address up before comparing it leads astray.
    var known = current();
    var state =
        Optional.ofNullable(known.states().get(token.issuer()))
            .filter(IssuerState::on)
            .orElseThrow(() -> new ExchangeProblem.IssuerUnknown(token.issuer()).asException());
    var issuer = state.issuer();
    requireSignature(token, issuer, state.keysSince());
    var claims = new Claims(issuer, token.payload());
    var times = new TokenTimeCheck(clock.instant(), limits.leeway(), known.issuedSince());
    var expiry = times.require(claims.payload(), issuer);
    TokenRules.requireAudience(claims, policy.audiences());
    TokenRules.requireKind(claims);
    news.tell(claims);
    return new VerifiedIdToken(claims, TokenRules.replayKey(token, issuer), expiry);
  }

  /**
   * A verified identity token.
   *
   * @param replayKey what it is remembered by once it was exchanged
   * @param expiresAt after which nobody would take it anyway
   */
  public record VerifiedIdToken(Claims claims, String replayKey, Instant expiresAt) {}

  private void requireSignature(SignedToken token, Issuer issuer, Instant keysSince) {
    var provider = issuer.provider();
    if (!provider.algorithms().contains(token.algorithm())) {
      throw new ExchangeProblem.TokenHeader("alg", "it is none that this issuer signs with")
          .asException();
    }
    for (var name : token.headerNames()) {
      if (!provider.headers().isEmpty() && !provider.headers().contains(name)) {
        throw new ExchangeProblem.TokenHeader(name, "no token of this issuer has it").asException();
      }
    }
    if (token.keyId().isEmpty() && provider.namesKeys()) {
      throw new ExchangeProblem.KeyUnknown(issuer.url(), "").asException();
    }
    if (!keysOf(issuer).holdingKeyOf(token, keysSince).verifies(token)) {
      throw new ExchangeProblem.Signature().asException();
    }
  }

  private IssuerKeys keysOf(Issuer issuer) {
    var known = keys.get(issuer.url());
    if (known != null && known.isOf(issuer)) {
      return known;
    }
    return keys.compute(
        issuer.url(),
        (url, before) ->
            before != null && before.isOf(issuer)
                ? before
                : new IssuerKeys(issuer, fetch, clock, limits));
  }

  /** The cached issuers, at most a second old, as another process may change them. */
  private Snapshot current() {
    long now = nanoTime.getAsLong();
    var known = snapshot;
    if (known.isPresent() && now - known.get().nanos() < TRUSTED_NANOS) {
      return known.get();
    }
    var fresh = db.read(tx -> new Snapshot(states(tx), store.issuedSince(tx), now));
    snapshot = Optional.of(fresh);
    return fresh;
  }

  private Map<String, IssuerState> states(Tx tx) {
    var switches = store.states(tx).stream().collect(Collectors.toMap(State::url, each -> each));
    var stored = store.all(tx);
    Map<String, IssuerState> states = new LinkedHashMap<>();
    fixed.forEach((url, issuer) ->
        states.put(url, state(edited(issuer, stored), origin(issuer), switches.get(url))));
    for (var added : stored) {
      var url = added.issuer().url();
      var state = state(added.issuer(), Origin.ADDED, switches.get(url));
      states.putIfAbsent(url, state.on() ? state.addedBy(added.by()) : state);
    }
    return states;
  }

  private static IssuerState state(Issuer issuer, Origin origin, @Nullable State stored) {
    return stored == null
        ? new IssuerState(issuer, origin, Optional.empty(), Optional.empty(), Instant.MIN)
        : new IssuerState(
            issuer, origin, stored.offAt(), stored.offBy(), stored.keysSince().orElse(Instant.MIN));
  }

  /** An issuer that is built in, with the terms that its operator gave it. */
  private Issuer edited(Issuer issuer, List<Added> stored) {
    return isConfigured(issuer.url())
        ? issuer
        : stored.stream()
            .map(Added::issuer)
            .filter(each -> each.url().equals(issuer.url()))
            .findFirst()
            .orElse(issuer);
  }

  private Origin origin(Issuer issuer) {
    return policy.issuers().contains(issuer) ? Origin.CONFIGURED : Origin.BUILT_IN;
  }
}
