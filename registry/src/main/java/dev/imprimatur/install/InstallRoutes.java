package dev.imprimatur.install;

import static dev.imprimatur.http.Method.GET;
import static dev.imprimatur.http.Route.route;

import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.http.PublicUrl;
import dev.imprimatur.http.Reply;
import dev.imprimatur.http.Request;
import dev.imprimatur.http.Route;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.npm.Version;
import dev.imprimatur.problem.RequestProblem;
import java.util.List;

/** The addresses that clients read packages from. */
public final class InstallRoutes {
  /**
   * The path of attestations; clients write name and version as one, with the slash in two ways.
   */
  private static final String ATTESTATIONS = "/-/npm/v1/attestations/{package}";

  private static final String RECEIPT = "/-/api/v1/receipt/{package}";

  private final PackageReads reading;
  private final KeyList keys;
  private final PublicUrl publicUrl;

  /** A version that somebody asks for. */
  private record Asked(PackageName name, Version version) {}

  public InstallRoutes(PackageReads reading, KeyList keys, PublicUrl publicUrl) {
    this.reading = reading;
    this.keys = keys;
    this.publicUrl = publicUrl;
  }

  public List<Route<Action, Caller>> routes() {
    return List.of(
        route(GET, "/-/ping", request -> new Action.Nothing(), this::ping),
        route(GET, "/-/npm/v1/keys", request -> new Action.Nothing(), this::keys),
        route(GET, ATTESTATIONS, request -> new Action.Read(asked(request).name()), this::attested),
        route(GET, RECEIPT, request -> new Action.Read(asked(request).name()), this::receipt),
        route(GET, "/{package}", InstallRoutes::read, this::packument),
        route(GET, "/{package}/{version}", InstallRoutes::read, this::version),
        route(GET, "/{package}/-/{file}", InstallRoutes::read, this::tarball),
        route(GET, "/-/package/{package}/visibility", InstallRoutes::read, this::visibility),
        route(GET, "/-/package/{package}/dist-tags", InstallRoutes::read, this::distTags));
  }

  private Reply ping(Request request, Caller caller) {
    return Reply.json(200, JsonObject.EMPTY);
  }

  private Reply keys(Request request, Caller caller) {
    return keys.of(request);
  }

  private Reply attested(Request request, Caller caller) {
    var asked = asked(request);
    return AttestationReply.of(reading.attestation(asked.name(), asked.version()));
  }

  private Reply receipt(Request request, Caller caller) {
    var asked = asked(request);
    return AttestationReply.of(reading.receipt(asked.name(), asked.version()));
  }

  private static Asked asked(Request request) {
    var text = request.parameter("package");
    int at = text.lastIndexOf('@');
    if (at <= 0) {
      throw new RequestProblem.MalformedRequest("it names no version: NAME@VERSION").asException();
    }
    return new Asked(new PackageName(text.substring(0, at)), new Version(text.substring(at + 1)));
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
    return reading.tarball(name(request), request.parameter("file"), publicUrl.seenBy(request));
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

  private static Action read(Request request) {
    return new Action.Read(name(request));
  }

  private static PackageName name(Request request) {
    return new PackageName(request.parameter("package"));
  }
}
