package dev.imprimatur.search;

import static dev.imprimatur.http.Method.GET;

import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.http.Header;
import dev.imprimatur.http.PublicUrl;
import dev.imprimatur.http.Reply;
import dev.imprimatur.http.Request;
import dev.imprimatur.http.Route;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonNumber;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonValue;
import dev.imprimatur.limits.Quota;
import java.util.List;

/** The address of {@code npm search}. Its weights are ignored, as nothing here is weighed. */
public final class SearchRoutes {
  private static final int ITEMS = 20;
  private static final int ITEMS_MAX = 250;
  private static final int SKIPPED_MAX = 5_000;
  private static final Header ONLY_PUBLIC =
      Header.ofText(
          "npm-notice",
          "This credential is no good here any more, so only public packages were looked for.");

  private final PackageSearch search;
  private final PublicUrl url;

  public SearchRoutes(PackageSearch search, PublicUrl url) {
    this.search = search;
    this.url = url;
  }

  public List<Route<Action, Caller>> routes() {
    return List.of(
        Route.<Action, Caller>route(
                GET, "/-/v1/search", request -> new Action.Search(), this::search)
            .within(Quota.SEARCH));
  }

  private Reply search(Request request, Caller caller) {
    var window =
        new PackageSearch.Window(
            Math.clamp(request.number("from", 0), 0, SKIPPED_MAX),
            Math.clamp(request.number("size", ITEMS), 1, ITEMS_MAX));
    var terms = SearchTerms.of(request.query("text").orElse(""));
    var page = search.search(terms, window, caller);
    var base = url.seenBy(request);
    var reply =
        Reply.json(
                200,
                JsonObject.with(
                        "objects",
                        new JsonArray(
                            page.items().stream()
                                .<JsonValue>map(item -> json(item, base))
                                .toList()))
                    .and("total", page.total())
                    .build())
            .with(new Header("cache-control", "no-store"));
    boolean unknown = caller instanceof Caller.Anyone && request.bearer().isPresent();
    return unknown ? reply.with(ONLY_PUBLIC) : reply;
  }

  /** Writes an item; tools sort by its score, which says nothing but how close the match is. */
  private static JsonObject json(PackageSearch.Item item, String base) {
    var name = item.shown().text("name").orElse("");
    var links =
        item.shown().object("links").orElse(JsonObject.EMPTY).but().and("npm", base + name).build();
    var score = score(item.rank());
    return JsonObject.with("package", item.shown().but().and("links", links).build())
        .and(
            "score",
            JsonObject.with("final", score)
                .and(
                    "detail",
                    JsonObject.with("quality", score)
                        .and("popularity", score)
                        .and("maintenance", score)
                        .build())
                .build())
        .and("searchScore", score)
        .build();
  }

  private static JsonNumber score(PackageSearch.Rank rank) {
    return switch (rank) {
      case EXACT -> new JsonNumber("1");
      case NAME -> new JsonNumber("0.75");
      case KEYWORDS -> new JsonNumber("0.5");
      case ANYWHERE -> new JsonNumber("0.25");
    };
  }
}
