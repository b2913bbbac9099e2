package dev.imprimatur.packageadmin;

import static dev.imprimatur.http.Method.DELETE;
import static dev.imprimatur.http.Method.GET;
import static dev.imprimatur.http.Method.POST;
import static dev.imprimatur.http.Method.PUT;

import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.http.Handler;
import dev.imprimatur.http.Header;
import dev.imprimatur.http.Method;
import dev.imprimatur.http.Reply;
import dev.imprimatur.http.Request;
import dev.imprimatur.http.Route;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.problem.RequestProblem;
import java.util.List;
import java.util.stream.Stream;

/**
 * The addresses of npm that this registry does not serve, and says so. A bare 404 would not do: npm
 * takes it for "unpublished already" and prints that it is done, and pnpm reads it as no such
 * package, user or organization.
 */
public final class AbsentRoutes {
  private static final String BY_OPERATOR = "The operator of this registry does it by a command.";
  private static final Header UNCHECKED =
      Header.ofText(
          "npm-notice",
          "This registry has no list of vulnerabilities: nothing was checked, and \"found 0"
              + " vulnerabilities\" says nothing.");

  /** A feature that npm has a command for. */
  private enum Feature {
    PROFILE("profile", BY_OPERATOR),
    STARS("stars", "");

    private final String title;
    private final String instead;

    Feature(String title, String instead) {
      this.title = title;
      this.instead = instead;
    }
  }

  public List<Route<Action, Caller>> routes() {
    return Stream.of(
            absent(Feature.STARS, "/-/_view/starredByUser", GET),
            absent(Feature.STARS, "/-/user/v1/star", PUT, DELETE),
            Stream.of(
                Route.<Action, Caller>route(
                    POST,
                    "/-/npm/v1/security/advisories/bulk",
                    request -> new Action.Nothing(),
                    AbsentRoutes::audit)))
        .flatMap(each -> each)
        .toList();
  }

  private static Stream<Route<Action, Caller>> absent(
      Feature feature, String path, Method... methods) {
    Handler<Caller> handler =
        (request, caller) -> {
          throw refusal(feature);
        };
    return Stream.of(methods)
        .map(method -> Route.route(method, path, AbsentRoutes::known, handler));
  }

  /** Demands a known caller for changes, as everywhere. */
  private static Action known(Request request) {
    return request.is(GET) ? new Action.Nothing() : new Action.SignedIn();
  }

  /**
   * Refuses {@code npm audit}, whose user must know that nothing was checked. Each install asks as
   * well and is silent about a refusal; an answer would make it print that it found nothing.
   */
  private static Reply audit(Request request, Caller caller) {
    if (request.header("npm-command").filter("audit"::equals).isEmpty()) {
      throw new RequestProblem.NotOffered("list of vulnerabilities", "Nothing was checked.")
          .asException();
    }
    return Reply.json(200, JsonObject.EMPTY).with(UNCHECKED);
  }

  private static RuntimeException refusal(Feature feature) {
    return new RequestProblem.NotOffered(feature.title, feature.instead).asException();
  }
}
