package dev.imprimatur.manage;

import static dev.imprimatur.http.Method.POST;
import static dev.imprimatur.http.Route.route;

import dev.imprimatur.gate.Caller;
import dev.imprimatur.gate.Demand;
import dev.imprimatur.http.Header;
import dev.imprimatur.http.Reply;
import dev.imprimatur.http.Request;
import dev.imprimatur.http.Route;
import dev.imprimatur.json.JsonBoolean;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.packages.Visibility;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.problem.RequestProblem;
import dev.imprimatur.trust.Target;
import java.io.IOException;
import java.util.List;

/**
 * The address of {@code npm access set status}, and of {@code npm access set mfa}: {@code publish}
 * lets nobody publish but trusted publishers, {@code none} lets people, too, and {@code automation}
 * would need a second factor, which nobody has here.
 */
public final class AccessRoutes {
  private static final String TFA = "publish_requires_tfa";
  private static final String TOKENS_TOO = "automation_token_overrides_tfa";
  private static final int BODY_BYTES_MAX = 1024;
  private static final String ONLY =
      "mfa=publish lets nobody publish but trusted publishers, and mfa=none lets people, too.";
  private static final String CLOSED =
      "From now on only trusted publishers may write to this package: no person and no token."
          + " \"npm access set mfa=none\" takes that back.";

  private final Opening opening;
  private final Locking locking;

  public AccessRoutes(Opening opening, Locking locking) {
    this.opening = opening;
    this.locking = locking;
  }

  public List<Route<Demand, Caller>> routes() {
    return List.of(
        route(
            POST,
            "/-/package/{package}/access",
            request -> Demand.Decide.about(name(request)),
            this::set));
  }

  private Reply set(Request request, Caller caller) throws IOException {
    if (!(request.json(BODY_BYTES_MAX) instanceof JsonObject wish)) {
      throw malformed("its body is not an object");
    }
    if (wish.has(TFA)) {
      if (truth(wish, TFA) && truth(wish, TOKENS_TOO)) {
        throw new RequestProblem.NotOffered("second factor", ONLY).asException();
      }
      boolean trustedOnly = truth(wish, TFA);
      locking.setTrustedOnly(Target.of(name(request)), trustedOnly, caller);
      if (trustedOnly) {
        return done().with(Header.ofText("npm-notice", CLOSED));
      }
    } else {
      opening.set(name(request), visibility(wish), caller);
    }
    return done();
  }

  private static Reply done() {
    return Reply.json(200, JsonObject.with("ok", true).build());
  }

  private static Visibility visibility(JsonObject wish) {
    return switch (wish.text("access").orElse("")) {
      case "public" -> Visibility.PUBLIC;
      case "restricted", "private" -> Visibility.PRIVATE;
      default -> throw malformed("its access is neither public nor restricted");
    };
  }

  private static boolean truth(JsonObject wish, String name) {
    return switch (wish.get(name).orElse(new JsonBoolean(false))) {
      case JsonBoolean(var truth) -> truth;
      default -> throw malformed("\"%s\" is true or false".formatted(name));
    };
  }

  private static ProblemException malformed(String why) {
    return new RequestProblem.MalformedRequest(why).asException();
  }

  private static PackageName name(Request request) {
    return new PackageName(request.parameter("package"));
  }
}
