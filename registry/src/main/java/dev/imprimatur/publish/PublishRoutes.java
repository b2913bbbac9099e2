package dev.imprimatur.publish;

import static dev.imprimatur.http.Method.PUT;
import static dev.imprimatur.http.Route.route;

import dev.imprimatur.gate.Caller;
import dev.imprimatur.gate.Demand;
import dev.imprimatur.http.Reply;
import dev.imprimatur.http.Request;
import dev.imprimatur.http.Route;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.limits.Limits;
import dev.imprimatur.npm.PackageName;
import java.io.IOException;
import java.util.List;

/** The address that clients publish to. */
public final class PublishRoutes {
  private final Publishing publishing;
  private final Limits.Uploads limits;

  public PublishRoutes(Publishing publishing, Limits.Uploads limits) {
    this.publishing = publishing;
    this.limits = limits;
  }

  public List<Route<Demand, Caller>> routes() {
    return List.of(
        route(PUT, "/{package}", request -> new Demand.Publish(name(request)), this::publish));
  }

  private Reply publish(Request request, Caller caller) throws IOException {
    var name = name(request);
    try (var body = request.body(limits.documentBytesMax())) {
      int status =
          switch (publishing.publish(name, body, caller)) {
            case NEW -> 201;
            case BEFORE -> 200;
          };
      return Reply.json(status, JsonObject.with("ok", true).and("id", name.value()).build());
    }
  }

  private static PackageName name(Request request) {
    return new PackageName(request.parameter("package"));
  }
}
