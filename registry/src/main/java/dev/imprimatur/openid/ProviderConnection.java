package dev.imprimatur.openid;

import dev.imprimatur.jose.KeySet;
import dev.imprimatur.jose.SignedToken;
import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonRules;
import dev.imprimatur.json.MalformedJsonException;
import dev.imprimatur.limits.Limits;
import dev.imprimatur.outbound.Answer;
import dev.imprimatur.outbound.Ask;
import dev.imprimatur.outbound.Outbound;
import dev.imprimatur.problem.SignOnProblem;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The connection to one provider: its metadata and its keys as they were last fetched, and whatever
 * else it is asked. After an attempt to fetch them, good or bad, there is a pause; so an outage, or
 * tokens with invented keys, cost no more than one request a minute.
 */
final class ProviderConnection {
  private static final Logger LOG = System.getLogger(ProviderConnection.class.getName());
  private static final String DISCOVERY = "/.well-known/openid-configuration";
  private static final int DEPTH_MAX = 16;

  private final OpenIdProvider provider;
  private final Outbound outbound;
  private final InstantSource clock;
  private final Limits.Trust limits;

  /** Held while fetching, and for reading or writing the two fields about attempts. */
  private final ReentrantLock asking = new ReentrantLock();

  private Instant attemptedAt = Instant.MIN;
  private String failure = "";
  private volatile Optional<Known> known = Optional.empty();

  /** The metadata and the keys, which are fetched together. */
  private record Known(Metadata metadata, KeySet keys) {}

  ProviderConnection(
      OpenIdProvider provider, Outbound outbound, InstantSource clock, Limits.Trust limits) {
    this.provider = provider;
    this.outbound = outbound;
    this.clock = clock;
    this.limits = limits;
  }

  /** Its metadata, which may be as old as its keys may be. */
  Metadata metadata() {
    var before = known;
    if (before.filter(this::isFresh).isEmpty()) {
      fetchUnlessJustTried(before);
    }
    return usable().metadata();
  }

  /** Returns whether the provider's own key signed this token; looks for a new key if need be. */
  boolean verifies(SignedToken token) {
    var before = known;
    if (before.filter(this::isFresh).filter(each -> each.keys().hasKeyOf(token)).isEmpty()) {
      fetchUnlessJustTried(before);
    }
    var now = usable();
    return now.metadata().algorithms().contains(token.algorithm())
        && now.keys().hasKeyOf(token)
        && now.keys().verifies(token);
  }

  /**
   * Asks the provider for something about one sign-in.
   *
   * @throws IOException when there is no answer; the message says why
   */
  Answer get(URI address, Map<String, String> headers) throws IOException {
    return outbound.get(ask(address), headers);
  }

  /**
   * Sends a form.
   *
   * @throws IOException when there is no answer; the message says why
   */
  Answer postForm(URI address, Map<String, String> headers, String form) throws IOException {
    return outbound.postForm(ask(address), headers, form);
  }

  /**
   * Reads an answer as an object.
   *
   * @throws IOException when it is none; the message says why
   */
  JsonObject json(Answer answer) throws IOException {
    if (!answer.contentType().contains("json")) {
      throw new IOException("it answered with something that is not JSON");
    }
    try {
      return Json.readObject(answer.bytes(), JsonRules.strict(DEPTH_MAX, limits.keySetBytesMax()));
    } catch (MalformedJsonException e) {
      throw new IOException("it answered with broken JSON: " + e.why());
    }
  }

  private Known usable() {
    return known
        .filter(each -> age(each).compareTo(limits.keyStaleMax()) < 0)
        .orElseThrow(() ->
            new SignOnProblem.IdentityProviderUnavailable(provider.title(), failure).asException());
  }

  private boolean isFresh(Known each) {
    return age(each).compareTo(limits.keyRefresh()) < 0;
  }

  private Duration age(Known each) {
    return Duration.between(each.keys().fetchedAt(), clock.instant());
  }

  /** Fetches both, unless somebody else did so since {@code before} was looked at. */
  private void fetchUnlessJustTried(Optional<Known> before) {
    asking.lock();
    try {
      boolean due = !clock.instant().isBefore(attemptedAt.plus(limits.keyRefreshPause()));
      if (known.equals(before) && due) {
        attemptedAt = clock.instant();
        fetch();
      }
    } finally {
      asking.unlock();
    }
  }

  private void fetch() {
    try {
      var metadata = Metadata.read(provider, document(Ask.address(provider.issuer() + DISCOVERY)));
      var source = new KeySet.Source(provider.issuer(), "sig", limits.keysMax());
      var keys = KeySet.read(source, document(metadata.keys()), clock.instant());
      known =
          Optional.of(
              new Known(metadata, keys.orElseThrow(() -> new IOException("it has no usable key"))));
    } catch (IOException e) {
      failure = String.valueOf(e.getMessage());
      LOG.log(Level.WARNING, "provider={0}: {1}", provider.name(), failure);
    }
  }

  private JsonObject document(URI address) throws IOException {
    var answer = get(address, Map.of());
    if (!answer.good()) {
      throw new IOException("it answered with status " + answer.status());
    }
    return json(answer);
  }

  private Ask ask(URI address) {
    return new Ask(address, provider.reach(), limits.keySetBytesMax(), limits.keyFetch());
  }
}
