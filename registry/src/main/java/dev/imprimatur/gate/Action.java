package dev.imprimatur.gate;

import dev.imprimatur.access.Invitation;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.trust.Target;
import java.util.List;

/** An action that a caller wants to be admitted for. */
public sealed interface Action {

  /**
   * An action that anybody may do, or whose handler checks the caller itself, such as a sign-in.
   */
  record Nothing() implements Action {}

  /**
   * To open a page, or to send its form, as whoever has signed in with this browser, or as nobody.
   * Only a browser's cookie counts here, and it counts nowhere else.
   */
  record Browse() implements Action {}

  /** An action that anybody may do who is signed in. */
  record SignedIn() implements Action {}

  /** To look for packages; whoever has no credential finds what everybody may read. */
  record Search() implements Action {}

  /** To read a package. */
  record Read(PackageName name) implements Action {}

  /** To star a package, as every person may who may read it. */
  record Star(PackageName name) implements Action {}

  /** To change what others read of a package. */
  sealed interface Write extends Action {
    PackageName name();
  }

  /** To publish a version of a package, which need not exist. */
  record Publish(PackageName name) implements Write {}

  /** To stage a version of a package, which need not exist, for somebody to approve. */
  record Stage(PackageName name) implements Write {}

  /**
   * To send the document of a package, for whatever purpose; permission for that is asked again
   * later.
   */
  record WriteDocument(PackageName name) implements Write {}

  /** To move the dist-tags of a package. */
  record Tag(PackageName name) implements Write {}

  /** To deprecate versions of a package. */
  record Deprecate(PackageName name) implements Write {}

  /**
   * To remove versions of a package for ever, as only a person can who decides about it. A stranger
   * is told the same of every name: npm takes "there is none" for "it is gone".
   */
  record Unpublish(PackageName name) implements Action {}

  /**
   * To see what is staged, as only a person can; permission for each package is asked again later.
   */
  record Review() implements Action {}

  /**
   * To approve or reject what is staged of a package, as only a person can. It is no write: where
   * only trusted publishers may write, what came from one may still be approved.
   */
  record ReviewStaged(PackageName name) implements Action {}

  /** To approve or reject at once what is staged of all of these packages. */
  record ReviewAllStaged(List<PackageName> names) implements Action {
    public ReviewAllStaged {
      names = names.stream().distinct().toList();
    }
  }

  /** To decide about the trusted publishers of a package, or of all packages of a pattern. */
  record Trust(Target target) implements Action {}

  /** To decide about the trusted publishers of all of these, by one plan. */
  record TrustAll(List<Target> targets) implements Action {
    public TrustAll {
      targets = List.copyOf(targets);
    }
  }

  /** To see the history of trusted publishers: the owners may, and no job of theirs. */
  record History(Target target) implements Action {}

  /**
   * To decide about a package in all other ways, as only a person can; for example, who may read
   * it.
   */
  record Decide(Target target) implements Action {
    public static Decide about(PackageName name) {
      return new Decide(Target.of(name));
    }
  }

  /** An action about who belongs together, and who has a right on what; no job does it. */
  sealed interface AboutPeople extends Action {}

  /** Such an action that is not about one package alone. */
  sealed interface AboutOrganizations extends AboutPeople {}

  /** To give a package to somebody else, as only who owns it can. */
  record Transfer(PackageName name) implements AboutPeople {}

  /** To see who has a right on a package: whoever has one may. */
  record SeeRights(PackageName name) implements AboutPeople {}

  /** To decide for an organization; it is written without its at sign. */
  record Represent(String organization) implements Action {}

  /** To change one's own account, as only a person can who has signed in. */
  record ManageAccount() implements Action {}

  /** To see and end one's own sessions, as only a person can who has signed in. */
  record ManageSessions() implements Action {}

  /** To see who belongs to an organization, its teams and its packages: its members may. */
  record SeeOrganization(String organization) implements AboutOrganizations {}

  /** To decide about the teams of an organization, and who is in them. */
  record ManageTeams(String organization) implements AboutOrganizations {}

  /** To decide what the teams of an organization may do with a package of it. */
  record GrantTeams(String organization, PackageName name) implements AboutOrganizations {}

  /** To leave an organization, or to ask that somebody else does, which is decided later. */
  record Leave(String organization) implements AboutOrganizations {}

  /** To see what is one's own, such as packages and invitations, and who else is where one is. */
  record SeeOwn() implements AboutOrganizations {}

  /** To accept or decline an invitation, as whom it is for. */
  record Answer(Invitation invitation) implements AboutOrganizations {}

  /** To see one's own tokens. */
  record ListTokens() implements Action {}

  /** To make tokens for oneself, and to revoke one's own. */
  record ManageTokens() implements Action {}

  /** To decide about the registry. */
  record Administer() implements Action {}

  /**
   * To decide about users, others' tokens, organizations and signing keys. It is done by commands,
   * and not over the network.
   */
  record Operate() implements Action {}

  /** To remove what has expired and finish what was begun, as the registry does by itself. */
  record Maintain() implements Action {}
}
