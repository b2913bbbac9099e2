package dev.imprimatur.orgadmin;

import static dev.imprimatur.http.Method.DELETE;
import static dev.imprimatur.http.Method.GET;
import static dev.imprimatur.http.Method.POST;
import static dev.imprimatur.http.Route.route;

import dev.imprimatur.access.InvitationId;
import dev.imprimatur.access.OwnerName;
import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.http.Reply;
import dev.imprimatur.http.Request;
import dev.imprimatur.http.Route;
import dev.imprimatur.npm.PackageName;
import java.util.List;
import java.util.Optional;

/**
 * The routes of invitations: whom they are for accepts or declines them, and whoever could send one
 * sees those to their organization or package, and takes them back.
 */
public final class InvitationRoutes {
  private static final String ALL = "/-/api/v1/invitations";
  private static final String ONE = ALL + "/{id}";

  private final InvitationAnswers answers;

  public InvitationRoutes(InvitationAnswers answers) {
    this.answers = answers;
  }

  public List<Route<Action, Caller>> routes() {
    return List.of(
        route(GET, ALL, InvitationRoutes::seeing, this::list),
        route(
            POST,
            ONE + "/accept",
            request -> new Action.SeeOwn(),
            (request, caller) ->
                Reply.json(200, InvitationJson.write(answers.accept(id(request), caller)))),
        route(
            POST,
            ONE + "/decline",
            request -> new Action.SeeOwn(),
            (request, caller) ->
                Reply.json(200, InvitationJson.write(answers.decline(id(request), caller)))),
        route(
            DELETE,
            ONE,
            request -> new Action.SeeOwn(),
            (request, caller) ->
                Reply.json(200, InvitationJson.write(answers.withdraw(id(request), caller)))));
  }

  private static Action seeing(Request request) {
    var organization = organization(request);
    if (organization.isPresent()) {
      return new Action.Represent(organization.get());
    }
    return name(request).<Action>map(Action.Decide::about).orElseGet(Action.SeeOwn::new);
  }

  private Reply list(Request request, Caller caller) {
    var invitations =
        organization(request)
            .map(answers::toOrganization)
            .or(() -> name(request).map(answers::toPackage))
            .orElseGet(() ->
                caller instanceof Caller.Person person ? answers.to(person.user()) : List.of());
    return Reply.json(200, InvitationJson.write(invitations));
  }

  private static Optional<String> organization(Request request) {
    return request
        .query("organization")
        .flatMap(name -> OwnerName.ofOrganization(name).organization());
  }

  private static Optional<PackageName> name(Request request) {
    return request.query("package").map(PackageName::new);
  }

  private static InvitationId id(Request request) {
    return InvitationId.of(request.parameter("id"));
  }
}
