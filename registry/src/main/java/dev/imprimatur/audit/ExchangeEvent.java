package dev.imprimatur.audit;

import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** An event about an identity token that was sent to be exchanged. */
public sealed interface ExchangeEvent extends Event {

  /**
   * An identity token was exchanged for a token for a package.
   *
   * @param claims those of it that are worth keeping
   * @param verdict what each rule found
   * @param first whether its publisher had never been used before
   */
  record TokenExchanged(
      String target,
      UUID publisher,
      UUID token,
      JsonObject claims,
      JsonObject verdict,
      boolean first)
      implements ExchangeEvent {
    @Override
    public EventKind kind() {
      return EventKind.TOKEN_EXCHANGED;
    }

    @Override
    public Optional<String> about() {
      return Optional.of(target);
    }

    @Override
    public JsonObject facts() {
      return Event.of(publisher)
          .and("token", token.toString())
          .and("first", first)
          .and("claims", claims)
          .and("verdict", verdict)
          .build();
    }
  }

  /** So many exchanges were refused for a package that its owners should look. */
  record ExchangesRefusedRepeatedly(
      String target, UUID publisher, Instant since, int times, String detail)
      implements ExchangeEvent {
    @Override
    public EventKind kind() {
      return EventKind.EXCHANGES_REFUSED_REPEATEDLY;
    }

    @Override
    public Optional<String> about() {
      return Optional.of(target);
    }

    @Override
    public JsonObject facts() {
      return Event.of(publisher)
          .and("since", since)
          .and("times", times)
          .and("detail", detail)
          .build();
    }
  }

  /** An exchange was refused. */
  record ExchangeRefused(String target, String problem, String detail, Known known)
      implements ExchangeEvent {
    @Override
    public Optional<String> stranger() {
      return known.stranger();
    }

    @Override
    public EventKind kind() {
      return EventKind.EXCHANGE_REFUSED;
    }

    @Override
    public Optional<String> about() {
      return Optional.of(target);
    }

    @Override
    public JsonObject facts() {
      var facts = JsonObject.with("problem", problem).and("detail", detail);
      known.addTo(facts);
      return facts.build();
    }
  }

  /** The facts known of an identity token that was refused. */
  sealed interface Known {
    void addTo(JsonObject.Builder facts);

    /** Returns who brought it, if they are nobody whom anybody here trusts. */
    default Optional<String> stranger() {
      return Optional.empty();
    }

    /**
     * Nothing: no issuer that this registry trusts has signed it.
     *
     * @param unwrittenBefore the number of such refusals before this one that were not written down
     */
    record Nothing(int unwrittenBefore) implements Known {
      /** The one name of all who have proved nothing. */
      public static final String NOBODY = "";

      @Override
      public Optional<String> stranger() {
        return Optional.of(NOBODY);
      }

      @Override
      public void addTo(JsonObject.Builder facts) {
        if (unwrittenBefore > 0) {
          facts.and("unwrittenBefore", Integer.toString(unwrittenBefore));
        }
      }
    }

    /**
     * The facts known of a job whose project nobody here trusts.
     *
     * @param identity the issuer, and who the job is by its word
     */
    record OfStranger(String identity, Known known) implements Known {
      @Override
      public void addTo(JsonObject.Builder facts) {
        known.addTo(facts);
      }

      @Override
      public Optional<String> stranger() {
        return Optional.of(identity);
      }
    }

    /** Those of its claims that are worth keeping. */
    record Claimed(JsonObject claims) implements Known {
      @Override
      public void addTo(JsonObject.Builder facts) {
        facts.and("claims", claims);
      }
    }

    /**
     * The outcome of matching it against the publishers, which refused it.
     *
     * @param nearest empty if it was close to no publisher
     * @param fix what an owner could change so that it is accepted
     * @param futureOwner the only one who is told of it, where several wait for one name
     */
    record Judged(
        JsonObject claims,
        Optional<Nearest> nearest,
        Optional<JsonObject> fix,
        Optional<String> futureOwner)
        implements Known {
      @Override
      public void addTo(JsonObject.Builder facts) {
        if (nearest.isPresent()) {
          facts.and("publisher", nearest.get().publisher().toString());
          facts.and("verdict", nearest.get().verdict());
        }
        if (fix.isPresent()) {
          facts.and("fix", fix.get());
        }
        facts.and("claims", claims);
        if (futureOwner.isPresent()) {
          facts.and("futureOwner", futureOwner.get());
        }
      }
    }
  }

  /** The publisher that an identity token came closest to, and what each of its rules found. */
  record Nearest(UUID publisher, JsonObject verdict) {}

  /** An identity token was exchanged for a token to manage trusted publishers with. */
  record ManageTokenExchanged(String target, UUID token, JsonObject claims)
      implements ExchangeEvent {
    @Override
    public EventKind kind() {
      return EventKind.MANAGE_TOKEN_EXCHANGED;
    }

    @Override
    public Optional<String> about() {
      return Optional.of(target);
    }

    @Override
    public JsonObject facts() {
      return JsonObject.with("token", token.toString()).and("claims", claims).build();
    }
  }

  /** An identity token was exchanged for a token to read with. */
  record ReadTokenExchanged(List<String> packages, UUID token, JsonObject claims)
      implements ExchangeEvent {
    public ReadTokenExchanged {
      packages = List.copyOf(packages);
    }

    @Override
    public EventKind kind() {
      return EventKind.READ_TOKEN_EXCHANGED;
    }

    @Override
    public Optional<String> about() {
      return Optional.empty();
    }

    @Override
    public JsonObject facts() {
      return JsonObject.with("packages", JsonArray.ofTexts(packages))
          .and("token", token.toString())
          .and("claims", claims)
          .build();
    }
  }
}
