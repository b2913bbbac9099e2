package dev.imprimatur.accountpages;

import dev.imprimatur.access.AccountLink;
import dev.imprimatur.access.AccountLink.Membership;
import dev.imprimatur.access.AccountLink.Terms;
import dev.imprimatur.access.Organizations.Role;
import dev.imprimatur.accounts.AccountAdmin;
import dev.imprimatur.accounts.OwnAccount.Owner;
import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.http.Form;
import dev.imprimatur.http.Reply;
import dev.imprimatur.http.Route;
import dev.imprimatur.mail.MailAddress;
import dev.imprimatur.pages.AccountPage;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.secret.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The page on which whoever runs this registry invites others, and takes invitations back. */
public final class InvitationPages {
  private static final String PATH = "/-/account/invitations";
  private static final int REFUSED = 403;

  private final Desk desk;
  private final ConfirmPages confirmed;
  private final AccountAdmin people;

  public InvitationPages(Desk desk, ConfirmPages confirmed, AccountAdmin people) {
    this.desk = desk;
    this.confirmed = confirmed;
    this.people = people;
  }

  public List<Route<Action, Caller>> routes() {
    return List.of(
        confirmed.page(
            PATH,
            (visit, owner) ->
                visit.show(page(visit.frame(), Optional.empty(), Form.EMPTY, waiting(owner)))),
        confirmed.form(PATH, this::invite),
        confirmed.form(PATH + "/withdraw", this::withdraw));
  }

  private Reply invite(Visit visit, Owner owner, Form form) {
    try {
      var fresh = people.invite(invitation(form), owner.person());
      var link = Secret.of(fresh.address(desk.addressFor(visit.request())));
      return visit.show(page(visit.frame(), Optional.of(link), Form.EMPTY, waiting(owner)));
    } catch (ProblemException e) {
      // Whoever may not see the invitations sees why, and nothing else.
      var waiting = waiting(owner);
      visit.request().note("problem", e.problem().code());
      var frame = visit.frame().alert(e.problem().detail());
      return visit.show(REFUSED, page(frame, Optional.empty(), form, waiting));
    }
  }

  private static Terms.Invitation invitation(Form form) {
    var email = typed(form, "email").map(MailAddress::new).map(MailAddress::value);
    var joins = typed(form, "organization").map(name -> new Membership(name, Role.MEMBER));
    return new Terms.Invitation(typed(form, "admin").isPresent(), email, joins);
  }

  private static Optional<String> typed(Form form, String field) {
    return Optional.of(form.trimmed(field)).filter(text -> !text.isEmpty());
  }

  private Reply withdraw(Visit visit, Owner owner, Form form) {
    boolean was = id(form.text("id")).filter(id -> people.withdraw(id, owner.person())).isPresent();
    var words = was ? "The invitation is taken back." : "There is no such invitation any more.";
    var frame = visit.frame().done(words);
    return visit.show(page(frame, Optional.empty(), Form.EMPTY, waiting(owner)));
  }

  private static Optional<UUID> id(String text) {
    try {
      return Optional.of(UUID.fromString(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private List<AccountPage.Invited> waiting(Owner owner) {
    return people.invitations(owner.person()).stream().map(InvitationPages::invited).toList();
  }

  private static AccountPage.Invited invited(AccountLink link) {
    var words = new ArrayList<String>();
    if (link.terms() instanceof Terms.Invitation(var admin, var email, var joins)) {
      words.add(email.orElse("whoever has the link"));
      joins.ifPresent(membership -> words.add(membership.toString()));
      if (admin) {
        words.add("runs the registry");
      }
    }
    return new AccountPage.Invited(
        link.id().toString(), String.join(", ", words), link.expiresAt());
  }

  private static AccountPage page(
      AccountPage.Frame frame,
      Optional<Secret> link,
      Form typed,
      List<AccountPage.Invited> waiting) {
    return new AccountPage.Invitations(
        frame, link, typed.trimmed("email"), typed.trimmed("organization"), waiting);
  }
}
