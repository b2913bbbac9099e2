package dev.imprimatur.accounts;

import dev.imprimatur.access.Profile;
import dev.imprimatur.access.SecondFactorMode;
import dev.imprimatur.access.User;
import dev.imprimatur.access.UserName;
import dev.imprimatur.access.Users;
import dev.imprimatur.audit.AccountEvent;
import dev.imprimatur.change.Change;
import dev.imprimatur.change.Changes;
import dev.imprimatur.db.Database;
import dev.imprimatur.db.Tx;
import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.problem.PeopleProblem;
import dev.imprimatur.secondfactor.SecondFactors;
import dev.imprimatur.secondfactor.SecondFactors.Kind;
import dev.imprimatur.secret.Secret;
import dev.imprimatur.signin.Sessions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The account of whoever asks: what they tell of themself, their password and their second factors.
 * What a password is asked for is checked before a transaction begins, as that takes time.
 */
public final class OwnAccount {
  private static final Action MANAGE = new Action.ManageAccount();

  private final Database db;
  private final Users users;
  private final SecondFactors factors;
  private final Sessions sessions;
  private final Changes changes;
  private final Mails mails;
  private final LinkRequests links;
  private final InstantSource clock;

  public OwnAccount(
      Database db,
      Users users,
      SecondFactors factors,
      Sessions sessions,
      Changes changes,
      Mails mails,
      LinkRequests links,
      InstantSource clock) {
    this.db = db;
    this.users = users;
    this.factors = factors;
    this.sessions = sessions;
    this.changes = changes;
    this.mails = mails;
    this.links = links;
    this.clock = clock;
  }

  /**
   * An account as its owner sees it.
   *
   * @param password whether they have one
   * @param pending whether an app was not confirmed yet
   */
  public record View(
      User user, boolean password, Profile profile, Set<Kind> factors, boolean pending) {}

  /** The owner of an account, and where their request came from. */
  public record Owner(Caller.Person person, String address) {
    UserName name() {
      return person.user().name();
    }
  }

  public View view(Caller.Person person) {
    return db.read(tx -> view(tx, person.user().name()));
  }

  /** Returns until when somebody may only read, as their account was recovered. */
  public Optional<Instant> readsUntil(Caller.Person person) {
    var user = view(person).user();
    return user.readsOnly(clock.instant()) ? user.readOnlyUntil() : Optional.empty();
  }

  private View view(Tx tx, UserName name) {
    return new View(
        users.require(tx, name),
        users.hasPassword(tx, name),
        users.profile(tx, name),
        factors.kinds(tx, name),
        factors.isPending(tx, name));
  }

  /**
   * Changes what somebody tells of themself. Another mail address is verified anew, the former one
   * is told, and while an account may only read it stays as it is: its owner is told there.
   */
  public View tell(Owner owner, Profile.Facts facts, Optional<String> email) {
    var name = owner.name();
    var before = view(owner.person());
    var newEmail = email.filter(address -> !address.equals(before.user().email()));
    if (newEmail.isPresent() && before.user().readsOnly(clock.instant())) {
      throw new PeopleProblem.ReadOnlyAccount(before.user().readOnlyUntil().orElseThrow())
          .asException();
    }
    var after =
        changes.make(
            owner.person(),
            MANAGE,
            change -> {
              if (!facts.equals(before.profile().facts())) {
                users.setFacts(change.tx(), name, facts);
                change.happened(new AccountEvent.ProfileChanged(name.value()));
              }
              if (newEmail.isPresent()) {
                users.setEmail(change.tx(), name, newEmail.get());
                change.happened(new AccountEvent.EmailChanged(name.value()));
              }
              return view(change.tx(), name);
            });
    if (newEmail.isPresent()) {
      mails.tellFormer(before.user());
      links.verifyEmail(after.user());
    }
    return after;
  }

  /** Changes a password; all other sessions end, as somebody else may have begun them. */
  public void choosePassword(Owner owner, Secret old, Secret chosen) {
    requirePassword(owner, old);
    var hash = users.hashed(owner.name(), chosen);
    changes.make(
        owner.person(),
        MANAGE,
        change -> {
          users.setPassword(change.tx(), owner.name(), hash);
          sessions.endOthers(change, owner.name(), Optional.of(owner.person().token().id()));
          change.happened(new AccountEvent.PasswordChanged(owner.name().value()));
          return hash;
        });
  }

  /**
   * Sets the first password of somebody who came by a provider; for pages, which know that it is
   * still them. If they have got one meanwhile, that is to be shown.
   */
  public void chooseFirstPassword(Owner owner, Secret chosen) {
    var hash = users.hashed(owner.name(), chosen);
    changes.make(
        owner.person(),
        MANAGE,
        change -> {
          users.hold(change.tx(), owner.name());
          if (users.hasPassword(change.tx(), owner.name())) {
            throw new PeopleProblem.SignInRefused().asException();
          }
          users.setPassword(change.tx(), owner.name(), hash);
          sessions.endOthers(change, owner.name(), Optional.of(owner.person().token().id()));
          change.happened(new AccountEvent.PasswordChanged(owner.name().value()));
          return hash;
        });
  }

  private void requirePassword(Owner owner, Secret password) {
    sessions.requirePassword(new Users.Attempt(owner.name(), password, owner.address()));
  }

  /**
   * Sets what somebody is asked for their second factor for; if they have none, the enrolment of an
   * app begins, and waits for its first code.
   */
  public Optional<SecondFactors.Enrolment> enable(
      Owner owner, Secret password, SecondFactorMode mode) {
    requirePassword(owner, password);
    return changes.make(
        owner.person(),
        MANAGE,
        change -> {
          var name = owner.name();
          users.setMode(change.tx(), name, mode);
          change.happened(new AccountEvent.SecondFactorModeSet(name.value(), mode.wire()));
          return factors.has(change.tx(), name)
              ? Optional.empty()
              : factors.begin(change.tx(), name);
        });
  }

  /** Begins the enrolment of an app beside other second factors; for pages. */
  public Optional<SecondFactors.Enrolment> beginTotp(Owner owner) {
    return changes.make(owner.person(), MANAGE, change -> factors.begin(change.tx(), owner.name()));
  }

  /** Removes the app of somebody, and no other second factor. */
  public void removeTotp(Owner owner) {
    changes.make(
        owner.person(),
        MANAGE,
        change -> {
          var tx = change.tx();
          boolean had =
              factors.keepDemanded(tx, owner.name(), () -> factors.removeTotp(tx, owner.name()));
          if (had) {
            change.happened(
                new AccountEvent.SecondFactorRemoved(owner.name().value(), Kind.TOTP.wire()));
          }
          return had;
        });
  }

  /** Counts the recovery codes that are left. */
  public long recoveryCodesLeft(Caller.Person person) {
    return db.read(tx -> factors.recoveryCodesLeft(tx, person.user().name()));
  }

  /** Confirms an app by its first code; returns the recovery codes. */
  public List<Secret> confirm(Owner owner, Secret code) {
    return changes.make(
        owner.person(),
        MANAGE,
        change -> {
          var name = owner.name();
          var codes =
              factors
                  .confirm(change.tx(), name, code)
                  .orElseThrow(() -> new PeopleProblem.CodeRefused().asException());
          change.happened(new AccountEvent.SecondFactorAdded(name.value(), "totp"));
          return codes;
        });
  }

  /**
   * Removes every second factor of somebody who has shown one, and with them the recovery codes.
   */
  public View disable(Owner owner, Secret password) {
    requirePassword(owner, password);
    return changes.make(
        owner.person(),
        MANAGE,
        change -> {
          removeAll(change, owner.name());
          return view(change.tx(), owner.name());
        });
  }

  private void removeAll(Change change, UserName name) {
    var tx = change.tx();
    var kinds =
        factors.keepDemanded(
            tx,
            name,
            () -> {
              var had = factors.kinds(tx, name);
              factors.removeAll(tx, name);
              return had;
            });
    kinds.forEach(
        kind -> change.happened(new AccountEvent.SecondFactorRemoved(name.value(), kind.wire())));
  }

  /** Makes new recovery codes; the old ones are good for nothing then. */
  public List<Secret> renewRecoveryCodes(Owner owner) {
    return changes.make(
        owner.person(),
        MANAGE,
        change -> {
          if (!factors.has(change.tx(), owner.name())) {
            throw new PeopleProblem.SecondFactorMissing().asException();
          }
          change.happened(new AccountEvent.RecoveryCodesRenewed(owner.name().value()));
          return factors.renewRecoveryCodes(change.tx(), owner.name());
        });
  }
}
