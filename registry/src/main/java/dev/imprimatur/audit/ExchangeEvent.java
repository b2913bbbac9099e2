package dev.imprimatur.audit;

import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** An identity token was brought. */
public sealed interface ExchangeEvent extends Event {

  /**
   * It bought a token for a package.
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

  /** So many were refused for a package that its owners should look. */
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

  /**
   * It bought nothing.
   *
   * @param more which publisher it came closest to and why, and its claims, if its signature is
   *     good
   */
  record ExchangeRefused(String target, String problem, String detail, JsonObject more)
      implements ExchangeEvent {
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
      more.members().forEach(facts::and);
      return facts.build();
    }
  }

  /** It bought a token to manage trusted publishers with. */
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

  /** It bought a token to read with. */
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
