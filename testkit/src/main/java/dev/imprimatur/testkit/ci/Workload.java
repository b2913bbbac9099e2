package dev.imprimatur.testkit.ci;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A job of some CI system. What was chosen keeps all that follows from it in step; {@link #with}
 * and {@link #without} have the last word on a single claim. Each change gives another one.
 */
public final class Workload implements Job {
  private final CiSystem system;

  /** The chosen facts by the names of their claims; everything else follows. */
  private final Map<String, Object> facts;

  private final List<Consumer<Map<String, @Nullable Object>>> edits;

  /** Keeps the order of the facts, so that the same job has the same payload in every run. */
  private Workload(
      CiSystem system,
      Map<String, Object> facts,
      List<Consumer<Map<String, @Nullable Object>>> edits) {
    this.system = system;
    this.facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    this.edits = List.copyOf(edits);
  }

  /** Returns a job of which nothing is said but what its system says of every job. */
  public static Workload of(CiSystem system) {
    return new Workload(system, Map.of(), List.of());
  }

  @Override
  public CiSystem system() {
    return system;
  }

  /** Returns this job in another situation, such as {@code GitLab.tag("v1.2.3")}. */
  public Workload but(UnaryOperator<Workload> situation) {
    return situation.apply(this);
  }

  /** Fixes the audience; otherwise it is what the job asks for, or else the issuer. */
  public Workload audience(String audience) {
    return fact("aud", audience);
  }

  /** Says that another issuer has issued the token, which is signed with the same key. */
  public Workload issuer(String issuer) {
    return fact("iss", issuer);
  }

  /** Sets the time of issue, cut to the second; the token ends as long after as is usual. */
  public Workload issuedAt(Instant instant) {
    return fact("iat", instant.getEpochSecond());
  }

  /** Sets the time at which the token ceases to be valid, cut to the second. */
  public Workload expiresAt(Instant instant) {
    return fact("exp", instant.getEpochSecond());
  }

  /** Sets one claim to any JSON value: text, number, boolean, list, map or null. */
  public Workload with(String claim, @Nullable Object value) {
    return edited(payload -> payload.put(claim, value));
  }

  /** Leaves one claim out. */
  public Workload without(String claim) {
    return edited(payload -> payload.remove(claim));
  }

  /** Chooses what a claim says before the others follow from it. */
  public Workload fact(String claim, Object value) {
    var more = new LinkedHashMap<>(facts);
    more.put(claim, value);
    return new Workload(system, more, edits);
  }

  @Override
  public String usualAudience(String issuer) {
    return issuer;
  }

  @Override
  public Map<String, @Nullable Object> payload(String issuer, String audience, Instant now) {
    var said = new ClaimsBuilder(facts, issuer, audience, now);
    system.claims().accept(said);
    var payload = new LinkedHashMap<String, @Nullable Object>(said.claims());
    edits.forEach(edit -> edit.accept(payload));
    return payload;
  }

  /** Returns a chosen fact that is text. */
  public String chosen(String claim) {
    if (facts.get(claim) instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException(claim + " was not chosen");
  }

  /** Changes the claims when all of them are said. */
  Workload edited(Consumer<Map<String, @Nullable Object>> edit) {
    var more = new ArrayList<>(edits);
    more.add(edit);
    return new Workload(system, facts, more);
  }
}
