package dev.imprimatur.packageadmin;

import static dev.imprimatur.http.Method.DELETE;
import static dev.imprimatur.http.Method.PUT;
import static dev.imprimatur.http.Route.route;

import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.http.Reply;
import dev.imprimatur.http.Request;
import dev.imprimatur.http.Route;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonText;
import dev.imprimatur.npm.DistTag;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.npm.Version;
import dev.imprimatur.problem.RequestProblem;
import java.io.IOException;
import java.util.List;

/** The addresses of {@code npm dist-tag add} and {@code rm}. */
public final class DistTagRoutes {
  private static final String TAG = "/-/package/{package}/dist-tags/{tag}";
  private static final int BODY_BYTES_MAX = 1024;
  private static final JsonObject OK = JsonObject.with("ok", true).build();

  private final DistTags distTags;

  public DistTagRoutes(DistTags distTags) {
    this.distTags = distTags;
  }

  public List<Route<Action, Caller>> routes() {
    return List.of(
        route(PUT, TAG, request -> new Action.Tag(name(request)), this::move),
        route(DELETE, TAG, request -> new Action.Tag(name(request)), this::remove));
  }

  /** Moves a tag; the body is the version, as a JSON string. */
  private Reply move(Request request, Caller caller) throws IOException {
    if (!(request.json(BODY_BYTES_MAX) instanceof JsonText(var version))) {
      throw new RequestProblem.MalformedRequest("its body is not a version in quotes")
          .asException();
    }
    distTags.move(name(request), tag(request), new Version(version), caller);
    return Reply.json(200, OK);
  }

  private Reply remove(Request request, Caller caller) {
    distTags.remove(name(request), tag(request), caller);
    return Reply.json(200, OK);
  }

  private static DistTag tag(Request request) {
    return new DistTag(request.parameter("tag"));
  }

  private static PackageName name(Request request) {
    return new PackageName(request.parameter("package"));
  }
}
