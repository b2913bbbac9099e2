package dev.imprimatur.rules;

import dev.imprimatur.json.JsonObject;
import dev.imprimatur.problem.TrustProblem;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Somebody who signs identity tokens, and whom the operator trusts to.
 *
 * @param provider how its tokens are judged
 * @param url exactly what {@code iss} must say
 */
public record Issuer(Provider provider, String url, Reach reach, Terms terms) {

  /**
   * How its keys are had.
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
    public static final Reach PUBLIC = new Reach(false, Optional.empty(), Optional.empty());
    public static final Reach INTERNAL = new Reach(true, Optional.empty(), Optional.empty());

    public Reach(boolean internal, Optional<StoredKeys> storedKeys, Optional<String> api) {
      this(internal, storedKeys, api, Optional.empty());
    }
  }

  /** Beside the claims that are kept of a token: where its CI system is, as its operator says. */
  public static final String SERVER = "server";

  /** The same with other keys. */
  public Issuer with(StoredKeys keys) {
    return new Issuer(
        provider,
        url,
        new Reach(reach.internal(), Optional.of(keys), reach.api(), reach.server()),
        terms);
  }

  /** Where its CI system is: the operator's word, or else its own address. */
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
   * What it is trusted with.
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

  /**
   * What an operator knows of the tokens of an issuer that no rulebook is about.
   *
   * @param names claims that tell one workload from another; a publisher must name all of them
   * @param ids claims that are never given to another workload; they are pinned
   * @param requires what every token must say
   * @param records claims that are kept with what a token led to
   * @param givesIds whether every token has a {@code jti} of its own
   * @param lifetimeMax no token is taken that lasts longer; up to a day
   */
  public record OwnRules(
      List<Claim> names,
      List<Claim> ids,
      JsonObject requires,
      List<Claim> records,
      boolean givesIds,
      Duration lifetimeMax) {
    public static final Duration USUAL_LIFETIME_MAX = Duration.ofMinutes(60);
    private static final Duration LONGEST = Duration.ofDays(1);

    /** What every token of an issuer says alike; a publisher that names nothing else is anybody. */
    private static final Set<String> COMMON = Set.of("iss", "aud");

    public OwnRules {
      if (names.stream().map(Claim::name).allMatch(COMMON::contains)) {
        throw new TrustProblem.InvalidIssuer(
                "its rules must name a claim that tells one workload from another")
            .asException();
      }
      if (lifetimeMax.compareTo(Duration.ofMinutes(1)) < 0 || lifetimeMax.compareTo(LONGEST) > 0) {
        throw new TrustProblem.InvalidIssuer("its tokens last from 1 to 1440 minutes")
            .asException();
      }
      names = List.copyOf(names);
      ids = List.copyOf(ids);
      records = List.copyOf(records);
    }
  }

  /** The rules by which its tokens are judged. */
  public Rulebook rulebook() {
    return provider.rulebook(this);
  }
}
