package dev.imprimatur.exchange;

import static dev.imprimatur.http.Method.POST;

import dev.imprimatur.gate.Caller;
import dev.imprimatur.gate.Demand;
import dev.imprimatur.http.Reply;
import dev.imprimatur.http.Request;
import dev.imprimatur.http.Route;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.problem.Problem;
import java.util.List;

/** The address of the token exchange (npm's API documentation, {@code exchangeOidcToken}). */
public final class ExchangeRoutes {
  private final Exchange exchange;

  public ExchangeRoutes(Exchange exchange) {
    this.exchange = exchange;
  }

  public List<Route<Demand, Caller>> routes() {
    return List.of(
        // The identity token is the proof here, and it is checked by the exchange itself.
        Route.<Demand, Caller>route(
                POST,
                "/-/npm/v1/oidc/token/exchange/package/{package}",
                request -> new Demand.Nothing(),
                this::exchange)
            .noticed()
            .alsoAtHostRoot());
  }

  private Reply exchange(Request request, Caller caller) {
    var name = new PackageName(request.parameter("package"));
    var idToken =
        request
            .bearer()
            .orElseThrow(
                () -> new Problem.TokenMalformed("none was sent as a bearer token").asException());
    var fresh = exchange.exchange(name, idToken);
    return Reply.json(
        201,
        JsonObject.with("token_type", "oidc")
            .and("token", fresh.text().reveal())
            .and("created", fresh.token().createdAt())
            .and("expires", fresh.token().expiresAt().orElseThrow())
            .build());
  }
}
