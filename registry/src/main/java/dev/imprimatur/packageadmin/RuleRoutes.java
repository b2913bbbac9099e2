package dev.imprimatur.packageadmin;

import static dev.imprimatur.http.Method.GET;
import static dev.imprimatur.http.Method.PUT;
import static dev.imprimatur.http.Route.route;

import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.http.Reply;
import dev.imprimatur.http.Request;
import dev.imprimatur.http.Route;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonBoolean;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonText;
import dev.imprimatur.json.JsonValue;
import dev.imprimatur.packages.ProvenanceRule;
import dev.imprimatur.packages.ProvenanceRules.Made;
import dev.imprimatur.packages.SourceAddress;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.problem.RequestProblem;
import dev.imprimatur.trust.Target;
import java.io.IOException;
import java.util.List;

/**
 * The address of what a package requires of its builds: {@code {"required": true, "repositories":
 * ["https://github.com/acme/rocket"], "noWeaker": false}}. A whole scope is written {@code
 * @acme/*}.
 */
public final class RuleRoutes {
  private static final String RULE = "/-/api/v1/provenance-rules/{package}";

  /** The longest body: a hundred addresses of 2,000 characters, and what stands between them. */
  private static final int BODY_BYTES_MAX = 256 * 1024;

  private final ProvenanceRuleChange provenanceRuleChange;

  public RuleRoutes(ProvenanceRuleChange provenanceRuleChange) {
    this.provenanceRuleChange = provenanceRuleChange;
  }

  public List<Route<Action, Caller>> routes() {
    return List.of(
        route(GET, RULE, RuleRoutes::decide, this::show),
        route(PUT, RULE, RuleRoutes::decide, this::set));
  }

  private Reply show(Request request, Caller caller) {
    return Reply.json(200, json(target(request)));
  }

  private Reply set(Request request, Caller caller) throws IOException {
    if (!(request.json(BODY_BYTES_MAX) instanceof JsonObject body)) {
      throw malformed("its body is not an object");
    }
    provenanceRuleChange.set(target(request), rule(body), caller);
    return Reply.json(200, json(target(request)));
  }

  private JsonObject json(Target target) {
    var made = provenanceRuleChange.of(target);
    var json = made.map(Made::rule).orElse(ProvenanceRule.NONE).json().but();
    json.and("target", target.value());
    made.ifPresent(each -> json.and("setAt", each.at()).and("setBy", each.by()));
    return json.build();
  }

  private static ProvenanceRule rule(JsonObject body) {
    return new ProvenanceRule(truth(body, "required"), repositories(body), truth(body, "noWeaker"));
  }

  private static boolean truth(JsonObject body, String name) {
    return switch (body.get(name).orElse(new JsonBoolean(false))) {
      case JsonBoolean(var truth) -> truth;
      default -> throw malformed("\"%s\" is true or false".formatted(name));
    };
  }

  private static List<SourceAddress> repositories(JsonObject body) {
    return switch (body.get("repositories").orElse(JsonArray.EMPTY)) {
      case JsonArray(var items) -> items.stream().map(RuleRoutes::repository).toList();
      default -> throw noList();
    };
  }

  private static SourceAddress repository(JsonValue item) {
    return switch (item) {
      case JsonText(var address) -> new SourceAddress(address);
      default -> throw noList();
    };
  }

  private static ProblemException noList() {
    return malformed("\"repositories\" is a list of addresses");
  }

  private static ProblemException malformed(String why) {
    return new RequestProblem.MalformedRequest(why).asException();
  }

  private static Action decide(Request request) {
    return new Action.Decide(target(request));
  }

  private static Target target(Request request) {
    return new Target(request.parameter("package"));
  }
}
