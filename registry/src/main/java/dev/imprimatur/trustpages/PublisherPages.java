package dev.imprimatur.trustpages;

import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.http.Reply;
import dev.imprimatur.http.Route;
import dev.imprimatur.pages.AccountPage;
import dev.imprimatur.pages.SettingsPage;
import dev.imprimatur.pages.SettingsPage.Section;
import dev.imprimatur.problem.TrustProblem;
import dev.imprimatur.providers.Providers;
import dev.imprimatur.trust.Publisher;
import dev.imprimatur.trust.PublisherId;
import dev.imprimatur.trustadmin.TrustedPublishers;
import dev.imprimatur.trustadmin.VisiblePublishers;
import dev.imprimatur.trustpages.SettingsDesk.Owner;
import java.util.List;

/** The pages of a package's trusted publishers, on which each is paused, resumed and removed. */
public final class PublisherPages {
  private static final String TRUST = Section.TRUST.path();
  private static final int WRONG = 400;

  private final SettingsDesk desk;
  private final TrustedPublishers keeping;
  private final VisiblePublishers visible;
  private final PublisherCards cards;
  private final Providers providers;

  public PublisherPages(
      SettingsDesk desk,
      TrustedPublishers keeping,
      VisiblePublishers visible,
      PublisherCards cards,
      Providers providers) {
    this.desk = desk;
    this.keeping = keeping;
    this.visible = visible;
    this.cards = cards;
    this.providers = providers;
  }

  public List<Route<Action, Caller>> routes() {
    return List.of(
        desk.page("", owner -> owner.visit().go(owner.at(TRUST))),
        desk.page(TRUST, owner -> owner.visit().show(list(owner, owner.visit().frame()))),
        desk.page(TRUST + "/{id}/pause", owner -> ask(owner, Change.PAUSE)),
        desk.page(TRUST + "/{id}/resume", owner -> ask(owner, Change.RESUME)),
        desk.page(TRUST + "/{id}/remove", owner -> ask(owner, Change.REMOVE)),
        desk.form(TRUST + "/{id}/pause", (owner, _) -> make(owner, Change.PAUSE)),
        desk.form(TRUST + "/{id}/resume", (owner, _) -> make(owner, Change.RESUME)),
        desk.form(TRUST + "/{id}/remove", (owner, _) -> make(owner, Change.REMOVE)));
  }

  /** Shows all of them, with the reason why something else was not shown. */
  Reply instead(Owner owner, String why) {
    return owner.visit().show(WRONG, list(owner, owner.visit().frame().alert(why)));
  }

  AccountPage list(Owner owner, AccountPage.Frame frame) {
    return new SettingsPage.Publishers(
        frame,
        desk.place(owner, Section.TRUST),
        cards.of(owner.name(), visible.covering(owner.name(), owner.person())),
        providers.all().stream()
            .map(each ->
                new AccountPage.Way(each.title(), owner.at(TRUST + "/new?provider=" + each.id())))
            .toList());
  }

  /** The publisher of this very package that an address names. */
  Publisher publisher(Owner owner) {
    var id = PublisherId.of(owner.visit().request().parameter("id"));
    return visible.of(owner.target(), owner.person()).stream()
        .filter(each -> each.id().equals(id))
        .findFirst()
        .orElseThrow(() -> new TrustProblem.PublisherNotFound(id.toString()).asException());
  }

  /** A change of a publisher that is asked about before it is made. */
  private enum Change {
    PAUSE("Pause this publisher?", "Pause it", "/pause"),
    RESUME("Resume this publisher?", "Resume it", "/resume"),
    REMOVE("Remove this publisher?", "Remove it", "/remove");

    private final String title;
    private final String button;
    private final String path;

    Change(String title, String button, String path) {
      this.title = title;
      this.button = button;
      this.path = path;
    }
  }

  private Reply ask(Owner owner, Change change) {
    return owner.visit().show(question(owner, change, owner.visit().frame()));
  }

  private AccountPage question(Owner owner, Change change, AccountPage.Frame frame) {
    var publisher = publisher(owner);
    return new SettingsPage.Question(
        frame,
        desk.place(owner, Section.TRUST),
        change.title,
        cards.of(owner.name(), List.of(publisher)).getFirst(),
        consequences(owner, change),
        address(owner, change),
        change.button,
        change == Change.REMOVE);
  }

  private static String address(Owner owner, Change change) {
    return owner.at(TRUST + "/" + owner.visit().request().parameter("id") + change.path);
  }

  private List<String> consequences(Owner owner, Change change) {
    return switch (change) {
      case PAUSE ->
          List.of(
              "From now on no job is let in by it, and tokens that it was given no longer publish.",
              "Versions that it has published stay as they are.",
              "You can resume it whenever you like.");
      case RESUME ->
          List.of(
              "Jobs that meet its conditions may do again what the sentence says.",
              "Look first at why it was paused.");
      case REMOVE ->
          List.of(
              "From now on no job is let in by it, and tokens that it was given are dead.",
              "Versions that it has published stay as they are.",
              "The ids by which it knows its project are forgotten; who adds it again begins anew.",
              visible.of(owner.target(), owner.person()).size() == 1
                  ? "It is the last of this package: after it only people and their tokens publish"
                      + " it, as far as the publishing access lets them."
                  : "The other publishers of the package are not touched.");
    };
  }

  private Reply make(Owner owner, Change change) {
    var id = publisher(owner).id();
    return desk.change(
        owner,
        address(owner, change),
        confirmed -> {
          switch (change) {
            case PAUSE -> keeping.pause(owner.target(), id, confirmed.person());
            case RESUME -> keeping.resume(owner.target(), id, confirmed.person());
            case REMOVE -> keeping.remove(owner.target(), id, confirmed.person());
          }
          return owner.visit().go(owner.at(TRUST));
        },
        frame -> question(owner, change, frame));
  }
}
