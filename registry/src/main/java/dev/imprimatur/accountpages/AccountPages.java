package dev.imprimatur.accountpages;

import dev.imprimatur.accounts.OwnAccount;
import dev.imprimatur.accounts.OwnAccount.Owner;
import dev.imprimatur.accounts.OwnIdentities;
import dev.imprimatur.accounts.OwnPasskeys;
import dev.imprimatur.accounts.OwnSessions;
import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.http.Form;
import dev.imprimatur.http.Reply;
import dev.imprimatur.http.Route;
import dev.imprimatur.identities.LinkedIdentities;
import dev.imprimatur.limits.Quota;
import dev.imprimatur.pages.AccountPage;
import dev.imprimatur.pages.AccountPage.Field;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.problem.SignOnProblem;
import dev.imprimatur.qr.QrSquare;
import dev.imprimatur.secondfactor.Passkey;
import dev.imprimatur.secondfactor.PersonalPasskeys;
import dev.imprimatur.secondfactor.SecondFactors.Kind;
import dev.imprimatur.secret.Secret;
import dev.imprimatur.tokens.Grant;
import dev.imprimatur.tokens.Token;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The page of somebody's own account, with what they sign in with and where they are signed in. */
public final class AccountPages {
  private static final String HOME = "/-/account";
  private static final int REFUSED = 403;

  private final Desk desk;
  private final ConfirmPages confirmed;
  private final OwnAccount account;
  private final OwnPasskeys ownPasskeys;
  private final OwnSessions sessions;
  private final PersonalPasskeys passkeys;
  private final OwnIdentities identities;
  private final Entries entries;

  /**
   * The ways in that somebody may have.
   *
   * @param passwords whether passwords, and passkeys alone, are one for everybody
   */
  public record Entries(boolean passwords, List<Provider> providers) {
    public Entries {
      providers = List.copyOf(providers);
    }

    Optional<Provider> ofIssuer(String issuer) {
      return providers.stream().filter(each -> each.issuer().equals(issuer)).findFirst();
    }
  }

  /**
   * A provider that people sign in by.
   *
   * @param name its name in addresses
   * @param title its name for people
   */
  public record Provider(String name, String title, String issuer) {}

  public AccountPages(
      Desk desk,
      ConfirmPages confirmed,
      OwnAccount account,
      OwnPasskeys ownPasskeys,
      OwnSessions sessions,
      PersonalPasskeys passkeys,
      OwnIdentities identities,
      Entries entries) {
    this.desk = desk;
    this.confirmed = confirmed;
    this.account = account;
    this.ownPasskeys = ownPasskeys;
    this.sessions = sessions;
    this.passkeys = passkeys;
    this.identities = identities;
    this.entries = entries;
  }

  public List<Route<Action, Caller>> routes() {
    return List.of(
        desk.ownPage(HOME, (visit, person) -> visit.show(overview(visit, person, visit.frame()))),
        desk.ownPage(
            HOME + "/password",
            (visit, person) -> visit.show(newPassword(visit, person, visit.frame()))),
        desk.ownForm(HOME + "/sessions/end", this::endSession),
        confirmed.form(HOME + "/passkeys", this::addPasskey),
        confirmed.form(HOME + "/passkeys/rename", this::renamePasskey),
        confirmed.form(HOME + "/passkeys/remove", this::removePasskey),
        confirmed.form(HOME + "/app", this::beginApp),
        confirmed.form(HOME + "/app/confirm", this::confirmApp).within(Quota.SIGN_IN),
        confirmed.form(HOME + "/app/remove", this::removeApp),
        confirmed.form(HOME + "/codes", this::renewCodes),
        confirmed.form(HOME + "/password", this::choosePassword).within(Quota.SIGN_IN));
  }

  private AccountPage overview(Visit visit, Caller.Person person, AccountPage.Frame frame) {
    var view = account.view(person);
    var factors =
        new AccountPage.Factors(
            ownPasskeys.all(person).stream().map(AccountPages::device).toList(),
            visit.browser().map(browser -> passkeys.toMake(browser, person.user().name())),
            view.factors().contains(Kind.TOTP),
            account.recoveryCodesLeft(person));
    return new AccountPage.Overview(
        frame,
        view.user().email(),
        account.readsUntil(person),
        view.user().admin(),
        new AccountPage.Password(view.password(), entries.passwords()),
        factors,
        identities(visit, person),
        sessions.all(person).stream().map(token -> session(token, person)).toList());
  }

  private AccountPage.Identities identities(Visit visit, Caller.Person person) {
    var linked = identities.all(person);
    var issuers = linked.stream().map(link -> link.id().issuer()).toList();
    return new AccountPage.Identities(
        linked.stream().map(this::identity).toList(),
        entries.providers().stream()
            .filter(provider -> !issuers.contains(provider.issuer()))
            .map(provider ->
                new AccountPage.Way(
                    "Link an account of " + provider.title(),
                    visit.site().base() + "/-/sso/" + provider.name() + "/link"))
            .toList());
  }

  /** Describes a link; one of a provider that is configured no more can still be unlinked. */
  private AccountPage.Identity identity(LinkedIdentities.Link link) {
    var issuer = link.id().issuer();
    var title = entries.ofIssuer(issuer).map(Provider::title);
    return new AccountPage.Identity(
        issuer, title.orElse(issuer), link.name(), link.linkedAt(), link.usedAt());
  }

  private static AccountPage.Device device(Passkey passkey) {
    return new AccountPage.Device(
        passkey.credential().id().value(),
        passkey.label(),
        passkey.createdAt(),
        passkey.lastUsedAt());
  }

  private static AccountPage.Session session(Token token, Caller.Person person) {
    return new AccountPage.Session(
        token.id().toString(),
        token.grant() instanceof Grant.Browser ? "A browser" : "npm, token …" + token.endsWith(),
        token.createdAt(),
        token.id().equals(person.token().id()));
  }

  private Reply addPasskey(Visit visit, Owner owner, Form form) {
    return shown(
        visit,
        owner,
        () -> {
          var offer =
              new OwnPasskeys.Offer(
                  visit.requireBrowser(), form.text("response"), form.text("label"));
          return ownPasskeys
              .add(owner, offer)
              .map(codes -> codes(visit, codes))
              .orElseGet(() -> done(visit, owner, "The passkey is added."));
        });
  }

  private Reply renamePasskey(Visit visit, Owner owner, Form form) {
    return shown(
        visit,
        owner,
        () -> {
          ownPasskeys.rename(owner, form.text("id"), form.text("label"));
          return done(visit, owner, "The passkey has another name.");
        });
  }

  private Reply removePasskey(Visit visit, Owner owner, Form form) {
    return shown(
        visit,
        owner,
        () -> {
          ownPasskeys.remove(owner, form.text("id"));
          return done(visit, owner, "The passkey is removed. Remove it on the device as well.");
        });
  }

  private Reply beginApp(Visit visit, Owner owner, Form form) {
    return shown(
        visit,
        owner,
        () ->
            account
                .beginTotp(owner)
                .<AccountPage>map(enrolment ->
                    new AccountPage.NewApp(
                        visit.frame(), enrolment.key(), QrSquare.of(enrolment.uri())))
                .orElseGet(() -> done(visit, owner, "There is an app already.")));
  }

  private Reply confirmApp(Visit visit, Owner owner, Form form) {
    return shown(
        visit, owner, () -> codes(visit, account.confirm(owner, Secret.of(form.trimmed("code")))));
  }

  private Reply removeApp(Visit visit, Owner owner, Form form) {
    return shown(
        visit,
        owner,
        () -> {
          account.removeTotp(owner);
          return done(visit, owner, "The app is removed.");
        });
  }

  private Reply renewCodes(Visit visit, Owner owner, Form form) {
    return shown(visit, owner, () -> codes(visit, account.renewRecoveryCodes(owner)));
  }

  private Reply choosePassword(Visit visit, Owner owner, Form form) {
    try {
      var chosen = Secret.of(form.text("password"));
      if (account.view(owner.person()).password()) {
        account.choosePassword(owner, Secret.of(form.text("old")), chosen);
      } else if (entries.passwords()) {
        account.chooseFirstPassword(owner, chosen);
      } else {
        throw new SignOnProblem.PasswordsOff().asException();
      }
      return visit.show(
          done(visit, owner, "You have another password; all other sessions have ended."));
    } catch (ProblemException e) {
      visit.request().note("problem", e.problem().code());
      return visit.show(
          REFUSED, newPassword(visit, owner.person(), visit.frame().alert(e.problem().detail())));
    }
  }

  private AccountPage newPassword(Visit visit, Caller.Person person, AccountPage.Frame frame) {
    boolean another = account.view(person).password();
    var chosen =
        Field.password("password", "New password", "new-password")
            .hinted("At least 10 characters; a few words will do.");
    return new AccountPage.Form(
        frame,
        another ? "Choose another password" : "Choose a password",
        List.of(),
        Optional.empty(),
        visit.site().account() + "/password",
        another
            ? List.of(Field.password("old", "Present password", "current-password"), chosen)
            : List.of(chosen),
        List.of(),
        "Choose it",
        Optional.empty());
  }

  /** Ends a session; whoever ends the one that they are in is signed out. */
  private Reply endSession(Visit visit, Caller.Person person, Form form) {
    sessions.end(person, form.text("id"));
    return form.text("id").equals(person.token().id().toString())
        ? visit.leave(visit.site().home())
        : visit.go(visit.site().account());
  }

  private AccountPage done(Visit visit, Owner owner, String what) {
    return overview(visit, owner.person(), visit.frame().done(what));
  }

  private static AccountPage codes(Visit visit, List<Secret> codes) {
    return new AccountPage.RecoveryCodes(visit.frame(), codes);
  }

  /** Shows what comes of a change, or the account with the reason why it was refused. */
  private Reply shown(Visit visit, Owner owner, Supplier<AccountPage> change) {
    try {
      return visit.show(change.get());
    } catch (ProblemException e) {
      visit.request().note("problem", e.problem().code());
      var frame = visit.frame().alert(e.problem().detail());
      return visit.show(REFUSED, overview(visit, owner.person(), frame));
    }
  }
}
