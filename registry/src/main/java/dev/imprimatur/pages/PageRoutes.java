package dev.imprimatur.pages;

import static dev.imprimatur.http.Method.GET;
import static dev.imprimatur.http.Route.route;

import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.http.HttpServer;
import dev.imprimatur.http.PublicUrl;
import dev.imprimatur.http.Reply;
import dev.imprimatur.http.Request;
import dev.imprimatur.http.Route;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.problem.Catalogue;
import dev.imprimatur.problem.Problem;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.problem.RequestProblem;
import java.util.List;
import java.util.stream.Stream;

/**
 * The addresses that people open in a browser. Some are package managers' addresses too; so these
 * routes must stand before theirs.
 */
public final class PageRoutes implements HttpServer.ProblemPages {
  private final PageModels viewing;
  private final Catalogue catalogue;
  private final PublicUrl publicUrl;
  private final Site site;

  public PageRoutes(PageModels viewing, Catalogue catalogue, PublicUrl publicUrl) {
    this.viewing = viewing;
    this.catalogue = catalogue;
    this.publicUrl = publicUrl;
    this.site = Site.of(publicUrl);
  }

  public List<Route<Action, Caller>> routes() {
    return List.of(
        route(GET, "/", PageRoutes::browse, this::home).forBrowsers(),
        route(GET, "/", PageRoutes::nothing, this::greeting),
        route(GET, "/problems", PageRoutes::nothing, this::problems).forBrowsers(),
        route(GET, "/problems/{code}", PageRoutes::nothing, this::problem).forBrowsers(),
        route(GET, "/problems/{code}", PageRoutes::nothing, this::problemJson),
        route(GET, Asset.FOLDER + "{file}", PageRoutes::nothing, this::asset),
        route(GET, "/{package}", PageRoutes::read, this::aPackage).forBrowsers());
  }

  @Override
  public Reply page(Problem problem, int status) {
    var entry =
        catalogue
            .find(problem.code())
            .orElseThrow(() -> new IllegalStateException("Not in the catalogue"));
    return PageReply.of(status, ProblemPage.of(site, entry).with(problem.detail()));
  }

  private Reply home(Request request, Caller caller) {
    return PageReply.of(
        HomePage.of(site, publicUrl.seenBy(request), viewing.newest(), PageModels.user(caller)));
  }

  private Reply greeting(Request request, Caller caller) {
    return Reply.json(200, JsonObject.with("name", "imprimatur").build());
  }

  private Reply problems(Request request, Caller caller) {
    return PageReply.of(new ProblemsPage(site, catalogue.groups()));
  }

  private Reply problem(Request request, Caller caller) {
    return PageReply.of(ProblemPage.of(site, entry(request)));
  }

  private Reply problemJson(Request request, Caller caller) {
    var entry = entry(request);
    return Reply.json(
        200,
        JsonObject.with("type", site.problem(entry.code()))
            .and("title", entry.title())
            .and("detail", entry.meaning())
            .and("cure", entry.cure())
            .build());
  }

  private Reply asset(Request request, Caller caller) {
    var file = request.parameter("file");
    return Stream.of(site.stylesheet(), site.icon(), site.script())
        .filter(asset -> asset.file().equals(file))
        .findFirst()
        .map(asset -> asset.answer(request))
        .orElseThrow(() -> nowhere(request));
  }

  private Reply aPackage(Request request, Caller caller) {
    return PageReply.of(viewing.page(site, name(request), caller));
  }

  private Catalogue.Entry entry(Request request) {
    return catalogue.find(request.parameter("code")).orElseThrow(() -> nowhere(request));
  }

  private static ProblemException nowhere(Request request) {
    return new RequestProblem.NoSuchAddress(GET.name(), request.rawPath()).asException();
  }

  private static Action nothing(Request request) {
    return new Action.Nothing();
  }

  private static Action browse(Request request) {
    return new Action.Browse();
  }

  /**
   * Lets a browser in by its cookie, and a program that wants a page by the credential that it
   * sends along. The page is found for whoever may read its package, and for nobody else.
   */
  private static Action read(Request request) {
    return request.header("authorization").isPresent()
        ? new Action.Read(name(request))
        : new Action.Browse();
  }

  private static PackageName name(Request request) {
    return new PackageName(request.parameter("package"));
  }
}
