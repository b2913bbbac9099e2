package dev.imprimatur.rules;

import dev.imprimatur.json.JsonObject;
import dev.imprimatur.rulebooks.ProvenanceForm;
import dev.imprimatur.shown.Fact;
import dev.imprimatur.shown.Shown;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A kind of CI system, and everything that follows from its kind. What its identity tokens must say
 * is in its rulebook; how they are signed and how long they last is here.
 */
public final class Provider {
  private static final Set<String> REGISTERED = Set.of("iss", "aud", "exp", "iat", "nbf", "jti");

  /** A link says "look for yourself", and leads to nothing but a plain address. */
  private static final Pattern LINKED =
      Pattern.compile("https://[A-Za-z0-9.-]+(?::\\d{1,5})?(?:/[A-Za-z0-9_-]+)*");

  private final Book book;

  /** Names of claims that need no rule to be known. */
  private final Set<String> known;

  Provider(Book book) {
    this.book = book;
    this.known =
        Stream.of(
                REGISTERED.stream(),
                book.kind.stream().map(claim -> claim.path().getFirst()),
                book.marks.stream().map(mark -> mark.claim().path().getFirst()),
                book.ignored.stream())
            .flatMap(names -> names)
            .collect(Collectors.toUnmodifiableSet());
  }

  /** How a job comes to its identity tokens. */
  public enum Supply {
    /** Each time that it asks, it gets another one. */
    ONE_FOR_EACH_REQUEST,
    /** It gets one when it starts, and does everything with it. */
    ONE_FOR_EACH_JOB
  }

  /** Starts a provider. */
  public static Book provider(String id, String title) {
    return new Book(id, title);
  }

  /** What commands, npm's trust API and stored rows call it: {@code github}. */
  public String id() {
    return book.id;
  }

  /** What people call it: {@code GitHub Actions}. */
  public String title() {
    return book.title;
  }

  /** What stands where npm shows the mail address of who published. */
  public String email() {
    return book.email;
  }

  /** The issuer that is trusted without configuration, if there is one. */
  public Optional<String> builtIn() {
    return book.issuer;
  }

  /**
   * The issuer of a publisher with these settings, where each customer of the provider has an
   * issuer of its own and is known by them.
   */
  public Optional<String> issuerOf(JsonObject settings) {
    return book.issuerOf.apply(settings);
  }

  /** Algorithms (RFC 7518, section 3.1) that its tokens may be signed with. */
  public Set<String> algorithms() {
    return book.algorithms;
  }

  /** Whether a token must say which key it is signed with. */
  public boolean namesKeys() {
    return book.namesKeys;
  }

  /** The only headers that its tokens may have; any that are not refused if it is empty. */
  public Set<String> headers() {
    return book.headers;
  }

  /** What a key may be for ({@code use}, RFC 7517, section 4.2). */
  public String keyUse() {
    return book.keyUse;
  }

  /** Hosts that may have its keys, beside the issuer's own. */
  public Set<String> keyHosts() {
    return book.keyHosts;
  }

  /** No token is taken that lasts longer than this, whatever it says itself. */
  public Duration lifetimeMax(Issuer issuer) {
    return issuer.terms().own().map(Issuer.OwnRules::lifetimeMax).orElse(book.lifetimeMax);
  }

  /**
   * How a job of this issuer comes to its tokens. Those without an id cannot be told apart if they
   * are of the same second, so that a job must be taken to have but one.
   */
  public Supply supply(Issuer issuer) {
    return givesIds(issuer) ? book.supply : Supply.ONE_FOR_EACH_JOB;
  }

  /** Whether every identity token of this issuer has a {@code jti} of its own. */
  public boolean givesIds(Issuer issuer) {
    return issuer.terms().own().map(Issuer.OwnRules::givesIds).orElse(book.givesIds);
  }

  /** The audience of all its tokens, if a job cannot choose one. */
  public Optional<String> fixedAudience() {
    return book.fixedAudience;
  }

  /** Whether it has no rules but those that an operator writes for each issuer. */
  public boolean isJudgedByOperator() {
    return book.judgedByOperator;
  }

  /** The rules for the tokens of an issuer of this kind. */
  public Rulebook rulebook(Issuer issuer) {
    return book.rulebook.apply(issuer);
  }

  /**
   * What a job's token must have and this one lacks, as the end of a sentence; log-in tokens of the
   * same issuer lack it.
   */
  public List<String> missingOfKind(Claims claims) {
    var excused = claims.issuer().terms().mayLack();
    var missing =
        book.kind.stream()
            .filter(claim -> claims.text(claim).isEmpty() && !excused.contains(claim.name()))
            .map(Claim::name);
    var untrue =
        book.marks.stream()
            .filter(mark -> !mark.holds().test(claims))
            .map(mark -> mark.claim().name() + " " + mark.words());
    return Stream.concat(missing, untrue).distinct().toList();
  }

  /** Names of claims that no line of the rulebook mentions: the provider changed its tokens. */
  public List<String> news(Claims claims) {
    if (claims.issuer().rulebook().isOpen()) {
      return List.of();
    }
    var inRules = claims.issuer().rulebook().known();
    return claims.payload().members().keySet().stream()
        .filter(name -> !known.contains(name) && !inRules.contains(name))
        .filter(name -> book.ignoredPrefixes.stream().noneMatch(name::startsWith))
        .toList();
  }

  /** Where its API tells the ids of a project, if it does. */
  public Optional<IdSource> ids() {
    return book.ids;
  }

  /** Whether people can see it somewhere, which an operator may have to say. */
  public boolean isSeen() {
    return book.seen;
  }

  /** Whether this issuer's system has machines of its own for jobs; one of one's own has none. */
  public boolean hostsRunners(Issuer issuer) {
    return hostsRunners(issuer.url());
  }

  /** The same of whoever a certificate names as the issuer. */
  public boolean hostsRunners(String issuer) {
    return book.hostsRunners.test(issuer);
  }

  /** How the provenance of its jobs looks; empty if none of theirs is taken. */
  public Optional<ProvenanceForm> provenance() {
    return book.provenance;
  }

  private static Optional<String> linked(String server) {
    return Optional.of(server).filter(address -> LINKED.matcher(address).matches());
  }

  /** Where the project of a recorded token is, in its own words. */
  public Optional<String> project(JsonObject recorded) {
    return book.project.flatMap(claim -> Shown.said(recorded, claim));
  }

  /** What people are shown of a recorded token. */
  public List<Fact> facts(JsonObject recorded) {
    var web =
        recorded
            .text(Issuer.SERVER)
            .filter(server -> book.seen)
            .flatMap(Provider::linked)
            .or(() -> recorded.text("iss").flatMap(book.web));
    return book.shown.stream().flatMap(shown -> shown.in(recorded, web).stream()).toList();
  }

  @Override
  public String toString() {
    return book.id;
  }
}
