package dev.imprimatur.manage;

import static dev.imprimatur.http.Method.POST;
import static dev.imprimatur.http.Route.route;

import dev.imprimatur.gate.Caller;
import dev.imprimatur.gate.Demand;
import dev.imprimatur.http.Reply;
import dev.imprimatur.http.Request;
import dev.imprimatur.http.Route;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonValue;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.packages.Visibility;
import dev.imprimatur.problem.PackageProblem;
import dev.imprimatur.problem.RequestProblem;
import java.io.IOException;
import java.util.List;

/** The address of {@code npm access set status}. */
public final class AccessRoutes {
  private static final int BODY_BYTES_MAX = 1024;

  private final Opening opening;

  public AccessRoutes(Opening opening) {
    this.opening = opening;
  }

  public List<Route<Demand, Caller>> routes() {
    return List.of(
        route(
            POST,
            "/-/package/{package}/access",
            request -> new Demand.Decide(name(request)),
            this::set));
  }

  private Reply set(Request request, Caller caller) throws IOException {
    opening.set(name(request), visibility(request.json(BODY_BYTES_MAX)), caller);
    return Reply.json(200, JsonObject.with("ok", true).build());
  }

  private static Visibility visibility(JsonValue body) {
    if (!(body instanceof JsonObject wish)) {
      throw new RequestProblem.MalformedRequest("its body is not an object").asException();
    }
    return switch (wish.text("access").orElse("")) {
      case "public" -> Visibility.PUBLIC;
      case "restricted", "private" -> Visibility.PRIVATE;
      default -> throw new PackageProblem.UnsupportedWrite("npm access set mfa").asException();
    };
  }

  private static PackageName name(Request request) {
    return new PackageName(request.parameter("package"));
  }
}
