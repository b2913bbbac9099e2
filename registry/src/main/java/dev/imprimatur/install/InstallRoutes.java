package dev.imprimatur.install;

import static dev.imprimatur.http.Method.GET;
import static dev.imprimatur.http.Route.route;

import dev.imprimatur.gate.Caller;
import dev.imprimatur.gate.Demand;
import dev.imprimatur.gate.Gate;
import dev.imprimatur.http.Header;
import dev.imprimatur.http.PublicUrl;
import dev.imprimatur.http.Reply;
import dev.imprimatur.http.Request;
import dev.imprimatur.http.Route;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.npm.PackageName;
import java.util.List;

/** The addresses that clients read packages from. */
public final class InstallRoutes {
  private static final Header TARBALL = new Header("content-type", "application/octet-stream");
  private static final Header NO_SNIFF = new Header("x-content-type-options", "nosniff");
  private static final String FOR_EVER = "max-age=31536000, immutable";
  private static final Header FOR_ANYONE = new Header("cache-control", "public, " + FOR_EVER);
  private static final Header FOR_ONE = new Header("cache-control", "private, " + FOR_EVER);

  private final Reading reading;
  private final PublicUrl publicUrl;

  public InstallRoutes(Reading reading, PublicUrl publicUrl) {
    this.reading = reading;
    this.publicUrl = publicUrl;
  }

  public List<Route<Demand, Caller>> routes() {
    return List.of(
        route(GET, "/-/ping", request -> new Demand.Nothing(), this::ping),
        route(GET, "/{package}", InstallRoutes::read, this::packument),
        route(GET, "/{package}/{version}", InstallRoutes::read, this::version),
        route(GET, "/{package}/-/{file}", InstallRoutes::read, this::tarball),
        route(GET, "/-/package/{package}/visibility", InstallRoutes::read, this::visibility),
        route(GET, "/-/package/{package}/dist-tags", InstallRoutes::read, this::distTags));
  }

  private Reply ping(Request request, Caller caller) {
    return Reply.json(200, JsonObject.EMPTY);
  }

  private Reply packument(Request request, Caller caller) {
    return PackumentReply.of(request, reading.packument(name(request), publicUrl.seenBy(request)));
  }

  private Reply version(Request request, Caller caller) {
    return Reply.json(
        200,
        reading.version(name(request), request.parameter("version"), publicUrl.seenBy(request)));
  }

  private Reply tarball(Request request, Caller caller) {
    var tarball =
        reading.tarball(name(request), request.parameter("file"), publicUrl.seenBy(request));
    var caching = Gate.anyoneMayRead(tarball.visibility()) ? FOR_ANYONE : FOR_ONE;
    var blob = tarball.blob();
    return Reply.file(blob.file(), blob.bytes(), List.of(TARBALL, caching, NO_SNIFF));
  }

  private Reply visibility(Request request, Caller caller) {
    return Reply.json(200, JsonObject.with("public", reading.isPublic(name(request))).build());
  }

  private Reply distTags(Request request, Caller caller) {
    var tags = JsonObject.EMPTY.but();
    reading
        .distTags(name(request))
        .forEach((tag, version) -> tags.and(tag.value(), version.value()));
    return Reply.json(200, tags.build());
  }

  private static Demand read(Request request) {
    return new Demand.Read(name(request));
  }

  private static PackageName name(Request request) {
    return new PackageName(request.parameter("package"));
  }
}
