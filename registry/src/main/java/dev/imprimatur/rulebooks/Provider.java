package dev.imprimatur.rulebooks;

import dev.imprimatur.claimrules.Claim;
import dev.imprimatur.claimrules.IssuerTraits;
import dev.imprimatur.claimrules.RequiredCondition;
import dev.imprimatur.claimrules.Rulebook;
import dev.imprimatur.claimrules.TokenPayload;
import dev.imprimatur.display.Fact;
import dev.imprimatur.display.Shown;
import dev.imprimatur.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A kind of CI system, and everything that follows from its kind. Its rulebook holds what its
 * identity tokens must say; the form of the tokens themselves, such as signature and lifetime, is
 * here.
 */
public final class Provider {
  private static final Set<String> REGISTERED = Set.of("iss", "aud", "exp", "iat", "nbf", "jti");

  /**
   * The form of an address that may be a link: people are to look for themselves, so it leads to
   * nothing but a plain address.
   */
  private static final Pattern LINKED =
      Pattern.compile("https://[A-Za-z0-9.-]+(?::\\d{1,5})?(?:/[A-Za-z0-9_-]+)*");

  private final String id;
  private final String title;
  private final String email;
  private final Optional<String> builtIn;
  private final Function<JsonObject, Optional<String>> issuerOf;
  private final boolean issuerFollows;
  private final Optional<String> fixedAudience;
  private final TokenForm tokens;
  private final Kind kind;
  private final Display display;
  private final Predicate<String> hostsRunners;
  private final Optional<String> pullRequests;
  private final Optional<IdSource> ids;
  private final Optional<ProvenanceForm> provenance;
  private final List<Claim> run;
  private final List<Claim> starter;

  /** The rulebook; empty if the operator writes one for each issuer. */
  private final Optional<Rulebook> rulebook;

  /** The form in which its tokens are made and signed. */
  private record TokenForm(
      Set<String> algorithms,
      boolean namesKeys,
      Set<String> headers,
      String keyUse,
      Set<String> keyHosts,
      Duration lifetimeMax,
      Supply supply,
      boolean givesIds) {
    static TokenForm of(ProviderBuilder book) {
      return new TokenForm(
          Set.copyOf(book.algorithms),
          book.namesKeys,
          Set.copyOf(book.headers),
          book.keyUse,
          Set.copyOf(book.keyHosts),
          book.lifetimeMax,
          book.supply,
          book.givesIds);
    }
  }

  /**
   * The marks that tell a job's token from others, and the claims that are known.
   *
   * @param known names of claims that need no rule to be known
   */
  private record Kind(
      List<Claim> claims,
      List<RequiredCondition> marks,
      Set<String> known,
      List<String> ignoredPrefixes) {
    static Kind of(ProviderBuilder book) {
      var known =
          Stream.of(
                  REGISTERED.stream(),
                  book.kind.stream().map(claim -> claim.path().getFirst()),
                  book.marks.stream().map(mark -> mark.claim().path().getFirst()),
                  book.ignored.stream())
              .flatMap(names -> names)
              .collect(Collectors.toUnmodifiableSet());
      return new Kind(
          List.copyOf(book.kind),
          List.copyOf(book.marks),
          known,
          List.copyOf(book.ignoredPrefixes));
    }
  }

  /** The facts that people are shown, and where they can look. */
  private record Display(
      Optional<FileLink> links,
      Optional<String> project,
      List<Shown> shown,
      Function<String, Optional<String>> web,
      boolean seen) {}

  Provider(ProviderBuilder book) {
    id = book.id;
    title = book.title;
    email = book.email;
    builtIn = book.issuer;
    issuerOf = book.issuerOf;
    issuerFollows = book.issuerFollows;
    fixedAudience = book.fixedAudience;
    tokens = TokenForm.of(book);
    kind = Kind.of(book);
    display = new Display(book.links, book.project, List.copyOf(book.shown), book.web, book.seen);
    hostsRunners = book.hostsRunners;
    pullRequests = book.pullRequests;
    ids = book.ids;
    provenance = book.provenance;
    rulebook = book.rulebook;
    run = List.copyOf(book.run);
    starter = List.copyOf(book.starter);
  }

  /** The way in which a job gets its identity tokens. */
  public enum Supply {
    /** Another token each time that it asks. */
    ONE_FOR_EACH_REQUEST,
    /** One token when it starts, with which it does everything. */
    ONE_FOR_EACH_JOB
  }

  /** Starts a provider. */
  public static ProviderBuilder provider(String id, String title) {
    return new ProviderBuilder(id, title);
  }

  /** The id in commands, npm's trust API and stored rows: {@code github}. */
  public String id() {
    return id;
  }

  /** The name for people: {@code GitHub Actions}. */
  public String title() {
    return title;
  }

  /** The text in place of the mail address that npm shows of who published. */
  public String email() {
    return email;
  }

  /** The issuer that is trusted without configuration, if there is one. */
  public Optional<String> builtIn() {
    return builtIn;
  }

  /**
   * The issuer of a publisher with these settings, where each customer of the provider has an
   * issuer of its own and is known by them.
   */
  public Optional<String> issuerOf(JsonObject settings) {
    return issuerOf.apply(settings);
  }

  /** Returns whether the issuer follows from the settings, so that nobody chooses one. */
  public boolean derivesIssuer() {
    return issuerFollows;
  }

  /** The algorithms (RFC 7518, section 3.1) that its tokens may be signed with. */
  public Set<String> algorithms() {
    return tokens.algorithms();
  }

  /** Returns whether a token must say which key it is signed with. */
  public boolean namesKeys() {
    return tokens.namesKeys();
  }

  /** The only headers that its tokens may have; if empty, all but those that are always refused. */
  public Set<String> headers() {
    return tokens.headers();
  }

  /** The use of its keys ({@code use}, RFC 7517, section 4.2). */
  public String keyUse() {
    return tokens.keyUse();
  }

  /** The hosts that may have its keys, beside the issuer's own. */
  public Set<String> keyHosts() {
    return tokens.keyHosts();
  }

  /** The longest lifetime of a token that is accepted, whatever the token says itself. */
  public Duration lifetimeMax() {
    return tokens.lifetimeMax();
  }

  /** The way in which a job gets its tokens, if they can be told apart. */
  public Supply supply() {
    return tokens.supply();
  }

  /** Returns whether every identity token has a {@code jti} of its own. */
  public boolean givesIds() {
    return tokens.givesIds();
  }

  /** The audience of all its tokens, if a job cannot choose one. */
  public Optional<String> fixedAudience() {
    return fixedAudience;
  }

  /** Returns whether it has no rules but those that an operator writes for each issuer. */
  public boolean isJudgedByOperator() {
    return rulebook.isEmpty();
  }

  /** The rules for the tokens of its issuers, of a provider that has rules. */
  public Rulebook rulebook() {
    return rulebook.orElseThrow();
  }

  /**
   * The rules for the tokens of an issuer of this kind.
   *
   * @param own those of its operator, which count if the provider has none
   */
  public Rulebook rulebook(OwnRules own) {
    return rulebook.orElseGet(() -> OperatorRulebook.of(title, own));
  }

  /**
   * The claims that a job's token must have and this one lacks, as the ends of sentences; log-in
   * tokens of the same issuer lack them.
   */
  List<String> missingOfKind(TokenPayload token) {
    var excused = token.issuer().mayLack();
    var missing =
        kind.claims().stream()
            .filter(claim -> token.text(claim).isEmpty() && !excused.contains(claim.name()))
            .map(Claim::name);
    var untrue =
        kind.marks().stream()
            .filter(mark -> !mark.holds().test(token))
            .map(mark -> mark.claim().name() + " " + mark.words());
    return Stream.concat(missing, untrue).distinct().toList();
  }

  /** The names of claims that neither a line of it nor the rulebook mentions. */
  List<String> news(TokenPayload token, Rulebook matcher) {
    return token.json().members().keySet().stream()
        .filter(name -> !kind.known().contains(name) && !matcher.knows(name))
        .filter(name -> kind.ignoredPrefixes().stream().noneMatch(name::startsWith))
        .toList();
  }

  /** The name of the job's run among all of the issuer's; empty if a token does not tell it. */
  Optional<String> run(JsonObject payload) {
    var names = run.stream().flatMap(claim -> claim.read(payload).stream()).toList();
    return run.isEmpty() || names.size() < run.size()
        ? Optional.empty()
        : Optional.of(String.join(" ", names));
  }

  /** The names and ids of the account that started the run; none if a token does not tell it. */
  List<String> startedBy(JsonObject payload) {
    return starter.stream().flatMap(claim -> claim.read(payload).stream()).toList();
  }

  /** The place in its API that tells the ids of a project, if there is one. */
  public Optional<IdSource> ids() {
    return ids;
  }

  /** Returns whether people can see it somewhere, which an operator may have to say. */
  public boolean isSeen() {
    return display.seen();
  }

  /** The address at which people see the system of an issuer, if the issuer tells it. */
  Optional<String> seenAt(String issuer) {
    return display.web().apply(issuer);
  }

  /** The form of the addresses of its projects and their files, if they say a setting. */
  Optional<FileLink> links() {
    return display.links();
  }

  /**
   * Returns whether the system of this issuer has machines of its own for jobs; a self-hosted one
   * has none.
   */
  public boolean hostsRunners(String issuer) {
    return hostsRunners.test(issuer);
  }

  /**
   * The reason why its rules cannot tell a pull request's job from others; empty if they refuse it.
   */
  public Optional<String> cannotTellPullRequests() {
    return pullRequests;
  }

  /** The form of its jobs' provenance; empty if none is accepted. */
  public Optional<ProvenanceForm> provenance() {
    return provenance;
  }

  private static Optional<String> linked(String server) {
    return Optional.of(server).filter(address -> LINKED.matcher(address).matches());
  }

  /** The project of a recorded token, in the provider's own words. */
  public Optional<String> project(JsonObject recorded) {
    return display.project().flatMap(claim -> Shown.said(recorded, claim));
  }

  /** The facts of a recorded token that people are shown. */
  public List<Fact> facts(JsonObject recorded) {
    var web =
        recorded
            .text(IssuerTraits.SERVER)
            .filter(server -> display.seen())
            .flatMap(Provider::linked)
            .or(() -> recorded.text("iss").flatMap(display.web()))
            .orElse("");
    return display.shown().stream().flatMap(shown -> shown.in(recorded, web).stream()).toList();
  }

  @Override
  public String toString() {
    return id;
  }
}
