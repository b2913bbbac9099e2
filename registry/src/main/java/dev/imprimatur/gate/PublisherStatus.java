package dev.imprimatur.gate;

import dev.imprimatur.access.OwnerName;
import dev.imprimatur.access.Owners;
import dev.imprimatur.db.Tx;
import dev.imprimatur.issuers.Issuers;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.problem.ExchangeProblem;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.rulebooks.Issuer;
import dev.imprimatur.tokens.Grant;
import dev.imprimatur.trust.Locks;
import dev.imprimatur.trust.Publisher;
import dev.imprimatur.trust.Publisher.Pause;
import dev.imprimatur.trust.PublisherId;
import dev.imprimatur.trust.Publishers;
import dev.imprimatur.trust.Target;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The check that a trusted publisher is still as it was when a token was minted for it. It is made
 * whenever a token is used, so that nothing outlives what it came from.
 */
public final class PublisherStatus {
  private final Publishers publishers;
  private final Issuers issuers;
  private final Owners owners;
  private final Locks locks;

  public PublisherStatus(Publishers publishers, Issuers issuers, Owners owners, Locks locks) {
    this.publishers = publishers;
    this.issuers = issuers;
    this.owners = owners;
    this.locks = locks;
  }

  /**
   * The reason why tokens that were minted for this publisher are not valid any more, if there is
   * one.
   */
  Optional<String> invalidReason(Tx tx, Grant.Trusted trusted) {
    var found = publishers.find(tx, new PublisherId(trusted.id()));
    if (found.filter(each -> each.state().revision() == trusted.revision()).isEmpty()) {
      return Optional.of("its trusted publisher was changed or removed");
    }
    var publisher = found.get();
    if (publisher.state().pause().filter(each -> each.kind() == Pause.Kind.REFUSES).isPresent()) {
      return Optional.of("its trusted publisher is paused");
    }
    if (!issuers.isOn(tx, publisher.identity().issuer())) {
      return Optional.of("its issuer is switched off");
    }
    return Optional.empty();
  }

  /**
   * The reason why such a token is not valid for a package, or for all of a pattern, if there is
   * one.
   */
  Optional<String> invalidReason(Tx tx, Grant.Trusted trusted, Target target) {
    return invalidReason(tx, trusted)
        .or(() -> invalidReason(tx, publishers.require(tx, new PublisherId(trusted.id())), target));
  }

  /**
   * The reason why a publisher may do nothing with a package, or with all of a pattern, if there is
   * one. What its owners forbid is checked here, so that it is forbidden whatever was minted
   * before.
   */
  public Optional<String> invalidReason(Tx tx, Publisher publisher, Target target) {
    if (!covers(publisher.target(), target)) {
      return Optional.of("its trusted publisher is not for this package any more");
    }
    if (!publisher.isOf(whose(tx, target))) {
      return Optional.of("who owns the package does not trust it");
    }
    if (publisher.target().isPattern()
        && target.name().filter(name -> locks.forbidsPatterns(tx, name)).isPresent()) {
      return Optional.of("the package takes no publishers of patterns");
    }
    if (!mayTrust(tx, publisher.identity().issuer(), target)) {
      return Optional.of("its issuer is not for packages of this owner");
    }
    return hasActiveOwner(tx, publisher, target)
        ? Optional.empty()
        : Optional.of("the package has no owner whose account is not disabled");
  }

  /**
   * Requires that a publisher that accepts an identity token may be used for a package, or for all
   * of a pattern: the issuer, the operator and the owners are asked here, as they are now.
   *
   * @throws ProblemException with {@link ExchangeProblem.IssuerUnknown} or {@link
   *     ExchangeProblem.Policy}
   */
  public void require(Tx tx, Publisher publisher, Target target) {
    var issuer = publisher.identity().issuer();
    requireIssuer(tx, issuer);
    if (!mayTrust(tx, issuer, target)) {
      throw new ExchangeProblem.IssuerUnknown(issuer).asException();
    }
    requireFor(tx, publisher, target);
  }

  /**
   * Requires the same of a publisher that manages others, which may know that its issuer is
   * restricted to some owners.
   */
  public void requireManaging(Tx tx, Publisher publisher, Target target) {
    requireIssuer(tx, publisher.identity().issuer());
    requireFor(tx, publisher, target);
  }

  private void requireFor(Tx tx, Publisher publisher, Target target) {
    var invalidReason = invalidReason(tx, publisher, target);
    if (invalidReason.isPresent()) {
      throw new ExchangeProblem.Policy(target.value(), invalidReason.get()).asException();
    }
  }

  /** Refuses an issuer that was switched off after it was asked for its keys. */
  public void requireIssuer(Tx tx, String issuer) {
    if (!issuers.isOn(tx, issuer)) {
      throw new ExchangeProblem.IssuerUnknown(issuer).asException();
    }
  }

  /**
   * Returns whether one target covers another; a pattern covers another if it covers all that
   * begins like it.
   */
  static boolean covers(Target mine, Target target) {
    return mine.isPattern()
        ? target.value().startsWith(mine.value().substring(0, mine.value().length() - 1))
        : target.equals(mine);
  }

  /**
   * The owners of a target, as a publisher counts for the owner who trusts it, and for no other.
   */
  private List<String> whose(Tx tx, Target target) {
    var found =
        target
            .name()
            .map(name -> owners.whose(tx, name))
            .orElseGet(() -> target.scope().flatMap(scope -> ofScope(tx, scope)).stream().toList());
    return found.stream().map(OwnerName::value).toList();
  }

  /**
   * Returns whether the operator lets this package, or all of this pattern, trust the issuer of
   * this address.
   */
  public boolean mayTrust(Tx tx, String issuer, Target target) {
    return issuers.find(tx, issuer).filter(found -> mayTrust(tx, found, target)).isPresent();
  }

  /** Returns whether the operator lets this package, or all of this pattern, trust this issuer. */
  private boolean mayTrust(Tx tx, Issuer issuer, Target target) {
    return mayTrust(
        issuer,
        () ->
            target
                .name()
                .map(name -> owners.organizationsOf(tx, name))
                .orElseGet(() ->
                    target.scope().flatMap(scope -> owners.ofScope(tx, scope)).stream().toList()));
  }

  private static boolean mayTrust(Issuer issuer, Supplier<List<String>> organizations) {
    var allowed = issuer.terms().organizations();
    return allowed.isEmpty() || organizations.get().stream().anyMatch(allowed::contains);
  }

  /** Returns whether somebody active answers for the package, or will. */
  private boolean hasActiveOwner(Tx tx, Publisher publisher, Target target) {
    var present = target.name().map(name -> owners.of(tx, name)).orElse(List.of());
    return owners.hasActive(
        tx, present.isEmpty() ? futureOwner(tx, publisher, target).stream().toList() : present);
  }

  private Optional<OwnerName> futureOwner(Tx tx, Publisher publisher, Target target) {
    return publisher
        .state()
        .pending()
        .map(pending -> new OwnerName(pending.futureOwner()))
        .or(() -> scope(target).flatMap(scope -> ofScope(tx, scope)));
  }

  private static Optional<String> scope(Target target) {
    return target.name().map(PackageName::scope).orElseGet(target::scope);
  }

  private Optional<OwnerName> ofScope(Tx tx, String scope) {
    return owners.ofScope(tx, scope).map(OwnerName::ofOrganization);
  }
}
