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
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonNumber;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.problem.RequestProblem;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The addresses of npm that this registry does not serve, and says so. A bare 404 would not do: npm
 * takes it for "unpublished already" and prints that it is done, and pnpm reads it as no such
 * package, user or organization.
 */
public final class AbsentRoutes {
  private static final String BY_OPERATOR = "The operator of this registry does it by a command.";

  /** The client library that yarn sends everything by, without a word of itself. */
  private static final String YARN = "got ";

  private static final int ASKED_BYTES_MAX = 1 << 20;
  private static final Header UNCHECKED =
      Header.ofText(
          "npm-notice",
          "This registry has no list of vulnerabilities: nothing was checked, and \"found 0"
              + " vulnerabilities\" says nothing.");

  /** A feature that npm has a command for. */
  private enum Feature {
    OWNER("npm owner", "\"imprimatur package transfer\" gives a package to somebody else."),
    PROFILE("profile", BY_OPERATOR),
    ORGANIZATIONS("npm org, npm team and npm access list", BY_OPERATOR);

    private final String title;
    private final String instead;

    Feature(String title, String instead) {
      this.title = title;
      this.instead = instead;
    }
  }

  public List<Route<Action, Caller>> routes() {
    return Stream.of(
            absent(Feature.OWNER, "/-/user/{login}", GET),
            absent(Feature.OWNER, "/-/package/{package}/owners", GET, PUT, DELETE),
            absent(Feature.ORGANIZATIONS, "/-/package/{package}/collaborators", GET),
            absent(Feature.ORGANIZATIONS, "/-/user/{user}/package", GET),
            absent(Feature.ORGANIZATIONS, "/-/org/{org}/package", GET),
            absent(Feature.ORGANIZATIONS, "/-/org/{org}/user", GET, PUT, DELETE),
            absent(Feature.ORGANIZATIONS, "/-/org/{org}/team", GET, PUT),
            absent(Feature.ORGANIZATIONS, "/-/team/{org}/{team}", GET, DELETE),
            absent(Feature.ORGANIZATIONS, "/-/team/{org}/{team}/user", GET, PUT, DELETE),
            absent(Feature.ORGANIZATIONS, "/-/team/{org}/{team}/package", GET, PUT, DELETE),
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
  private static Reply audit(Request request, Caller caller) throws IOException {
    if (request.header("user-agent").filter(agent -> agent.startsWith(YARN)).isPresent()) {
      return Reply.json(200, unchecked(request));
    }
    if (request.header("npm-command").filter("audit"::equals).isEmpty()) {
      throw new RequestProblem.NotOffered("list of vulnerabilities", "Nothing was checked.")
          .asException();
    }
    return Reply.json(200, JsonObject.EMPTY).with(UNCHECKED);
  }

  /**
   * Says to yarn that nothing was checked, in the only words of an answer that it prints: those of
   * an advisory about a package that it asked for. At a refusal it breaks down.
   */
  private static JsonObject unchecked(Request request) throws IOException {
    var asked =
        request.json(ASKED_BYTES_MAX) instanceof JsonObject packages
            ? packages.members().keySet().stream().findFirst()
            : Optional.<String>empty();
    var advisory =
        JsonObject.with("id", JsonNumber.of(1))
            .and("url", "")
            .and("title", "Nothing was checked: this registry has no list of vulnerabilities")
            .and("severity", "info")
            .and("vulnerable_versions", "*")
            .build();
    return asked
        .map(name -> JsonObject.with(name, JsonArray.of(advisory)).build())
        .orElse(JsonObject.EMPTY);
  }

  private static RuntimeException refusal(Feature feature) {
    return new RequestProblem.NotOffered(feature.title, feature.instead).asException();
  }
}
