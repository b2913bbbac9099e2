package dev.imprimatur.wiring;

import dev.imprimatur.access.AccountLink.Membership;
import dev.imprimatur.access.AccountLink.Terms;
import dev.imprimatur.access.Organizations.Role;
import dev.imprimatur.access.User;
import dev.imprimatur.access.UserName;
import dev.imprimatur.access.Users;
import dev.imprimatur.accounts.LinkUse;
import dev.imprimatur.secret.Secret;
import java.util.Optional;
import java.util.regex.Pattern;

/** The links of a registry under test, used as their pages do. */
public record TestLinks(Registry registry, RegistryInternals inside) {
  private static final Pattern SECRET = Pattern.compile("[0-9a-f]{64}");

  /** Returns the secret in an address, or in what a command printed. */
  public static Secret secret(String printed) {
    return Secret.of(
        SECRET.matcher(printed).results().map(found -> found.group()).findFirst().orElseThrow());
  }

  private static LinkUse.Opened opened(String printed) {
    return new LinkUse.Opened(secret(printed), "192.0.2.1");
  }

  private LinkUse use() {
    return registry.useCases.account.linkUse;
  }

  /** Makes the link that a server prints when it starts, if it prints one. */
  public Optional<String> setUp() {
    return use().setUp().map(fresh -> fresh.secret().reveal());
  }

  public User makeAccount(String link, String name) {
    var applicant =
        new Users.Applicant(
            new UserName(name), name + "@acme.example", Secret.of(TestPeople.PASSWORD), false);
    return use().makeAccount(opened(link), applicant);
  }

  public UserName choosePassword(String link, String password) {
    return use().choosePassword(opened(link), Secret.of(password));
  }

  public UserName verify(String link) {
    return use().verify(opened(link));
  }

  /** Asks for a mail with a link to choose another password. */
  public void forgotPassword(String nameOrEmail) {
    registry.useCases.account.linkRequests.forgotPassword(nameOrEmail);
  }

  /** Makes an invitation as somebody with this token. */
  public String inviteBy(String token) {
    return inviteBy(token, Optional.empty());
  }

  /** Mails an invitation as somebody with this token. */
  public String mailBy(String token, String email) {
    return inviteBy(token, Optional.of(email));
  }

  private String inviteBy(String token, Optional<String> email) {
    var terms = new Terms.Invitation(false, email, Optional.empty());
    return registry.useCases.account.admin.invite(terms, inside.caller(token)).secret().reveal();
  }

  /** Makes an invitation to an organization as somebody with this token. */
  public String inviteInto(String token, String organization) {
    var joins = new Membership(organization, Role.MEMBER);
    var terms = new Terms.Invitation(false, Optional.empty(), Optional.of(joins));
    return registry.useCases.account.admin.invite(terms, inside.caller(token)).secret().reveal();
  }
}
