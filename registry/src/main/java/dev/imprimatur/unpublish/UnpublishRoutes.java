package dev.imprimatur.unpublish;

import static dev.imprimatur.http.Method.DELETE;
import static dev.imprimatur.http.Route.route;

import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.http.Reply;
import dev.imprimatur.http.Request;
import dev.imprimatur.http.Route;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.limits.Limits;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.npm.Version;
import dev.imprimatur.problem.RequestProblem;
import java.io.IOException;
import java.util.List;

/**
 * The addresses of {@code npm unpublish}, and the one to remove a version with a reason. No answer
 * here is a 404: npm takes that for "gone already" and prints that it is done.
 */
public final class UnpublishRoutes {
  private static final String ONE_REVISION = "/{package}/-rev/{rev}";
  private static final int BODY_BYTES_MAX = 4096;

  private final PackageRemoval removal;
  private final Limits.Uploads limits;

  public UnpublishRoutes(PackageRemoval removal, Limits.Uploads limits) {
    this.removal = removal;
    this.limits = limits;
  }

  public List<Route<Action, Caller>> routes() {
    return List.of(
        route(DELETE, ONE_REVISION, UnpublishRoutes::unpublish, this::unpublishAll),
        route(DELETE, "/{package}/-/{file}/-rev/{rev}", UnpublishRoutes::unpublish, this::tarball),
        route(
            DELETE,
            "/-/api/v1/packages/{package}/versions/{version}",
            UnpublishRoutes::unpublish,
            this::remove));
  }

  /**
   * Takes the document that npm sends without the version that is to go, to where it sends owners,
   * too.
   */
  public Reply revise(Request request, Caller caller) throws IOException {
    var name = name(request);
    try (var body = request.body(limits.documentBytesMax())) {
      var document = RevisedDocument.read(body, limits);
      if (document.versions().isEmpty()) {
        throw new RequestProblem.MalformedRequest("its document names no versions").asException();
      }
      var rev = removal.unpublish(revision(request), document.versions().get(), caller);
      return Reply.json(
          200, JsonObject.with("ok", true).and("id", name.value()).and("rev", rev).build());
    }
  }

  private Reply unpublishAll(Request request, Caller caller) {
    removal.unpublishAll(revision(request), caller);
    return ok();
  }

  /** Answers the request for the tarball, which npm sends when its version is gone. */
  private Reply tarball(Request request, Caller caller) {
    removal.requireGone(name(request), request.parameter("file"));
    return ok();
  }

  private Reply remove(Request request, Caller caller) throws IOException {
    var reason =
        request.json(BODY_BYTES_MAX) instanceof JsonObject body
            ? body.text("reason").orElse("")
            : "";
    var version = new Version(request.parameter("version"));
    removal.remove(name(request), version, new Reason(reason), caller);
    return Reply.json(
        200,
        JsonObject.with("package", name(request).value())
            .and("version", version.value())
            .and("removed", true)
            .build());
  }

  private static Reply ok() {
    return Reply.json(200, JsonObject.with("ok", true).build());
  }

  private static PackageRemoval.Revision revision(Request request) {
    return new PackageRemoval.Revision(name(request), request.parameter("rev"));
  }

  private static Action unpublish(Request request) {
    return new Action.Unpublish(name(request));
  }

  private static PackageName name(Request request) {
    return new PackageName(request.parameter("package"));
  }
}
