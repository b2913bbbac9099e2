package dev.imprimatur.trust;

import dev.imprimatur.json.JsonObject;
import dev.imprimatur.problem.Problem;
import dev.imprimatur.problem.Quoted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A rulebook: what we do with each claim that the identity tokens of a CI system carry. Every claim
 * stands on one line of it; one that stands on none is news.
 */
public final class Provider {
  private final String id;
  private final String title;
  private final String email;
  private final Optional<String> issuer;
  private final Set<String> algorithms;
  private final Duration lifetimeMax;
  private final boolean givesIds;
  private final List<String> kind;
  private final List<Rule> rules;
  private final List<String> pins;
  private final List<String> records;
  private final Set<String> known;
  private final SequencedMap<String, Setting> settings;

  private Provider(Book book) {
    this.id = book.id;
    this.title = book.title;
    this.email = book.email;
    this.issuer = book.issuer;
    this.algorithms = Set.copyOf(book.algorithms);
    this.lifetimeMax = book.lifetimeMax;
    this.givesIds = book.givesIds;
    this.kind = List.copyOf(book.kind);
    this.rules = List.copyOf(book.rules);
    this.pins = List.copyOf(book.pins);
    this.records = List.copyOf(book.records);
    this.known = Set.copyOf(book.known());
    this.settings = new LinkedHashMap<>();
    rules.stream()
        .flatMap(rule -> rule.setting().stream())
        .forEach(setting -> settings.put(setting.name(), setting));
  }

  /** Starts a rulebook. */
  static Book provider(String id, String title) {
    return new Book(id, title);
  }

  /** What commands, npm's trust API and stored rows call it: {@code github}. */
  public String id() {
    return id;
  }

  /** What people call it: {@code GitHub Actions}. */
  public String title() {
    return title;
  }

  /** What stands where npm shows the mail address of who published. */
  public String email() {
    return email;
  }

  /** The issuer that is trusted without configuration, if there is one. */
  Optional<String> issuer() {
    return issuer;
  }

  Set<String> algorithms() {
    return algorithms;
  }

  Duration lifetimeMax() {
    return lifetimeMax;
  }

  /** Whether every identity token has a {@code jti} of its own. */
  boolean givesIds() {
    return givesIds;
  }

  /** What a maintainer configures, in the order in which he is asked. */
  public List<Setting> settings() {
    return List.copyOf(settings.values());
  }

  /** Which claims must be there in a job's token; log-in tokens of the same issuer lack them. */
  List<String> missingOfKind(JsonObject payload) {
    return kind.stream()
        .filter(claim -> payload.text(claim).filter(value -> !value.isEmpty()).isEmpty())
        .toList();
  }

  /** Names of claims that no line of the rulebook mentions: the provider changed its tokens. */
  List<String> news(JsonObject payload) {
    return payload.members().keySet().stream().filter(name -> !known.contains(name)).toList();
  }

  /** Checks what a maintainer configured; unknown and missing settings are refused. */
  public Settings configured(Map<String, String> values) {
    values
        .keySet()
        .forEach(name -> {
          if (!settings.containsKey(name)) {
            throw invalid(
                "%s has no setting %s; it has %s"
                    .formatted(title, Quoted.text(name), String.join(", ", settings.keySet())));
          }
        });
    for (var setting : settings.values()) {
      var value = values.get(setting.name());
      if (value != null) {
        setting.require(value);
      } else if (setting.required()) {
        throw invalid("%s needs the %s".formatted(title, setting.label()));
      }
    }
    return new Settings(new TreeMap<>(values));
  }

  /** The settings as npm's trust API writes them. */
  public JsonObject json(Settings configured) {
    return configured.json(settings);
  }

  /** What of an identity token is kept with what it led to. */
  public JsonObject recorded(Claims claims) {
    var decided = rules.stream().map(Rule::claim);
    return claims.only(
        Stream.of(Stream.of("iss"), decided, pins.stream(), records.stream())
            .flatMap(names -> names)
            .toList());
  }

  /** Who an identity token says it is, for somebody whom no publisher matches. */
  String identity(Claims claims) {
    var named =
        rules.stream()
            .filter(Rule.Names.class::isInstance)
            .flatMap(rule -> rule.setting().stream())
            .map(setting ->
                setting.label()
                    + " "
                    + claims.text(setting.name()).map(Quoted::text).orElse("missing"));
    return String.join(
        ", ",
        Stream.concat(Stream.of("issuer " + Quoted.text(claims.issuerUrl())), named).toList());
  }

  /** Judges an identity token for a publisher with these settings and pins. */
  Verdict judge(Settings configured, JsonObject pinned, Claims claims) {
    var said = claims.only(pins);
    boolean proven = !pinned.isEmpty() && pinned.equals(said);
    var otherName = firstMismatch(configured, claims);
    if (otherName.isPresent()) {
      return proven
          ? new Verdict.Drifted(otherName.get().told(true) + "; it was renamed", true)
          : new Verdict.Stranger();
    }
    if (!pinned.isEmpty() && !proven) {
      return new Verdict.Drifted(
          "the name is the same, but the ids behind it are not: it was made anew or transferred",
          false);
    }
    var reasons = new ArrayList<Verdict.Reason>();
    for (var rule : rules) {
      rule.check(configured, claims)
          .ifPresent(
              mismatch -> reasons.add(new Verdict.Reason(rule.claim(), mismatch.told(proven))));
    }
    return reasons.isEmpty() ? new Verdict.Accepted(said) : new Verdict.Refused(reasons);
  }

  private Optional<Mismatch> firstMismatch(Settings configured, Claims claims) {
    return rules.stream()
        .filter(Rule.Names.class::isInstance)
        .flatMap(rule -> rule.check(configured, claims).stream())
        .findFirst();
  }

  private static RuntimeException invalid(String why) {
    return new Problem.InvalidPublisher(why).asException();
  }

  /** A rulebook being written; each method is a line of it. */
  static final class Book {
    private final String id;
    private final String title;
    private String email = "";
    private Optional<String> issuer = Optional.empty();
    private Set<String> algorithms = Set.of();
    private Duration lifetimeMax = Duration.ofMinutes(15);
    private boolean givesIds;
    private final List<String> kind = new ArrayList<>();
    private final List<Rule> rules = new ArrayList<>();
    private final List<String> pins = new ArrayList<>();
    private final List<String> records = new ArrayList<>();
    private final List<String> ignored = new ArrayList<>();

    private Book(String id, String title) {
      this.id = id;
      this.title = title;
    }

    /** What npm shows as the mail address of who published. */
    Book speaksAs(String address) {
      email = address;
      return this;
    }

    /** The issuer that is trusted without configuration. */
    Book issuedBy(String url) {
      issuer = Optional.of(url);
      return this;
    }

    Book signsWith(String... names) {
      algorithms = Set.of(names);
      return this;
    }

    /** No token is taken that lasts longer than this, whatever it says itself. */
    Book lastsAtMost(Duration lifetime) {
      lifetimeMax = lifetime;
      return this;
    }

    /** Every token has a {@code jti}; one without is none of this provider's. */
    Book givesEveryTokenAnId() {
      givesIds = true;
      return this;
    }

    /** Only a job's token has all of these. */
    Book isAJobIf(String... claims) {
      kind.addAll(List.of(claims));
      return this;
    }

    Book rule(Rule rule) {
      rules.add(rule);
      return this;
    }

    /** Learned from the first accepted token, and never to change. */
    Book pins(String... claims) {
      pins.addAll(List.of(claims));
      return this;
    }

    /** Decides nothing, and is kept with what the token led to. */
    Book records(String... claims) {
      records.addAll(List.of(claims));
      return this;
    }

    /** Known, and of no use to us. */
    Book ignores(String... claims) {
      ignored.addAll(List.of(claims));
      return this;
    }

    Provider build() {
      return new Provider(this);
    }

    private List<String> known() {
      var registered = Stream.of("iss", "aud", "exp", "iat", "nbf", "jti");
      var decided = rules.stream().map(Rule::claim);
      return Stream.of(
              registered, decided, kind.stream(), pins.stream(), records.stream(), ignored.stream())
          .flatMap(s -> s)
          .toList();
    }
  }
}
