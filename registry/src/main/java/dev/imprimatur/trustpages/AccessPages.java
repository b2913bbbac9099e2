package dev.imprimatur.trustpages;

import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.http.Form;
import dev.imprimatur.http.Reply;
import dev.imprimatur.http.Route;
import dev.imprimatur.packageadmin.PublishingAccessChange;
import dev.imprimatur.pages.AccountPage;
import dev.imprimatur.pages.SettingsPage;
import dev.imprimatur.pages.SettingsPage.Choice;
import dev.imprimatur.pages.SettingsPage.Section;
import dev.imprimatur.pages.SettingsPage.WritingToken;
import dev.imprimatur.tokens.Grant;
import dev.imprimatur.tokens.Token;
import dev.imprimatur.trust.Locks.Lock;
import dev.imprimatur.trust.PublishingAccess;
import dev.imprimatur.trust.PublishingAccess.Writers;
import dev.imprimatur.trustpages.SettingsDesk.Owner;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** The page on which owners say who may publish a package beside its trusted publishers. */
public final class AccessPages {
  private static final String PATH = Section.ACCESS.path();
  private static final String WRITERS = "writers";
  private static final String OWN_ONLY = "ownOnly";
  private static final String STAGED_ONLY = "stagedOnly";
  private static final String FOUR_EYES = "fourEyes";

  /** The steps from tokens to trusted publishers. */
  private static final int VERIFY = 1;

  private static final int RESTRICT = 2;
  private static final int REVOKE = 3;
  private static final int DONE = 4;

  private final SettingsDesk desk;
  private final PublishingAccessChange access;
  private final PublisherCards cards;

  public AccessPages(SettingsDesk desk, PublishingAccessChange access, PublisherCards cards) {
    this.desk = desk;
    this.access = access;
    this.cards = cards;
  }

  public List<Route<Action, Caller>> routes() {
    return List.of(
        desk.page(PATH, owner -> owner.visit().show(page(owner, owner.visit().frame()))),
        desk.form(PATH, this::take));
  }

  private AccountPage page(Owner owner, AccountPage.Frame frame) {
    var state = access.of(owner.target());
    var now = state.lock().map(Lock::access).orElse(PublishingAccess.OPEN);
    UnaryOperator<String> typed = name -> owner.visit().request().typed(name);
    var chosen = typed.apply(WRITERS).isEmpty() ? now : chosen(now, typed);
    var verified =
        cards.published(owner.name()).values().stream()
            .max(Comparator.naturalOrder())
            .map(at -> "A trusted publisher published it on %s.".formatted(SettingsPage.day(at)));
    return new SettingsPage.Access(
        frame,
        desk.place(owner, Section.ACCESS),
        verified,
        step(verified.isPresent(), now, state.tokens()),
        Stream.of(Writers.values())
            .map(each -> new Choice(each.wire(), title(each), help(each), each == chosen.writers()))
            .toList(),
        rules(chosen),
        state.tokens().stream().map(AccessPages::token).toList());
  }

  private static int step(boolean verified, PublishingAccess access, List<Token> tokens) {
    if (!verified) {
      return VERIFY;
    }
    if (access.writers().compareTo(Writers.SECOND_FACTOR) < 0) {
      return RESTRICT;
    }
    return tokens.isEmpty() ? DONE : REVOKE;
  }

  private static String title(Writers writers) {
    return switch (writers) {
      case OPEN -> "Two-factor authentication is not required";
      case SECOND_FACTOR_OR_TOKEN ->
          "Require two-factor authentication or a granular access token with bypass 2fa enabled";
      case SECOND_FACTOR -> "Require two-factor authentication and disallow tokens (recommended)";
      case TRUSTED_ONLY -> "Only trusted publishers";
    };
  }

  private static String help(Writers writers) {
    return switch (writers) {
      case OPEN -> "Whoever may write publishes, with a token as well.";
      case SECOND_FACTOR_OR_TOKEN ->
          "People show a second factor; tokens that were made to need none still publish.";
      case SECOND_FACTOR ->
          "People show a second factor each time, and no token publishes. Trusted publishers go on"
              + " working.";
      case TRUSTED_ONLY ->
          "Nobody publishes by hand, not even its owners. This goes beyond what npm has.";
    };
  }

  private static List<Choice> rules(PublishingAccess access) {
    return List.of(
        new Choice(
            STAGED_ONLY,
            "Every version is staged",
            "It waits until a person approves it, whoever sent it.",
            access.stagedOnly()),
        new Choice(
            FOUR_EYES,
            "Four eyes",
            "Who staged a version, or started the run that did, does not approve it.",
            access.fourEyes()),
        new Choice(
            OWN_ONLY,
            "Only its own trusted publishers",
            "Those of patterns such as @acme/* do not count for it.",
            access.ownOnly()));
  }

  private static WritingToken token(Token token) {
    return new WritingToken(
        token.owner().map(Object::toString).orElse(""),
        token.grant() instanceof Grant.Granular granular
            ? granular.terms().name()
            : "a session of npm login",
        token.endsWith(),
        SettingsPage.day(token.createdAt()),
        token.expiresAt().map(SettingsPage::day).orElse("never"));
  }

  /** Returns the access that was chosen; who approves is left as it is. */
  private static PublishingAccess chosen(PublishingAccess now, UnaryOperator<String> typed) {
    return new PublishingAccess(
        Writers.of(typed.apply(WRITERS)),
        !typed.apply(OWN_ONLY).isEmpty(),
        !typed.apply(STAGED_ONLY).isEmpty(),
        !typed.apply(FOUR_EYES).isEmpty(),
        now.approvers());
  }

  private Reply take(Owner owner, Form form) {
    return desk.change(
        owner,
        owner.at(PATH) + "?" + query(form),
        confirmed -> {
          var _ = access.change(owner.target(), now -> chosen(now, form::text), confirmed.person());
          var frame = owner.visit().frame().done("The package settings are updated.");
          return owner.visit().show(page(owner, frame));
        },
        frame -> page(owner, frame));
  }

  /** Writes what was chosen into an address, which chooses it again. */
  private static String query(Form form) {
    var ticked =
        Stream.of(OWN_ONLY, STAGED_ONLY, FOUR_EYES)
            .filter(name -> !form.text(name).isEmpty())
            .map(name -> "&" + name + "=yes")
            .reduce("", String::concat);
    return WRITERS + "=" + Writers.of(form.text(WRITERS)).wire() + ticked;
  }
}
