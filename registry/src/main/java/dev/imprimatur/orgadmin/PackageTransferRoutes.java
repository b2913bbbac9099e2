package dev.imprimatur.orgadmin;

import static dev.imprimatur.http.Method.PUT;
import static dev.imprimatur.http.Route.route;

import dev.imprimatur.access.OwnerName;
import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.http.Reply;
import dev.imprimatur.http.Request;
import dev.imprimatur.http.Route;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.problem.RequestProblem;
import java.io.IOException;
import java.util.List;

/**
 * The route that transfers a package: {@code {"owner": "alice"}}, or {@code "@acme"} for an
 * organization. Until they accept it, the answer is 202 with the invitation.
 */
public final class PackageTransferRoutes {
  private static final int BODY_BYTES_MAX = 1024;

  private final PackageTransfer packageTransfer;

  public PackageTransferRoutes(PackageTransfer packageTransfer) {
    this.packageTransfer = packageTransfer;
  }

  public List<Route<Action, Caller>> routes() {
    return List.of(
        route(
            PUT,
            "/-/api/v1/owner/{package}",
            request -> new Action.Transfer(name(request)),
            this::give));
  }

  private Reply give(Request request, Caller caller) throws IOException {
    var owner =
        request.json(BODY_BYTES_MAX) instanceof JsonObject body
            ? body.text("owner").orElse("")
            : "";
    if (owner.isEmpty()) {
      throw new RequestProblem.MalformedRequest("its body names no owner").asException();
    }
    var fact = JsonObject.with("package", name(request).value()).and("owner", owner);
    return switch (packageTransfer.give(name(request), new OwnerName(owner), caller)) {
      case Outcome.Done() -> Reply.json(200, fact.build());
      case Outcome.Invited(var sent) ->
          Reply.json(202, fact.and("invitation", sent.id().toString()).build());
    };
  }

  private static PackageName name(Request request) {
    return new PackageName(request.parameter("package"));
  }
}
