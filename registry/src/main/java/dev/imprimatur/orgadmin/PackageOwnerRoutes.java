package dev.imprimatur.orgadmin;

import static dev.imprimatur.http.Method.DELETE;
import static dev.imprimatur.http.Method.GET;
import static dev.imprimatur.http.Method.PUT;
import static dev.imprimatur.http.Route.route;

import dev.imprimatur.access.UserName;
import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.http.Handler;
import dev.imprimatur.http.Reply;
import dev.imprimatur.http.Request;
import dev.imprimatur.http.Route;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonValue;
import java.io.IOException;
import java.util.List;

/**
 * The addresses of {@code npm owner}. npm sends the whole list of owners to where it also sends the
 * rest of a document to unpublish a version; pnpm sends one owner to an address of its own.
 */
public final class PackageOwnerRoutes {
  private static final String LOGIN = "org.couchdb.user:";
  private static final String OWNERS = "/-/package/{package}/owners";

  private final PackageOwners owners;
  private final RightsQueries queries;
  private final Handler<Caller> unpublish;

  /**
   * Makes the routes.
   *
   * @param unpublish what answers npm's other command at the same address
   */
  public PackageOwnerRoutes(
      PackageOwners owners, RightsQueries queries, Handler<Caller> unpublish) {
    this.owners = owners;
    this.queries = queries;
    this.unpublish = unpublish;
  }

  public List<Route<Action, Caller>> routes() {
    return List.of(
        route(GET, "/-/user/{login}", request -> new Action.SignedIn(), this::user),
        route(PUT, "/{package}/-rev/{rev}", PackageOwnerRoutes::revising, this::revise),
        route(
            GET, OWNERS, request -> new Action.Read(RequestBody.packageName(request)), this::list),
        route(PUT, OWNERS, PackageOwnerRoutes::deciding, this::add),
        route(DELETE, OWNERS + "/{user}", PackageOwnerRoutes::deciding, this::remove));
  }

  private static Action deciding(Request request) {
    return Action.Decide.about(RequestBody.packageName(request));
  }

  private static Action revising(Request request) {
    return isOfOwners(request)
        ? deciding(request)
        : new Action.Unpublish(RequestBody.packageName(request));
  }

  private static boolean isOfOwners(Request request) {
    return request.header("npm-command").filter("owner"::equals).isPresent();
  }

  /**
   * Answers npm, which asks for a user before it adds one, with the name that it asked for: whether
   * there is such a user is nobody's business, and neither is their mail address.
   */
  private Reply user(Request request, Caller caller) {
    var login = request.parameter("login");
    var name = new UserName(login.startsWith(LOGIN) ? login.substring(LOGIN.length()) : login);
    boolean own = caller instanceof Caller.Person person && person.user().name().equals(name);
    var email = own ? ((Caller.Person) caller).user().email() : "";
    return Reply.json(
        200,
        JsonObject.with("_id", LOGIN + name).and("name", name.value()).and("email", email).build());
  }

  private Reply revise(Request request, Caller caller) throws IOException {
    if (!isOfOwners(request)) {
      return unpublish.answer(request, caller);
    }
    var names =
        RequestBody.of(request)
            .members()
            .array("maintainers")
            .map(JsonArray::items)
            .orElseThrow(() -> RequestBody.malformed("its body has no list of maintainers"))
            .stream()
            .map(PackageOwnerRoutes::name)
            .toList();
    var wanted = new PackageOwners.Wanted(request.parameter("rev"), names);
    var invited =
        owners.set(RequestBody.packageName(request), wanted, caller).stream()
            .map(Outcome.Invited::invitation)
            .toList();
    var reply = Reply.json(invited.isEmpty() ? 200 : 202, JsonObject.with("ok", true).build());
    return invited.isEmpty() ? reply : reply.with(InvitationJson.notice(invited));
  }

  private static String name(JsonValue maintainer) {
    if (maintainer instanceof JsonObject it && it.text("name").isPresent()) {
      return it.text("name").get();
    }
    throw RequestBody.malformed("a maintainer has no name");
  }

  private Reply list(Request request, Caller caller) {
    return Reply.json(
        200,
        new JsonArray(
            queries.maintainers(RequestBody.packageName(request)).stream()
                .<JsonValue>map(it -> JsonObject.with("name", it.value()).build())
                .toList()));
  }

  private Reply add(Request request, Caller caller) throws IOException {
    var user = RequestBody.of(request).user();
    return reply(owners.add(RequestBody.packageName(request), user, caller));
  }

  private Reply remove(Request request, Caller caller) {
    owners.remove(
        RequestBody.packageName(request), new UserName(request.parameter("user")), caller);
    return Reply.json(200, JsonObject.with("ok", true).build());
  }

  static Reply reply(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Done() -> Reply.json(200, JsonObject.with("ok", true).build());
      case Outcome.Invited(var sent) ->
          Reply.json(202, InvitationJson.write(sent)).with(InvitationJson.notice(List.of(sent)));
    };
  }
}
