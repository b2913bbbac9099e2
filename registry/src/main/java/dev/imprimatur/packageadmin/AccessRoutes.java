package dev.imprimatur.packageadmin;

import static dev.imprimatur.http.Method.POST;
import static dev.imprimatur.http.Route.route;

import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
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
import dev.imprimatur.trust.PublishingAccess.Writers;
import dev.imprimatur.trust.Target;
import java.io.IOException;
import java.util.List;

/**
 * The address of {@code npm access set status}, and of {@code npm access set mfa}: {@code publish}
 * lets people publish with a second factor and no token, {@code automation} tokens as well that
 * were made to need none, and {@code none} leaves it to each account.
 */
public final class AccessRoutes {
  private static final String TFA = "publish_requires_tfa";
  private static final String TOKENS_TOO = "automation_token_overrides_tfa";
  private static final int BODY_BYTES_MAX = 1024;
  private static final String CLOSED =
      "From now on people write to this package with a second factor, and no token does; trusted"
          + " publishers go on. \"npm access set mfa=none\" takes that back.";
  private static final String TOKENS =
      "From now on people write to this package with a second factor, or with a token that bypasses"
          + " it; trusted publishers go on. \"npm access set mfa=publish\" lets no token in.";
  private static final String OPENED =
      "From now on whoever may write to this package does so without a second factor, unless their"
          + " account demands one.";

  private final VisibilityChange visibilityChange;
  private final PublishingAccessChange publishingAccess;

  public AccessRoutes(VisibilityChange visibilityChange, PublishingAccessChange publishingAccess) {
    this.visibilityChange = visibilityChange;
    this.publishingAccess = publishingAccess;
  }

  public List<Route<Action, Caller>> routes() {
    return List.of(
        route(
            POST,
            "/-/package/{package}/access",
            request -> Action.Decide.about(name(request)),
            this::set));
  }

  private Reply set(Request request, Caller caller) throws IOException {
    if (!(request.json(BODY_BYTES_MAX) instanceof JsonObject spec)) {
      throw malformed("its body is not an object");
    }
    if (spec.has(TFA)) {
      var writers = writers(spec);
      publishingAccess.change(
          Target.of(name(request)), former -> former.writtenBy(writers), caller);
      return done().with(Header.ofText("npm-notice", notice(writers)));
    }
    visibilityChange.set(name(request), visibility(spec), caller);
    return done();
  }

  /** Reads npm's two members; where a client sends only one, the stricter is meant. */
  private static Writers writers(JsonObject spec) {
    boolean tokensToo = truth(spec, TOKENS_TOO);
    if (!truth(spec, TFA)) {
      return Writers.OPEN;
    }
    return tokensToo ? Writers.SECOND_FACTOR_OR_TOKEN : Writers.SECOND_FACTOR;
  }

  private static String notice(Writers writers) {
    return switch (writers) {
      case OPEN -> OPENED;
      case SECOND_FACTOR_OR_TOKEN -> TOKENS;
      case SECOND_FACTOR, TRUSTED_ONLY -> CLOSED;
    };
  }

  private static Reply done() {
    return Reply.json(200, JsonObject.with("ok", true).build());
  }

  private static Visibility visibility(JsonObject spec) {
    return switch (spec.text("access").orElse("")) {
      case "public" -> Visibility.PUBLIC;
      case "restricted", "private" -> Visibility.PRIVATE;
      default -> throw malformed("its access is neither public nor restricted");
    };
  }

  private static boolean truth(JsonObject spec, String name) {
    return switch (spec.get(name).orElse(new JsonBoolean(false))) {
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
