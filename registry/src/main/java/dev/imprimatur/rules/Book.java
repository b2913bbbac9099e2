package dev.imprimatur.rules;

import dev.imprimatur.json.JsonObject;
import dev.imprimatur.rulebooks.ProvenanceForm;
import dev.imprimatur.shown.Shown;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/** A provider being written; each method is a line of it. Used by one thread, and never kept. */
public final class Book {
  final String id;
  final String title;
  String email;
  Optional<String> issuer = Optional.empty();
  Function<JsonObject, Optional<String>> issuerOf = settings -> Optional.empty();
  Set<String> algorithms = Set.of("RS256");
  boolean namesKeys = true;
  Set<String> headers = Set.of();
  String keyUse = "sig";
  Set<String> keyHosts = Set.of();
  Duration lifetimeMax = Duration.ofMinutes(15);
  Provider.Supply supply = Provider.Supply.ONE_FOR_EACH_REQUEST;
  boolean givesIds;
  boolean judgedByOperator;
  Optional<String> fixedAudience = Optional.empty();
  final List<Claim> kind = new ArrayList<>();
  final List<Must> marks = new ArrayList<>();
  final List<String> ignored = new ArrayList<>();
  final List<String> ignoredPrefixes = new ArrayList<>();
  final List<Shown> shown = new ArrayList<>();
  Optional<String> project = Optional.empty();
  Optional<IdSource> ids = Optional.empty();
  Function<String, Optional<String>> web = iss -> Optional.empty();
  boolean seen;
  Predicate<String> hostsRunners = iss -> true;
  Optional<ProvenanceForm> provenance = Optional.empty();
  Function<Issuer, Rulebook> rulebook =
      iss -> {
        throw new IllegalStateException("A provider without rules");
      };

  private final List<Rule> rules = new ArrayList<>();
  private final List<Claim> records = new ArrayList<>();
  private Pins pins = Pins.NONE;

  Book(String id, String title) {
    this.id = id;
    this.title = title;
    this.email = "npm-oidc-no-reply@" + id + ".invalid";
  }

  /** What npm shows as the mail address of who published. */
  public Book speaksAs(String address) {
    email = address;
    return this;
  }

  /** The issuer that is trusted without configuration. */
  public Book issuedBy(String url) {
    issuer = Optional.of(url);
    return this;
  }

  /** Every customer has an issuer of its own, which follows from what a maintainer configures. */
  public Book issuedByOneFor(Function<JsonObject, Optional<String>> settings) {
    issuerOf = settings;
    return this;
  }

  public Book signsWith(String... names) {
    algorithms = Set.of(names);
    return this;
  }

  /** A token need not say which key it is signed with, if its issuer has only one. */
  public Book mayLeaveOutKeyIds() {
    namesKeys = false;
    return this;
  }

  /** Its tokens have these headers and no other. */
  public Book hasOnlyHeaders(String... names) {
    headers = Set.of(names);
    return this;
  }

  /** Its keys are marked as being for this, where others are marked {@code sig}. */
  public Book marksKeysAs(String use) {
    keyUse = use;
    return this;
  }

  /** Its keys are at another host than its issuer, which is one of these. */
  public Book hasKeysAt(String... hosts) {
    keyHosts = Set.of(hosts);
    return this;
  }

  /** No token is taken that lasts longer than this, whatever it says itself. */
  public Book lastsAtMost(Duration lifetime) {
    lifetimeMax = lifetime;
    return this;
  }

  /** A job has one identity token for everything that it does. */
  public Book givesOneTokenToAJob() {
    supply = Provider.Supply.ONE_FOR_EACH_JOB;
    return this;
  }

  /**
   * Every token has a {@code jti}; one without is none of this provider's. Where there are none, a
   * token may be exchanged again.
   */
  public Book givesEveryTokenAnId() {
    givesIds = true;
    return this;
  }

  /** A job cannot choose for whom its token is made. */
  public Book alwaysSpeaksTo(String audience) {
    fixedAudience = Optional.of(audience);
    return this;
  }

  /** Only a job's token has all of these. */
  public Book isAJobIf(Claim... claims) {
    kind.addAll(List.of(claims));
    return this;
  }

  /** Only a job's token has all of these. */
  public Book isAJobIf(String... claims) {
    kind.addAll(Claim.texts(claims));
    return this;
  }

  /** Only for a job's token does this hold. */
  public Book isAJobIf(Must mark) {
    marks.add(mark);
    return this;
  }

  public Book rule(Rule rule) {
    rules.add(rule);
    return this;
  }

  /** Ids that are learned from the first accepted token, and never change. */
  public Book pins(Pins ids) {
    pins = ids;
    return this;
  }

  /** Decides nothing, and is kept with what the token led to. */
  public Book records(String... claims) {
    records.addAll(Claim.texts(claims));
    return this;
  }

  /** Decides nothing, and is kept with what the token led to. */
  public Book records(Claim... claims) {
    records.addAll(List.of(claims));
    return this;
  }

  /** Known, and of no use to us. */
  public Book ignores(String... claims) {
    ignored.addAll(List.of(claims));
    return this;
  }

  /** Known, and of no use to us, whatever stands behind. */
  public Book ignoresAllThatStartWith(String prefix) {
    ignoredPrefixes.add(prefix);
    return this;
  }

  /** Where its API tells the ids of a project. */
  public Book tellsIds(IdSource source) {
    ids = Optional.of(source);
    return this;
  }

  /** The claim that tells people which project it was. */
  public Book isKnownBy(String claim) {
    project = Optional.of(claim);
    return this;
  }

  /** Where the provider's own pages are, if the issuer tells it for certain. */
  public Book isSeenAt(Function<String, Optional<String>> ofIssuer) {
    web = ofIssuer;
    seen = true;
    return this;
  }

  /** Only the systems of these issuers have machines of their own that jobs can run on. */
  public Book hostsRunnersAt(Predicate<String> issuers) {
    hostsRunners = issuers;
    return this;
  }

  /** How the provenance of its jobs looks; that of a provider without is not taken. */
  public Book proves(ProvenanceForm form) {
    provenance = Optional.of(form);
    return this;
  }

  /** What people are shown of a recorded token. */
  public Book shows(Shown... facts) {
    shown.addAll(List.of(facts));
    return this;
  }

  public Provider build() {
    var written = new Rulebook(title, new Rulebook.Parts(rules, pins, records, false));
    rulebook = issuer -> written;
    return new Provider(this);
  }

  /** A provider whose rules are the operator's, another set for each issuer. */
  public Provider judgedByOperator() {
    judgedByOperator = true;
    rulebook = issuer -> issuer.terms().own().map(own -> OwnRulebook.of(title, own)).orElseThrow();
    return new Provider(this);
  }
}
