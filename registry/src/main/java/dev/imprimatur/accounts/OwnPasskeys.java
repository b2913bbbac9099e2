package dev.imprimatur.accounts;

import dev.imprimatur.access.UserName;
import dev.imprimatur.accounts.OwnAccount.Owner;
import dev.imprimatur.audit.AccountEvent;
import dev.imprimatur.change.Changes;
import dev.imprimatur.db.Tx;
import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.problem.PeopleProblem;
import dev.imprimatur.secondfactor.Passkey;
import dev.imprimatur.secondfactor.PersonalPasskeys;
import dev.imprimatur.secondfactor.SecondFactors;
import dev.imprimatur.secondfactor.SecondFactors.Kind;
import dev.imprimatur.secret.Secret;
import java.util.List;
import java.util.Optional;

/** The passkeys of whoever asks. */
public final class OwnPasskeys {
  private static final Action MANAGE = new Action.ManageAccount();

  private final PersonalPasskeys passkeys;
  private final SecondFactors factors;
  private final WaysIn ways;
  private final Changes changes;

  public OwnPasskeys(
      PersonalPasskeys passkeys, SecondFactors factors, WaysIn ways, Changes changes) {
    this.passkeys = passkeys;
    this.factors = factors;
    this.ways = ways;
    this.changes = changes;
  }

  /** A passkey that a browser says it has made, and the name that it shall have. */
  public record Offer(PersonalPasskeys.Browser browser, String response, String label) {}

  public List<Passkey> all(Caller.Person person) {
    return passkeys.of(person.user().name());
  }

  /** Adds a passkey; with somebody's first second factor they get recovery codes. */
  public Optional<List<Secret>> add(Owner owner, Offer offer) {
    var name = owner.name();
    var made = passkeys.verify(offer.browser(), name, offer.response());
    return changes.make(
        owner.person(),
        MANAGE,
        change -> {
          boolean first = !factors.has(change.tx(), name);
          passkeys.add(change.tx(), name, made, offer.label());
          change.happened(new AccountEvent.SecondFactorAdded(name.value(), Kind.PASSKEY.wire()));
          if (!first) {
            return Optional.empty();
          }
          // They have just shown that the account is theirs, or they could not have come here.
          factors.remember(change.tx(), owner.person().token().id());
          return Optional.of(factors.renewRecoveryCodes(change.tx(), name));
        });
  }

  /** Gives a passkey another name, which only its owner sees. */
  public void rename(Owner owner, String id, String label) {
    boolean found =
        changes.make(
            owner.person(),
            MANAGE,
            change -> passkeys.rename(change.tx(), owner.name(), id, label));
    require(found);
  }

  /** Removes a passkey; nothing that it signs is accepted afterwards. */
  public void remove(Owner owner, String id) {
    boolean found =
        changes.make(
            owner.person(),
            MANAGE,
            change -> {
              boolean removed = remove(change.tx(), owner.name(), id);
              if (removed) {
                factors.removeUseless(change.tx(), owner.name());
                change.happened(
                    new AccountEvent.SecondFactorRemoved(
                        owner.name().value(), Kind.PASSKEY.wire()));
              }
              return removed;
            });
    require(found);
  }

  /** Removes one that is neither the last way in nor the last second factor that is demanded. */
  private boolean remove(Tx tx, UserName name, String id) {
    return factors.keepDemanded(
        tx, name, () -> ways.keepOne(tx, name, () -> passkeys.remove(tx, name, id)));
  }

  private static void require(boolean found) {
    if (!found) {
      throw new PeopleProblem.PasskeyNotFound().asException();
    }
  }
}
