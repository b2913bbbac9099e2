package dev.imprimatur.provenancepolicy;

import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonBoolean;
import dev.imprimatur.json.JsonNumber;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonText;
import dev.imprimatur.json.JsonValue;
import dev.imprimatur.json.MalformedJsonException;
import dev.imprimatur.json.Yaml;
import dev.imprimatur.rulebooks.Provider;
import dev.imprimatur.sigstore.KnownKeys;
import dev.imprimatur.sigstore.MalformedRootException;
import dev.imprimatur.sigstore.TrustedRoot;
import dev.imprimatur.sigstore.Verifier;
import dev.imprimatur.sigstore.Verifier.Thresholds;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A Sigstore instance that this registry trusts, with its policy.
 *
 * @param name the name of its file
 * @param asOf the time of what is known of it
 */
public record Root(
    String name, TrustedRoot trusted, Policy policy, Thresholds needs, Instant asOf) {
  /** The time before its end at which somebody is warned. */
  private static final Duration WARNING = Duration.ofDays(60);

  /**
   * The age at which a root is likely outdated, as instances replace their keys every year or two.
   */
  private static final Duration OLD = Duration.ofDays(400);

  private static final List<String> KEYS =
      List.of("issuers", "hostedOnly", "visibilities", "logEntries", "certificateLogs", "times");

  private static final int THRESHOLD_MAX = 8;

  /**
   * Makes a root that somebody brings for one verification, with all that it can demand.
   *
   * @param providers the CI systems that there are
   * @throws MalformedRootException if it cannot be read
   */
  public static Root broughtAlong(
      String name, String trusted, List<Provider> providers, Instant asOf) {
    return read(new Files(name, trusted, ""), providers, asOf);
  }

  /**
   * The texts of a root.
   *
   * @param trusted its {@code trusted_root.json}
   * @param policy the operator's policy in YAML; npm's own rules where nothing is written
   */
  record Files(String name, String trusted, String policy) {}

  /**
   * Reads a root.
   *
   * @param providers the CI systems that there are
   * @throws MalformedRootException if it cannot be read
   */
  static Root read(Files files, List<Provider> providers, Instant asOf) {
    var written = written(files.policy());
    var usual = Policy.ofNpm(providers);
    if (!KEYS.containsAll(written.members().keySet())) {
      throw new MalformedRootException(
          "its policy has an unknown key; known are " + String.join(", ", KEYS));
    }
    var root = TrustedRoot.read(files.trusted());
    var fitting = Thresholds.fitting(root);
    return new Root(
        files.name(),
        root,
        new Policy(
            issuers(written, providers).orElse(usual.issuers()),
            truth(written, "hostedOnly", usual.hostedOnly()),
            texts(written, "visibilities").orElse(usual.visibilities())),
        new Thresholds(
            threshold(written, "logEntries", fitting.logEntries()),
            threshold(written, "certificateLogs", fitting.certificateLogs()),
            Math.max(1, threshold(written, "times", fitting.times()))),
        asOf);
  }

  Verifier verifier(KnownKeys keys) {
    return new Verifier(trusted, needs, keys);
  }

  /** Warns the operator before it is too late; empty if all is well. */
  public Optional<String> warning(Instant now) {
    var until = trusted.usableUntil();
    if (until.filter(end -> !end.isAfter(now)).isPresent()) {
      return Optional.of("verifies nothing that was signed after %s".formatted(until.get()));
    }
    if (until.filter(end -> !end.isAfter(now.plus(WARNING))).isPresent()) {
      return Optional.of("will verify nothing that is signed after %s".formatted(until.get()));
    }
    return asOf.isBefore(now.minus(OLD))
        ? Optional.of("is from %s, and may lack newer keys of its instance".formatted(asOf))
        : Optional.empty();
  }

  /** Returns what an operator may see of it. */
  public JsonObject json(Instant now) {
    var issuers = JsonObject.EMPTY.but();
    policy.issuers().forEach((url, provider) -> issuers.and(url, provider.id()));
    var json =
        JsonObject.with("name", name)
            .and("asOf", asOf)
            .and("issuers", issuers.build())
            .and("hostedOnly", policy.hostedOnly())
            .and("visibilities", JsonArray.ofTexts(policy.visibilities()))
            .and("logEntries", needs.logEntries())
            .and("certificateLogs", needs.certificateLogs())
            .and("times", needs.times());
    trusted.usableUntil().ifPresent(end -> json.and("usableUntil", end));
    warning(now).ifPresent(why -> json.and("warning", why));
    return json.build();
  }

  private static JsonObject written(String policy) {
    try {
      if (Yaml.read(policy) instanceof JsonObject written) {
        return written;
      }
      throw new MalformedRootException("its policy is not a list of keys and values");
    } catch (MalformedJsonException e) {
      throw new MalformedRootException("its policy is refused as YAML: " + e.why());
    }
  }

  private static Optional<Map<String, Provider>> issuers(
      JsonObject written, List<Provider> providers) {
    if (written.get("issuers").isEmpty()) {
      return Optional.empty();
    }
    var known = providers.stream().filter(each -> each.provenance().isPresent()).toList();
    var issuers = new LinkedHashMap<String, Provider>();
    written
        .object("issuers")
        .orElseThrow(() -> new MalformedRootException("issuers is a list of URL: provider"))
        .members()
        .forEach((url, id) -> issuers.put(url, provider(id, known)));
    return Optional.of(issuers);
  }

  private static Provider provider(JsonValue id, List<Provider> known) {
    return known.stream()
        .filter(each -> id.equals(new JsonText(each.id())))
        .findFirst()
        .orElseThrow(() ->
            new MalformedRootException(
                "the provider of an issuer is "
                    + known.stream().map(Provider::id).collect(Collectors.joining(" or "))));
  }

  private static boolean truth(JsonObject written, String key, boolean otherwise) {
    return switch (written.get(key).orElse(new JsonBoolean(otherwise))) {
      case JsonBoolean(var truth) -> truth;
      default -> throw new MalformedRootException(key + " is true or false");
    };
  }

  private static Optional<Set<String>> texts(JsonObject written, String key) {
    return written
        .get(key)
        .map(value -> {
          var texts = new LinkedHashSet<String>();
          if (value instanceof JsonArray(var items)) {
            for (var item : items) {
              if (item instanceof JsonText(var text)) {
                texts.add(text);
              }
            }
            if (texts.size() == items.size()) {
              return texts;
            }
          }
          throw new MalformedRootException(key + " is a list of words");
        });
  }

  private static int threshold(JsonObject written, String key, int otherwise) {
    var value = written.get(key).orElse(JsonNumber.of(otherwise));
    var number = value instanceof JsonNumber whole ? whole.safeInteger() : null;
    if (number == null
        || number.isEmpty()
        || number.getAsLong() < 0
        || number.getAsLong() > THRESHOLD_MAX) {
      throw new MalformedRootException(key + " is a whole number from 0 to " + THRESHOLD_MAX);
    }
    return (int) number.getAsLong();
  }
}
