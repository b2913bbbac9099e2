package dev.imprimatur.accounts;

import dev.imprimatur.access.UserName;
import dev.imprimatur.access.Users;
import dev.imprimatur.db.Tx;
import dev.imprimatur.identities.LinkedIdentities;
import dev.imprimatur.identities.PasswordAccess;
import dev.imprimatur.problem.AccountProblem;
import dev.imprimatur.secondfactor.SecondFactors;
import dev.imprimatur.secondfactor.SecondFactors.Kind;
import java.util.Set;

/**
 * The ways in which people get into their accounts, of which each keeps one: a password or a
 * passkey where this registry lets people in by those, or an identity at a provider that is
 * configured.
 */
public final class WaysIn {
  private final Users users;
  private final SecondFactors factors;
  private final LinkedIdentities links;
  private final PasswordAccess passwords;
  private final Set<String> issuers;

  /**
   * Knows the ways in.
   *
   * @param issuers the providers that people may sign in by
   */
  public WaysIn(
      Users users,
      SecondFactors factors,
      LinkedIdentities links,
      PasswordAccess passwords,
      Set<String> issuers) {
    this.users = users;
    this.factors = factors;
    this.links = links;
    this.passwords = passwords;
    this.issuers = Set.copyOf(issuers);
  }

  /** The removal of something that may be a way in; returns whether there was such a thing. */
  interface Removal {
    boolean remove();
  }

  /**
   * Removes something, unless it is the last way into an account. Of two removals at once, the
   * later one sees what the earlier has left.
   */
  boolean keepOne(Tx tx, UserName user, Removal removal) {
    users.hold(tx, user);
    boolean had = hasAny(tx, user);
    boolean removed = removal.remove();
    if (had && !hasAny(tx, user)) {
      throw new AccountProblem.LastWayIn().asException();
    }
    return removed;
  }

  private boolean hasAny(Tx tx, UserName user) {
    boolean byItself =
        passwords.isForEverybody()
            && (users.hasPassword(tx, user) || factors.kinds(tx, user).contains(Kind.PASSKEY));
    return byItself
        || links.ofUser(tx, user).stream().anyMatch(link -> issuers.contains(link.id().issuer()));
  }
}
