package dev.imprimatur.packageadmin;

import static dev.imprimatur.http.Method.DELETE;
import static dev.imprimatur.http.Method.GET;
import static dev.imprimatur.http.Method.PUT;
import static dev.imprimatur.http.Route.route;

import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.http.Reply;
import dev.imprimatur.http.Request;
import dev.imprimatur.http.Route;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonValue;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.problem.RequestProblem;
import java.io.IOException;
import java.util.List;

/**
 * The addresses of {@code npm stars}, and of {@code pnpm star}, {@code unstar} and {@code stars};
 * {@code npm star} sends a document of the package.
 */
public final class StarRoutes {
  private static final String STAR = "/-/user/v1/star";
  private static final int BODY_BYTES_MAX = 4096;

  private final StarredPackages starred;

  public StarRoutes(StarredPackages starred) {
    this.starred = starred;
  }

  public List<Route<Action, Caller>> routes() {
    return List.of(
        route(PUT, STAR, StarRoutes::known, (request, caller) -> set(request, caller, true)),
        route(DELETE, STAR, StarRoutes::known, (request, caller) -> set(request, caller, false)),
        route(GET, STAR, StarRoutes::known, this::own),
        route(GET, "/-/_view/starredByUser", request -> new Action.Search(), this::list));
  }

  private Reply set(Request request, Caller caller, boolean wanted) throws IOException {
    var name =
        request.json(BODY_BYTES_MAX) instanceof JsonObject body
            ? body.text("package").or(() -> body.text("name")).orElse("")
            : "";
    starred.set(new PackageName(name), wanted, caller);
    return Reply.json(200, JsonObject.with("ok", true).build());
  }

  /** Lists the caller's own stars for pnpm, which reads names alone. */
  private Reply own(Request request, Caller caller) {
    if (!(caller instanceof Caller.Person person)) {
      throw new RequestProblem.MalformedRequest("only people star packages").asException();
    }
    var names = starred.of(person.user().name().value(), caller);
    return Reply.json(200, JsonArray.ofTexts(names.stream().map(PackageName::value).toList()));
  }

  /** Lists the stars of the user whose name npm writes in quotes. */
  private Reply list(Request request, Caller caller) {
    var key = request.query("key").orElse("").replace("\"", "");
    return rows(starred.of(key, caller));
  }

  private static Reply rows(List<PackageName> names) {
    var rows =
        names.stream()
            .<JsonValue>map(name -> JsonObject.with("value", name.value()).build())
            .toList();
    return Reply.json(200, JsonObject.with("rows", new JsonArray(rows)).build());
  }

  private static Action known(Request request) {
    return new Action.SignedIn();
  }
}
