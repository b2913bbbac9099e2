package dev.imprimatur.trustpages;

import dev.imprimatur.accountpages.Desk;
import dev.imprimatur.accountpages.Visit;
import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.http.Header;
import dev.imprimatur.http.Reply;
import dev.imprimatur.http.Route;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonValue;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.pages.AccountPage;
import dev.imprimatur.pages.SettingsPage;
import dev.imprimatur.pages.SettingsPage.Card;
import dev.imprimatur.pages.SettingsPage.Choice;
import dev.imprimatur.pages.SettingsPage.Section;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.trust.Publisher;
import dev.imprimatur.trustadmin.TrustJson;
import dev.imprimatur.trustadmin.VisiblePublishers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The page of all trusted publishers that somebody decides about, over all packages. */
public final class TrustPages {
  private static final String PATH = "/-/trust";
  private static final int WRONG = 400;

  /** The most that a page shows; all of them are in what is exported. */
  private static final int CARDS_MAX = 100;

  private final Desk desk;
  private final VisiblePublishers visible;
  private final PublisherCards cards;
  private final TrustJson json;

  public TrustPages(Desk desk, VisiblePublishers visible, PublisherCards cards, TrustJson json) {
    this.desk = desk;
    this.visible = visible;
    this.cards = cards;
    this.json = json;
  }

  public List<Route<Action, Caller>> routes() {
    return List.of(
        desk.ownPage(PATH, (visit, person) -> visit.show(page(visit, person, visit.frame()))),
        desk.ownPage(PATH + "/of", this::goTo),
        desk.ownPage(PATH + "/all.json", this::exportJson),
        desk.ownPage(PATH + "/all.csv", this::exportCsv));
  }

  /** A part of all publishers that can be looked at alone. */
  private enum Filter {
    ALL("", "All"),
    NEVER_USED("unused", "Never used"),
    PAUSED("paused", "Paused"),
    PENDING("pending", "Pending"),
    PATTERNS("patterns", "Patterns");

    private final String wire;
    private final String title;

    Filter(String wire, String title) {
      this.wire = wire;
      this.title = title;
    }

    boolean takes(Publisher publisher) {
      return switch (this) {
        case ALL -> true;
        case NEVER_USED -> publisher.state().lastUsedAt().isEmpty();
        case PAUSED -> publisher.state().pause().isPresent();
        case PENDING -> publisher.isPending();
        case PATTERNS -> publisher.target().isPattern();
      };
    }

    static Filter of(String wire) {
      return Stream.of(values()).filter(each -> each.wire.equals(wire)).findFirst().orElse(ALL);
    }
  }

  private AccountPage page(Visit visit, Caller.Person person, AccountPage.Frame frame) {
    var filter = Filter.of(visit.request().typed("show"));
    var all = visible.ownedBy(person);
    return new SettingsPage.AllTrust(
        frame,
        cards.of(all.stream().filter(filter::takes).limit(CARDS_MAX).toList()),
        Stream.of(Filter.values())
            .map(each -> new Choice(each.wire, each.title, "", each == filter))
            .toList(),
        all.size());
  }

  /** Goes to the settings of the package that somebody has typed the name of. */
  private Reply goTo(Visit visit, Caller.Person person) {
    try {
      var name = new PackageName(visit.request().typed("package").strip());
      return visit.go(visit.site().settings(name) + Section.TRUST.path());
    } catch (ProblemException e) {
      var frame = visit.frame().alert(e.problem().detail());
      return visit.show(WRONG, page(visit, person, frame));
    }
  }

  private Reply exportJson(Visit visit, Caller.Person person) {
    return Reply.json(
        200,
        new JsonArray(visible.ownedBy(person).stream().<JsonValue>map(json::writeAll).toList()));
  }

  private Reply exportCsv(Visit visit, Caller.Person person) {
    var lines =
        Stream.concat(
            Stream.of("target,id,system,sentence,state"),
            visible.ownedBy(person).stream().map(cards::of).map(TrustPages::line));
    var text = lines.collect(Collectors.joining("\r\n", "", "\r\n"));
    return Reply.bytes(
        ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)),
        List.of(
            new Header("content-type", "text/csv; charset=utf-8"),
            new Header("content-disposition", "attachment; filename=\"trust.csv\""),
            new Header("x-content-type-options", "nosniff"),
            new Header("cache-control", "no-store")));
  }

  private static String line(Card card) {
    return Stream.of(
            card.target(),
            card.id(),
            card.title(),
            card.sentence().text(),
            card.pills().stream().map(SettingsPage.Pill::words).collect(Collectors.joining("; ")))
        .map(TrustPages::cell)
        .collect(Collectors.joining(","));
  }

  /** Quotes a cell (RFC 4180); one that a spreadsheet would calculate gets a quote in front. */
  private static String cell(String text) {
    var plain = text.matches("(?s)[=+\\-@\\t\\r].*") ? "'" + text : text;
    return "\"" + plain.replace("\"", "\"\"") + "\"";
  }
}
