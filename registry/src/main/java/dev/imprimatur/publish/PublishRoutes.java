package dev.imprimatur.publish;

import static dev.imprimatur.http.Method.POST;
import static dev.imprimatur.http.Method.PUT;

import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.http.Header;
import dev.imprimatur.http.PublicUrl;
import dev.imprimatur.http.Reply;
import dev.imprimatur.http.Request;
import dev.imprimatur.http.Route;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.limits.Limits;
import dev.imprimatur.limits.Quota;
import dev.imprimatur.npm.PackageName;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/**
 * The address of {@code npm publish} and of everything else that npm puts there, and that of {@code
 * npm stage publish}.
 */
public final class PublishRoutes {
  private static final Set<String> STAR = Set.of("star", "unstar");
  private static final String HELD =
      "This version was taken and is held until an owner of the package has looked at it.";

  private final PackageWrites publishing;
  private final PublicUrl url;
  private final Limits.Uploads limits;

  public PublishRoutes(PackageWrites publishing, PublicUrl url, Limits.Uploads limits) {
    this.publishing = publishing;
    this.url = url;
    this.limits = limits;
  }

  /** Lets in callers who may only deprecate as well; only the document says what they want. */
  public List<Route<Action, Caller>> routes() {
    return List.of(
        Route.<Action, Caller>route(PUT, "/{package}", PublishRoutes::written, this::write)
            .noticed()
            .within(Quota.PUBLISH),
        Route.<Action, Caller>route(
                POST,
                "/-/stage/package/{package}",
                request -> new Action.Stage(name(request)),
                this::stage)
            .noticed()
            .within(Quota.PUBLISH));
  }

  /**
   * Returns what the caller has to be allowed before the document is read. Whoever says that they
   * star a package need not be one of its owners; whatever the document asks for is asked again.
   */
  private static Action written(Request request) {
    boolean star = request.header("npm-command").filter(STAR::contains).isPresent();
    return star ? new Action.Star(name(request)) : new Action.WriteDocument(name(request));
  }

  private Reply write(Request request, Caller caller) throws IOException {
    var name = name(request);
    try (var body = request.body(limits.documentBytesMax())) {
      return switch (publishing.write(name, body, caller, userAgent(request))) {
        case NEW -> done(201, name).with(Header.ofText("npm-notice", news(request, caller, name)));
        case NEW_IN_PUBLIC ->
            done(201, name)
                .with(Header.ofText("npm-notice", inPublic(name) + news(request, caller, name)));
        case BEFORE, CHANGED -> done(200, name);
        case HELD -> done(202, name).with(Header.ofText("npm-notice", HELD));
      };
    }
  }

  private Reply stage(Request request, Caller caller) throws IOException {
    try (var body = request.body(limits.documentBytesMax())) {
      var staged = publishing.stage(name(request), body, caller, userAgent(request));
      return Reply.json(
          staged.before() ? 200 : 201,
          JsonObject.with("message", "Package version staged successfully.")
              .and("stageId", staged.id().toString())
              .build());
    }
  }

  /** Says who published, as far as the registry knows it, and where all may see it. */
  private String news(Request request, Caller caller, PackageName name) {
    var who =
        switch (caller) {
          case Caller.Person(var user, _, _) -> "by " + user.name();
          case Caller.Job(_, var grant) ->
              "by its trusted publisher at %s, without a token of anybody's"
                  .formatted(grant.source().speaksAs().title());
          case Caller.Anyone _, Caller.Operator _, Caller.Registry _ ->
              throw new IllegalStateException("The gate let nobody in");
        };
    return "Published %s. See %s%s".formatted(who, url.seenBy(request), name);
  }

  private static String inPublic(PackageName name) {
    return "%s is public and stays public, although the client asked for a private package. "
        .formatted(name);
  }

  private static Reply done(int status, PackageName name) {
    return Reply.json(status, JsonObject.with("ok", true).and("id", name.value()).build());
  }

  private static String userAgent(Request request) {
    return request.header("user-agent").orElse("");
  }

  private static PackageName name(Request request) {
    return new PackageName(request.parameter("package"));
  }
}
