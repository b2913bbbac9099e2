package dev.imprimatur.claimrules;

import dev.imprimatur.claimrules.Verdict.Identity;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.problem.Quoted;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The rules for the tokens of one issuer: what is done with each claim that they carry. */
public final class Rulebook {
  /** The form of a claim that may be any text. */
  public static final Setting.Form ANY_TEXT =
      Setting.Form.of(
          "[^\\p{C}\\p{Zl}\\p{Zp}]{1,500}",
          "it has at most 500 characters, and none that do not show");

  private static final String BY_NAME_ALONE =
      "known by name alone (its tokens say no id, so whoever has that name may publish)";

  private final List<Rule> rules;

  /**
   * The rules that tell one project from another, and the rest; every exchange goes through them.
   */
  private final List<ProjectClaim> names;

  private final List<Rule> others;
  private final Pins pins;
  private final boolean open;
  private final SequencedMap<String, Setting> settings;

  /** The claims that are recorded of a token: all that a rule of the book is about. */
  private final List<Claim> kept;

  private final Set<String> known;

  private final SettingsReader reader;

  /** This book for publishers that may do nothing but read; itself if it is that already. */
  private final Rulebook reading;

  private Rulebook(String title, List<Rule> written, Pins pins, List<Claim> records, boolean open) {
    this(title, written, pins, records, open, false);
  }

  private Rulebook(
      String title,
      List<Rule> written,
      Pins pins,
      List<Claim> records,
      boolean open,
      boolean forReading) {
    this.rules = List.copyOf(written);
    this.names =
        rules.stream()
            .filter(ProjectClaim.class::isInstance)
            .map(ProjectClaim.class::cast)
            .toList();
    this.others = rules.stream().filter(rule -> !(rule instanceof ProjectClaim)).toList();
    this.pins = pins;
    this.open = open;
    this.kept =
        Stream.of(
                Stream.of(Claim.text("iss")),
                rules.stream().flatMap(rule -> rule.reads().stream()),
                pins.all().stream(),
                records.stream())
            .flatMap(claims -> claims)
            .distinct()
            .toList();
    this.known =
        kept.stream().map(claim -> claim.path().getFirst()).collect(Collectors.toUnmodifiableSet());
    this.reading =
        forReading
            ? this
            : new Rulebook(
                title, rules.stream().map(Rule::forReading).toList(), pins, records, open, true);
    this.reader = new SettingsReader(title, rules, open);
    this.settings = reader.settings();
  }

  /**
   * A rulebook in which everything that may be configured has a rule.
   *
   * @param records decides nothing, and is kept with what a token led to
   */
  public static Rulebook of(String title, List<Rule> rules, Pins pins, List<Claim> records) {
    return new Rulebook(title, rules, pins, records, false);
  }

  /** A rulebook with which any further claim may be configured, and must then be equal. */
  public static Rulebook open(String title, List<Rule> rules, Pins pins, List<Claim> records) {
    return new Rulebook(title, rules, pins, records, true);
  }

  /**
   * The rulebook for publishers that may do nothing but read: any workflow of the project, and
   * events that nobody may publish from.
   */
  public Rulebook forReading() {
    return reading;
  }

  /** The settings that a maintainer configures, in the order in which they are asked for. */
  public List<Setting> settings() {
    return List.copyOf(settings.values());
  }

  /** The reason why these texts are none for a setting; empty if they are good. */
  public Optional<String> refusal(Setting setting, List<String> texts) {
    return reader.refusal(setting, texts);
  }

  /** Checks what a maintainer configured, written as npm's trust API writes it. */
  public Settings parse(JsonObject claims) {
    return reader.read(claims);
  }

  /** Checks what a maintainer configured; unknown and missing settings are refused. */
  public Settings parse(Map<String, List<String>> texts) {
    return reader.read(texts);
  }

  /** The ids that are known from the settings alone, where people name a project by them. */
  public JsonObject idsIn(Settings configured) {
    var ids = JsonObject.EMPTY.but();
    for (var rule : names().filter(each -> pins.all().contains(each.claim())).toList()) {
      configured
          .text(rule.configured().name())
          .ifPresent(text -> ids.and(rule.claim().name(), text));
    }
    return ids.build();
  }

  /** Returns whether these settings name more than one project. */
  public boolean matchesManyProjects(Settings configured) {
    return names().anyMatch(rule -> rule.matchesManyProjects(configured));
  }

  /**
   * Returns these settings with the project's name that a token says; for a project that was
   * renamed.
   */
  public Settings renamed(Settings configured, TokenPayload claims) {
    var renamed = configured;
    for (var rule : names().toList()) {
      var name = rule.namedBy(configured, claims);
      if (name.isPresent()) {
        renamed = renamed.with(rule.configured().name(), name.get());
      }
    }
    return renamed;
  }

  /**
   * Settings with which a refused token would pass, too, if its project is the publisher's as far
   * as can be known, and every obstacle is an owner's to remove.
   */
  public Optional<Settings> suggestion(Settings configured, Verdict verdict) {
    if (!verdict.isProject() || matchesManyProjects(configured)) {
      return Optional.empty();
    }
    var suggestion = configured.json().but();
    for (var finding : verdict.failures()) {
      var name = finding.rule();
      var value =
          Optional.ofNullable(settings.get(name))
              .flatMap(setting ->
                  finding
                      .hint()
                      .setting()
                      .flatMap(said -> setting.suggestion(configured.texts(name), said)));
      if (value.isEmpty()) {
        return Optional.empty();
      }
      suggestion.and(name, value.get());
    }
    return Optional.of(new Settings(suggestion.build()));
  }

  /** The configured texts by their names for people, in the order in which they are asked for. */
  public SequencedMap<String, List<String>> told(Settings configured) {
    var told = new LinkedHashMap<String, List<String>>();
    settings.values().stream()
        .filter(setting -> configured.has(setting.name()))
        .forEach(setting -> told.put(setting.label(), configured.texts(setting.name())));
    further(configured)
        .forEach(rule ->
            told.put(rule.configured().label(), configured.texts(rule.configured().name())));
    return told;
  }

  /** The ways in which more jobs pass than its owners may think; none if it is tight. */
  public List<String> looseEnds(Settings configured) {
    return LooseEnds.of(rules, configured);
  }

  /** The project that these settings name. */
  public String projectIn(Settings configured) {
    return names()
        .flatMap(rule -> configured.text(rule.configured().name()).stream())
        .collect(Collectors.joining(" "));
  }

  /** The project that these settings name, in the form in which it is looked up, without case. */
  public String project(Settings configured) {
    return projectIn(configured).toLowerCase(Locale.ROOT);
  }

  /** The project that a token names. */
  public String projectIn(TokenPayload claims) {
    return names()
        .flatMap(rule -> claims.text(rule.claim()).stream())
        .collect(Collectors.joining(" "));
  }

  /** The projects by which settings could name that of a token, in the form for looking up. */
  public List<String> projects(TokenPayload claims) {
    var said = names().map(rule -> claims.text(rule.claim()).orElse("")).toList();
    var own = String.join(" ", said).toLowerCase(Locale.ROOT);
    int slash = own.lastIndexOf('/');
    return said.size() == 1 && slash > 0
        ? List.of(own, own.substring(0, slash + 1) + "*")
        : List.of(own);
  }

  /** Requires that the operator allows these settings for the issuer. */
  public void requireAllowed(Settings configured, IssuerTraits issuer) {
    var forbidden =
        rules.stream()
            .filter(OneOf.class::isInstance)
            .flatMap(rule -> ((OneOf) rule).forbidden(configured, issuer).stream())
            .findFirst();
    if (forbidden.isPresent()) {
      throw SettingsReader.invalid(
          "%s is not allowed for the issuer %s; its operator would have to"
              .formatted(Quoted.text(forbidden.get()), issuer.url()));
    }
  }

  /**
   * Requires that no ids are left out: a part proves nothing, and would pass for all of them. Of
   * many projects only the ids of their owner are the same.
   */
  public void requireWhole(Settings configured, JsonObject ids) {
    boolean wide = matchesManyProjects(configured);
    var wanted =
        pins.all().stream().map(Claim::name).filter(name -> !wide || pins.isOfOwner(name)).toList();
    var known = idsIn(configured);
    boolean whole = wanted.stream().allMatch(name -> ids.has(name) || known.has(name));
    var said = ids.members().keySet().stream().filter(pins::isId).toList();
    boolean others = wide && !said.stream().allMatch(pins::isOfOwner);
    if (!said.isEmpty() && (!whole || others)) {
      throw SettingsReader.invalid(
          "its ids are known all together or not at all; here they are "
              + (wanted.isEmpty() ? "none" : String.join(" and ", wanted)));
    }
  }

  /**
   * Returns whether every token that matches these settings surely matches those before them, too;
   * false where the settings alone do not show it.
   */
  public boolean narrows(Settings after, Settings before) {
    return rules.stream()
        .filter(Rule.OfSetting.class::isInstance)
        .map(Rule.OfSetting.class::cast)
        .allMatch(rule -> rule.narrows(after, before));
  }

  /** The requirements for a job, a line for each, in plain words. */
  public List<String> inForce(Settings configured, IssuerTraits issuer) {
    var demands =
        all(configured)
            .flatMap(rule -> rule.inForce(configured, issuer).stream())
            .filter(line -> !line.isEmpty());
    return Stream.concat(demands, pins.isLearned(issuer) ? Stream.of() : Stream.of(BY_NAME_ALONE))
        .toList();
  }

  /** Matches an identity token with a publisher that has these ids. */
  public Verdict judge(MatchInput input, JsonObject known) {
    var claims = input.token();
    var named = names.stream().map(rule -> rule.check(input)).toList();
    var found = new ArrayList<Finding>();
    others.forEach(rule -> found.add(rule.check(input)));
    further(input.settings()).forEach(rule -> found.add(rule.check(input)));
    pins.missing(known, claims)
        .ifPresent(claim ->
            found.add(Finding.missing(claim, claim.name(), false).expecting("earlier tokens did")));
    return new Verdict(
        identity(named, known, claims), claims.read(pins.all()), named, found, version(input));
  }

  private Identity identity(List<Finding> named, JsonObject known, TokenPayload claims) {
    if (named.stream().anyMatch(finding -> finding.actual().isEmpty())) {
      return Identity.STRANGER;
    }
    var identity = pins.identity(named.stream().noneMatch(Finding::failed), known, claims);
    boolean other = names.stream().anyMatch(rule -> rule.isOther(known, claims));
    return identity == Identity.FIRST && other ? Identity.RECREATED : identity;
  }

  /**
   * The facts by which one of an owner's many projects is known: its ids, and its name where they
   * do not tell which of them it is.
   */
  public JsonObject knownBy(TokenPayload claims) {
    var ids = claims.read(pins.all());
    return pins.tell(ids)
        ? ids
        : claims.read(
            Stream.concat(names().map(ProjectClaim::claim), pins.all().stream()).toList());
  }

  private Optional<String> version(MatchInput input) {
    return rules.stream().flatMap(rule -> rule.version(input).stream()).findFirst();
  }

  /** Selects the claims of an identity token to record; enough to match it again. */
  public JsonObject keep(TokenPayload claims) {
    return claims.raw(kept);
  }

  /** Restores the payload of a recorded token, as far as it was recorded. */
  public JsonObject restore(JsonObject recorded) {
    var payload = JsonObject.EMPTY;
    for (var claim : kept) {
      var value = recorded.get(claim.name());
      payload = value.isPresent() ? claim.writtenTo(payload, value.get()) : payload;
    }
    return payload;
  }

  /** The identity that a token states, for somebody whom no publisher matches. */
  public String identity(TokenPayload claims) {
    var named =
        names()
            .map(rule ->
                rule.configured().label()
                    + " "
                    + claims.text(rule.claim()).map(Quoted::text).orElse("missing"));
    return String.join(
        ", ",
        Stream.concat(Stream.of("issuer " + Quoted.text(claims.issuerUrl())), named).toList());
  }

  /** The ids that are pinned. */
  public Pins pins() {
    return pins;
  }

  /** Returns whether a rule is about a claim, or a maintainer may require any. */
  public boolean knows(String claim) {
    return open || known.contains(claim);
  }

  private Stream<ProjectClaim> names() {
    return names.stream();
  }

  /** The rules of the book, and one for each further claim that was configured. */
  private Stream<Rule> all(Settings configured) {
    return Stream.concat(rules.stream(), further(configured).stream());
  }

  private List<OptionalClaim> further(Settings configured) {
    return open
        ? configured.names().stream()
            .filter(name -> !settings.containsKey(name))
            .map(
                name -> new OptionalClaim(reader.further(name), Claim.text(name), Comparison.EXACT))
            .toList()
        : List.of();
  }
}
