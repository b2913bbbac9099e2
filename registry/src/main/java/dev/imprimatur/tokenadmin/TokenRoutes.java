package dev.imprimatur.tokenadmin;

import static dev.imprimatur.http.Method.DELETE;
import static dev.imprimatur.http.Method.GET;
import static dev.imprimatur.http.Method.POST;

import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.http.PublicUrl;
import dev.imprimatur.http.Reply;
import dev.imprimatur.http.Request;
import dev.imprimatur.http.Route;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonValue;
import dev.imprimatur.limits.Quota;
import dev.imprimatur.problem.RequestProblem;
import dev.imprimatur.secret.Secret;
import dev.imprimatur.tokens.Grant;
import dev.imprimatur.tokens.TokenId;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** The addresses of {@code npm token}, and one that revokes all. */
public final class TokenRoutes {
  private static final String TOKENS = "/-/npm/v1/tokens";

  /** npm has no command that revokes all of them. */
  private static final String REVOCATION = "/-/api/v1/tokens/revoke";

  private static final int BODY_BYTES_MAX = 64 * 1024;

  /** More than npm's own ten, as its command asks for one page after the other. */
  private static final int PAGE_SIZE = 100;

  private final TokenAdmin tokens;
  private final PasswordCheck passwords;
  private final PublicUrl url;
  private final InstantSource clock;

  public TokenRoutes(
      TokenAdmin tokens, PasswordCheck passwords, PublicUrl url, InstantSource clock) {
    this.tokens = tokens;
    this.passwords = passwords;
    this.url = url;
    this.clock = clock;
  }

  public List<Route<Action, Caller>> routes() {
    return Stream.of(
            Route.<Action, Caller>route(
                GET, TOKENS, request -> new Action.ListTokens(), this::list),
            Route.<Action, Caller>route(
                POST, TOKENS, request -> new Action.ManageTokens(), this::create),
            Route.<Action, Caller>route(
                DELETE,
                TOKENS + "/token/{key}",
                request -> new Action.ManageTokens(),
                this::revoke),
            Route.<Action, Caller>route(
                POST, REVOCATION, request -> new Action.ManageTokens(), this::revokeAll))
        .map(route -> route.within(Quota.TOKENS))
        .toList();
  }

  private Reply list(Request request, Caller caller) {
    long number = Math.min(request.number("page", 0), Integer.MAX_VALUE);
    int size = Math.clamp(request.number("perPage", PAGE_SIZE), 1, PAGE_SIZE);
    var page = tokens.list(person(caller).user().name(), number * size, size);
    var urls = JsonObject.EMPTY.but();
    if ((number + 1) * size < page.total()) {
      urls.and("next", address(request, number + 1, size));
    }
    if (number > 0) {
      urls.and("prev", address(request, number - 1, size));
    }
    return Reply.json(
        200,
        JsonObject.with(
                "objects",
                new JsonArray(page.tokens().stream().<JsonValue>map(TokenJson::listed).toList()))
            .and("total", page.total())
            .and("urls", urls.build())
            .build());
  }

  /** Writes a whole address: pnpm demands the registry's origin, and npm takes it as it is. */
  private String address(Request request, long page, int size) {
    return "%s%s?page=%d&perPage=%d"
        .formatted(url.seenBy(request), TOKENS.substring(1), page, size);
  }

  private Reply create(Request request, Caller caller) throws IOException {
    if (!(request.json(BODY_BYTES_MAX) instanceof JsonObject body)) {
      throw new RequestProblem.MalformedRequest("its body is not an object").asException();
    }
    var person = person(caller);
    var wanted = TokenRequest.read(body, tokens.limits(), clock.instant());
    passwords.require(person, wanted.password(), request.address());
    var grant = new Grant.Granular(person.user().name(), wanted.terms());
    var fresh = tokens.create(grant, wanted.lifetime(), caller);
    return Reply.json(201, TokenJson.created(fresh.token(), fresh.text()));
  }

  /** Revokes a token by its key or by its whole text, which npm inserts into the address. */
  private Reply revoke(Request request, Caller caller) {
    var key = request.parameter("key");
    if (key.matches("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")) {
      tokens.revoke(new TokenId(UUID.fromString(key)), caller);
    } else {
      tokens.revoke(Secret.of(key), caller);
    }
    return Reply.empty(204, List.of());
  }

  /** Revokes all of somebody's tokens; the body is {@code {"all": true}}. */
  private Reply revokeAll(Request request, Caller caller) throws IOException {
    if (!(request.json(BODY_BYTES_MAX) instanceof JsonObject body) || !body.truth("all")) {
      throw new RequestProblem.MalformedRequest("its body is not {\"all\": true}").asException();
    }
    int revoked = tokens.revokeGranular(person(caller).user().name(), caller);
    return Reply.json(200, JsonObject.EMPTY.but().and("revoked", revoked).build());
  }

  private static Caller.Person person(Caller caller) {
    if (caller instanceof Caller.Person person) {
      return person;
    }
    throw new IllegalStateException("The gate let in somebody who has no tokens");
  }
}
