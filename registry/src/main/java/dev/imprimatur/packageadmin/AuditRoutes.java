package dev.imprimatur.packageadmin;

import static dev.imprimatur.http.Method.POST;
import static dev.imprimatur.http.Route.route;

import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.http.Header;
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

/** The address of {@code npm audit}, which says that nothing is checked. */
public final class AuditRoutes {
  /** The client library that yarn sends everything by, without a word of itself. */
  private static final String YARN = "got ";

  private static final int ASKED_BYTES_MAX = 1 << 20;
  private static final Header UNCHECKED =
      Header.ofText(
          "npm-notice",
          "This registry has no list of vulnerabilities: nothing was checked, and \"found 0"
              + " vulnerabilities\" says nothing.");

  public List<Route<Action, Caller>> routes() {
    return List.of(
        route(
            POST,
            "/-/npm/v1/security/advisories/bulk",
            request -> new Action.Nothing(),
            AuditRoutes::audit));
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
}
