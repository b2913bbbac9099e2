package dev.imprimatur.rulebooks;

import dev.imprimatur.claimrules.Claim;
import dev.imprimatur.claimrules.IssuerTraits;
import dev.imprimatur.claimrules.Rulebook;
import dev.imprimatur.claimrules.Settings;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.npm.PublisherPermissions;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An issuer of identity tokens that the operator trusts.
 *
 * @param provider how its tokens are matched
 * @param url exactly what {@code iss} must say
 */
public record Issuer(Provider provider, String url, Reach reach, Terms terms) {

  /**
   * The way to its keys and its servers.
   *
   * @param internal whether it may be at a loopback or private address, and speak plain HTTP
   * @param storedKeys its key set, for an issuer that cannot be reached from here
   * @param api where names are looked up in ids when a publisher is saved, if anywhere
   * @param server where people see the CI system, if that is not what its address says
   */
  public record Reach(
      boolean internal,
      Optional<StoredKeys> storedKeys,
      Optional<String> api,
      Optional<String> server) {
    public static final Reach PUBLIC =
        new Reach(false, Optional.empty(), Optional.empty(), Optional.empty());
    public static final Reach INTERNAL =
        new Reach(true, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** Returns this with other keys. */
  public Issuer with(StoredKeys keys) {
    return new Issuer(
        provider,
        url,
        new Reach(reach.internal(), Optional.of(keys), reach.api(), reach.server()),
        terms);
  }

  /** The address of its CI system: the operator's word, or else its own address. */
  public String server() {
    return reach.server().orElse(url);
  }

  /**
   * A key set that an operator brought.
   *
   * @param json as it is published (RFC 7517)
   * @param since when it was brought; it grows old from then on
   */
  public record StoredKeys(JsonObject json, Instant since) {}

  /**
   * The terms on which it is trusted.
   *
   * @param organizations whose packages may trust it; everybody's if empty
   * @param selfHosted whether its publishers may allow runners that are not its own
   * @param sharedAudience whether tokens are taken that are made for many readers at once, which
   *     its provider cannot help
   * @param mayLack claims that its tokens lack although its provider's have them, as on old servers
   * @param own the rules of a provider that has none of its own
   */
  public record Terms(
      Set<String> organizations,
      boolean selfHosted,
      boolean sharedAudience,
      Set<String> mayLack,
      Optional<OwnRules> own) {
    public static final Terms USUAL = new Terms(Set.of(), false, false, Set.of(), Optional.empty());

    public Terms {
      organizations = Set.copyOf(organizations);
      mayLack = Set.copyOf(mayLack);
    }
  }

  /** The address at which people see its CI system, if that is known. */
  public Optional<String> seenAt() {
    return reach.server().or(() -> provider.seenAt(url));
  }

  /** The name by which people tell it from others: the host of its CI system, or of itself. */
  public String host() {
    var host = URI.create(seenAt().orElse(url)).getRawAuthority();
    return host == null ? url : host;
  }

  /**
   * The settings that the address of a project, or of a file of it, says; none if it is not of this
   * issuer's system.
   */
  public Map<String, String> settingsIn(String link) {
    return provider
        .links()
        .flatMap(form -> seenAt().map(server -> form.settingsIn(link, server)))
        .orElse(Map.of());
  }

  /** The rules by which its tokens are matched. */
  public Rulebook rulebook() {
    return terms.own().map(own -> provider.rulebook(own)).orElseGet(() -> provider.rulebook());
  }

  /** The rules by which its tokens are matched with a publisher that may do this. */
  public Rulebook rulebook(PublisherPermissions powers) {
    return powers.onlyRead() ? rulebook().forReading() : rulebook();
  }

  /** The facts of it that rules may go by. */
  public IssuerTraits traits() {
    return new IssuerTraits(
        url, server(), terms.mayLack(), provider.hostsRunners(url), terms.selfHosted());
  }

  /** The requirements for jobs that may do this, a line for each, in plain words. */
  public List<String> inForce(Settings configured, PublisherPermissions powers) {
    return rulebook(powers).inForce(configured, traits());
  }

  /** The ids that its tokens say; it may lack some. */
  public List<Claim> expectedIds() {
    return rulebook().pins().expected(traits());
  }

  /** Restores the claims of a recorded token. */
  public Claims restore(JsonObject kept) {
    return new Claims(this, rulebook().restore(kept));
  }

  /** The longest lifetime of a token that is accepted, whatever the token says itself. */
  public Duration lifetimeMax() {
    return terms.own().map(OwnRules::lifetimeMax).orElse(provider.lifetimeMax());
  }

  /** Returns whether every identity token of this issuer has a {@code jti} of its own. */
  public boolean givesIds() {
    return terms.own().map(OwnRules::givesIds).orElse(provider.givesIds());
  }

  /**
   * The way in which a job gets its tokens. Tokens without an id cannot be told apart if they are
   * of the same second, so a job is taken to have only one.
   */
  public Provider.Supply supply() {
    return givesIds() ? provider.supply() : Provider.Supply.ONE_FOR_EACH_JOB;
  }
}
