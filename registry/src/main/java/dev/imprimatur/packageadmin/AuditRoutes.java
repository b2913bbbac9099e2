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
  private static final String PNPM = "pnpm/";
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
   * Answers {@code npm audit} with a notice that nothing was checked. Each install of npm's asks as
   * well and is silent about a refusal; an answer would make it print that it found nothing.
   * Whoever names no command is another client, which asks only if its user does, and prints no
   * notice; of these, pnpm has words for a refusal, and keeps those of an answer to itself.
   */
  private static Reply audit(Request request, Caller caller) throws IOException {
    var command = request.header("npm-command");
    boolean printsRefusals =
        request.header("user-agent").filter(agent -> agent.startsWith(PNPM)).isPresent();
    if (command.isEmpty() && !printsRefusals) {
      return Reply.json(200, unchecked(request));
    }
    if (command.filter("audit"::equals).isEmpty()) {
      throw new RequestProblem.NotOffered("list of vulnerabilities", "Nothing was checked.")
          .asException();
    }
    return Reply.json(200, JsonObject.EMPTY).with(UNCHECKED);
  }

  /**
   * Says that nothing was checked in the only words of an answer that yarn and bun print: those of
   * an advisory about a package that was asked for. At a refusal, yarn breaks down, and bun is
   * silent.
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
