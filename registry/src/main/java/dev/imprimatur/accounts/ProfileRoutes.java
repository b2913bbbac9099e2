package dev.imprimatur.accounts;

import static dev.imprimatur.http.Method.GET;
import static dev.imprimatur.http.Method.POST;
import static dev.imprimatur.http.Route.route;

import dev.imprimatur.access.Profile;
import dev.imprimatur.access.SecondFactorMode;
import dev.imprimatur.accounts.OwnAccount.Owner;
import dev.imprimatur.accounts.OwnAccount.View;
import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.http.Reply;
import dev.imprimatur.http.Request;
import dev.imprimatur.http.Route;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonNull;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonText;
import dev.imprimatur.json.JsonValue;
import dev.imprimatur.problem.PeopleProblem;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.problem.RequestProblem;
import dev.imprimatur.secret.Secret;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The address of {@code npm profile}: what somebody tells of themself, their password, and their
 * second factor, each as npm sends it.
 */
public final class ProfileRoutes {
  private static final String PATH = "/-/npm/v1/user";
  private static final String DISABLE = "disable";
  private static final int BODY_BYTES_MAX = 16 * 1024;

  private final OwnAccount account;

  public ProfileRoutes(OwnAccount account) {
    this.account = account;
  }

  public List<Route<Action, Caller>> routes() {
    return List.of(
        route(GET, PATH, request -> new Action.SignedIn(), this::show),
        route(POST, PATH, request -> new Action.ManageAccount(), this::change));
  }

  private Reply show(Request request, Caller caller) {
    return Reply.json(200, json(account.view(person(caller))));
  }

  private Reply change(Request request, Caller caller) throws IOException {
    if (!(request.json(BODY_BYTES_MAX) instanceof JsonObject body)) {
      throw malformed("its body is not an object");
    }
    var owner = new Owner(person(caller), request.address());
    if (body.has("tfa")) {
      return Reply.json(200, secondFactor(owner, body));
    }
    var password = body.object("password");
    if (password.isPresent()) {
      account.choosePassword(owner, secret(password.get(), "old"), secret(password.get(), "new"));
      return Reply.json(200, json(account.view(owner.person())));
    }
    return Reply.json(200, json(account.tell(owner, facts(owner, body), body.text("email"))));
  }

  /**
   * Reads the facts; npm sends those that are empty as null, and whoever sends none keeps theirs.
   */
  private Profile.Facts facts(Owner owner, JsonObject body) {
    var before = account.view(owner.person()).profile().facts();
    return new Profile.Facts(
        fact(body, "fullname", before.fullName()),
        fact(body, "homepage", before.homepage()),
        fact(body, "github", before.github()));
  }

  private static Optional<String> fact(JsonObject body, String name, Optional<String> before) {
    return body.has(name) ? body.text(name).filter(text -> !text.isBlank()) : before;
  }

  private JsonObject secondFactor(Owner owner, JsonObject body) {
    var codes = body.array("tfa");
    if (codes.isPresent()) {
      return JsonObject.with("tfa", texts(account.confirm(owner, code(codes.get())))).build();
    }
    var wanted =
        body.object("tfa").orElseThrow(() -> malformed("tfa is neither a mode nor a code"));
    var password = secret(wanted, "password");
    var word = wanted.text("mode").orElse("");
    if (word.equals(DISABLE)) {
      return json(account.disable(owner, password));
    }
    var mode =
        SecondFactorMode.of(word)
            .orElseThrow(() -> malformed("a mode is auth-only, auth-and-writes or disable"));
    return account
        .enable(owner, password, mode)
        .map(enrolment -> JsonObject.with("tfa", enrolment.uri().reveal()).build())
        .orElseGet(() -> json(account.view(owner.person())));
  }

  private static Secret code(JsonArray codes) {
    return switch (codes.items().isEmpty() ? JsonNull.NULL : codes.items().getFirst()) {
      case JsonText(var text) -> Secret.of(text);
      default -> throw malformed("a code is a text");
    };
  }

  private static JsonArray texts(List<Secret> codes) {
    return new JsonArray(
        codes.stream().<JsonValue>map(code -> new JsonText(code.reveal())).toList());
  }

  private static JsonObject json(View view) {
    var user = view.user();
    var facts = view.profile().facts();
    return JsonObject.with("name", user.name().value())
        .and("email", user.email())
        .and("email_verified", view.profile().emailVerifiedAt().isPresent())
        .and("tfa", tfa(view))
        .and("fullname", facts.fullName().orElse(""))
        .and("homepage", facts.homepage().orElse(""))
        .and("github", facts.github().orElse(""))
        .and("created", user.createdAt())
        .and("updated", view.profile().updatedAt())
        .and("cidr_whitelist", JsonNull.NULL)
        .build();
  }

  private static JsonValue tfa(View view) {
    if (view.factors().isEmpty() && !view.pending()) {
      return JsonNull.NULL;
    }
    return JsonObject.with("pending", view.factors().isEmpty())
        .and("mode", view.user().secondFactor().wire())
        .build();
  }

  private static Secret secret(JsonObject body, String name) {
    return Secret.of(body.text(name).orElse(""));
  }

  private static Caller.Person person(Caller caller) {
    if (caller instanceof Caller.Person person) {
      return person;
    }
    throw new PeopleProblem.NotAllowed("A job of a CI system has no account.").asException();
  }

  private static ProblemException malformed(String why) {
    return new RequestProblem.MalformedRequest(why).asException();
  }
}
