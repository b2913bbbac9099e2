package dev.imprimatur.rulebooks;

import dev.imprimatur.claimrules.Claim;
import dev.imprimatur.claimrules.Pins;
import dev.imprimatur.claimrules.RequiredCondition;
import dev.imprimatur.claimrules.Rule;
import dev.imprimatur.claimrules.Rulebook;
import dev.imprimatur.display.Shown;
import dev.imprimatur.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The builder of a provider; each method is a line of it. Used by one thread; the provider takes a
 * copy of what is written and keeps nothing else of it.
 */
public final class ProviderBuilder {
  final String id;
  final String title;
  String email;
  Optional<String> issuer = Optional.empty();
  Function<JsonObject, Optional<String>> issuerOf = settings -> Optional.empty();
  boolean issuerFollows;
  Set<String> algorithms = Set.of("RS256");
  boolean namesKeys = true;
  Set<String> headers = Set.of();
  String keyUse = "sig";
  Set<String> keyHosts = Set.of();
  Duration lifetimeMax = Duration.ofMinutes(15);
  Provider.Supply supply = Provider.Supply.ONE_FOR_EACH_REQUEST;
  boolean givesIds;
  Optional<String> fixedAudience = Optional.empty();
  final List<Claim> kind = new ArrayList<>();
  final List<RequiredCondition> marks = new ArrayList<>();
  final List<String> ignored = new ArrayList<>();
  final List<String> ignoredPrefixes = new ArrayList<>();
  final List<Shown> shown = new ArrayList<>();
  Optional<String> project = Optional.empty();
  Optional<IdSource> ids = Optional.empty();
  Function<String, Optional<String>> web = iss -> Optional.empty();
  boolean seen;
  Optional<FileLink> links = Optional.empty();
  Predicate<String> hostsRunners = iss -> true;
  Optional<String> pullRequests = Optional.empty();
  Optional<ProvenanceForm> provenance = Optional.empty();
  Optional<Rulebook> rulebook = Optional.empty();
  List<Claim> run = List.of();
  List<Claim> starter = List.of();

  private final List<Rule> rules = new ArrayList<>();
  private final List<Claim> records = new ArrayList<>();
  private Pins pins = Pins.NONE;

  ProviderBuilder(String id, String title) {
    this.id = id;
    this.title = title;
    this.email = "npm-oidc-no-reply@" + id + ".invalid";
  }

  /** Sets the text that npm shows in place of the mail address of who published. */
  public ProviderBuilder speaksAs(String address) {
    email = address;
    return this;
  }

  /** Sets the issuer that is trusted without configuration. */
  public ProviderBuilder issuedBy(String url) {
    issuer = Optional.of(url);
    return this;
  }

  /** Gives every customer an issuer of its own, which follows from what a maintainer configures. */
  public ProviderBuilder issuedByOneFor(Function<JsonObject, Optional<String>> settings) {
    issuerOf = settings;
    issuerFollows = true;
    return this;
  }

  public ProviderBuilder signsWith(String... names) {
    algorithms = Set.of(names);
    return this;
  }

  /** Lets a token leave out which key it is signed with, if its issuer has only one. */
  public ProviderBuilder mayLeaveOutKeyIds() {
    namesKeys = false;
    return this;
  }

  /** Allows these headers in its tokens and no other. */
  public ProviderBuilder hasOnlyHeaders(String... names) {
    headers = Set.of(names);
    return this;
  }

  /** Sets the use that its keys are marked with, where others are marked {@code sig}. */
  public ProviderBuilder marksKeysAs(String use) {
    keyUse = use;
    return this;
  }

  /** Allows its keys at another host than its issuer, which is one of these. */
  public ProviderBuilder hasKeysAt(String... hosts) {
    keyHosts = Set.of(hosts);
    return this;
  }

  /**
   * Limits the lifetime of its tokens; a token that lasts longer is refused, whatever it says
   * itself.
   */
  public ProviderBuilder lastsAtMost(Duration lifetime) {
    lifetimeMax = lifetime;
    return this;
  }

  /** Says that a job has one identity token for everything that it does. */
  public ProviderBuilder givesOneTokenToAJob() {
    supply = Provider.Supply.ONE_FOR_EACH_JOB;
    return this;
  }

  /**
   * Says that every token has a {@code jti}, and refuses one without. Of a provider without, a
   * token may be exchanged again.
   */
  public ProviderBuilder givesEveryTokenAnId() {
    givesIds = true;
    return this;
  }

  /** Says that a job cannot choose for whom its token is made. */
  public ProviderBuilder alwaysSpeaksTo(String audience) {
    fixedAudience = Optional.of(audience);
    return this;
  }

  /** Marks a job's token: no other has all of these. */
  public ProviderBuilder isAJobIf(Claim... claims) {
    kind.addAll(List.of(claims));
    return this;
  }

  /** Marks a job's token: no other has all of these. */
  public ProviderBuilder isAJobIf(String... claims) {
    kind.addAll(Claim.texts(claims));
    return this;
  }

  /** Marks a job's token: this holds for no other. */
  public ProviderBuilder isAJobIf(RequiredCondition mark) {
    marks.add(mark);
    return this;
  }

  public ProviderBuilder rule(Rule rule) {
    rules.add(rule);
    return this;
  }

  /** Sets the ids that are learned from the first accepted token, and never change. */
  public ProviderBuilder pins(Pins ids) {
    pins = ids;
    return this;
  }

  /** Records claims that decide nothing, with what the token led to. */
  public ProviderBuilder records(String... claims) {
    records.addAll(Claim.texts(claims));
    return this;
  }

  /** Records claims that decide nothing, with what the token led to. */
  public ProviderBuilder records(Claim... claims) {
    records.addAll(List.of(claims));
    return this;
  }

  /** Names the claims that the jobs of one run have in common, and those of no other run. */
  public ProviderBuilder isOneRunIfSame(Claim... claims) {
    run = List.of(claims);
    return this;
  }

  /**
   * Names the claims that tell whose push, or whatever else, started the run. They are not kept
   * with a version, but only while it waits for somebody else to approve it.
   */
  public ProviderBuilder tellsWhoStartedIt(String... claims) {
    starter = Claim.texts(claims);
    return this;
  }

  /** Ignores claims that are known and of no use to us. */
  public ProviderBuilder ignores(String... claims) {
    ignored.addAll(List.of(claims));
    return this;
  }

  /** Ignores all claims with this prefix, as known and of no use to us. */
  public ProviderBuilder ignoresAllThatStartWith(String prefix) {
    ignoredPrefixes.add(prefix);
    return this;
  }

  /** Sets the place in its API that tells the ids of a project. */
  public ProviderBuilder tellsIds(IdSource source) {
    ids = Optional.of(source);
    return this;
  }

  /** Sets the claim that tells people which project it was. */
  public ProviderBuilder isKnownBy(String claim) {
    project = Optional.of(claim);
    return this;
  }

  /** Tells where the provider's own pages are, if the issuer tells it for certain. */
  public ProviderBuilder isSeenAt(Function<String, Optional<String>> ofIssuer) {
    web = ofIssuer;
    seen = true;
    return this;
  }

  /** Sets the form of the addresses of its projects and their files. */
  public ProviderBuilder isLinkedBy(FileLink form) {
    links = Optional.of(form);
    return this;
  }

  /**
   * Says that only the systems of these issuers have machines of their own that jobs can run on.
   */
  public ProviderBuilder hostsRunnersAt(Predicate<String> issuers) {
    hostsRunners = issuers;
    return this;
  }

  /**
   * Says why its rules cannot refuse a pull request's job: nothing in its token tells it from
   * others.
   */
  public ProviderBuilder cannotTellPullRequests(String why) {
    pullRequests = Optional.of(why);
    return this;
  }

  /** Sets the form of its jobs' provenance; without one, their provenance is not accepted. */
  public ProviderBuilder proves(ProvenanceForm form) {
    provenance = Optional.of(form);
    return this;
  }

  /** Sets the facts of a recorded token that people are shown. */
  public ProviderBuilder shows(Shown... facts) {
    shown.addAll(List.of(facts));
    return this;
  }

  public Provider build() {
    rulebook = Optional.of(Rulebook.of(title, rules, pins, records));
    return new Provider(this);
  }

  /** Builds a provider whose rules are the operator's, another set for each issuer. */
  public Provider judgedByOperator() {
    return new Provider(this);
  }
}
