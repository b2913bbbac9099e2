package dev.imprimatur.gate;

import dev.imprimatur.access.Grant;
import dev.imprimatur.access.OwnerName;
import dev.imprimatur.access.Owners;
import dev.imprimatur.db.Tx;
import dev.imprimatur.issuers.Issuers;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.rules.Issuer;
import dev.imprimatur.trust.Publisher;
import dev.imprimatur.trust.Publisher.Pause;
import dev.imprimatur.trust.PublisherId;
import dev.imprimatur.trust.Publishers;
import dev.imprimatur.trust.Target;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Whether a trusted publisher still stands as it did when a token was minted for it. It is asked
 * whenever a token is used, so that nothing outlives what it came from.
 */
public final class Standing {
  private final Publishers publishers;
  private final Issuers issuers;
  private final Owners owners;

  public Standing(Publishers publishers, Issuers issuers, Owners owners) {
    this.publishers = publishers;
    this.issuers = issuers;
    this.owners = owners;
  }

  /** Why a token that was minted for this publisher is worth nothing any more, if it is so. */
  Optional<String> fall(Tx tx, Grant.Trusted trusted) {
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

  /** The same for what it would do with a package. */
  Optional<String> fall(Tx tx, Grant.Trusted trusted, PackageName name) {
    return fall(tx, trusted).or(() -> fallOver(tx, trusted, name));
  }

  private Optional<String> fallOver(Tx tx, Grant.Trusted trusted, PackageName name) {
    var publisher = publishers.require(tx, new PublisherId(trusted.id()));
    if (!publisher.target().covers(name)) {
      return Optional.of("its trusted publisher is not for this package any more");
    }
    if (!mayTrust(tx, publisher.identity().issuer(), name)) {
      return Optional.of("its issuer is not for packages of this owner");
    }
    return hasActiveOwner(tx, publisher, name)
        ? Optional.empty()
        : Optional.of("the package has no owner whose account is not disabled");
  }

  /** Whether the operator lets packages of this owner trust the issuer of this address. */
  public boolean mayTrust(Tx tx, String issuer, PackageName name) {
    return issuers.find(tx, issuer).filter(found -> mayTrust(tx, found, name)).isPresent();
  }

  /** Whether the operator lets packages of this owner trust this issuer. */
  public boolean mayTrust(Tx tx, Issuer issuer, PackageName name) {
    return mayTrust(issuer, () -> owners.organizationsOf(tx, name));
  }

  /** Whether the operator lets all packages of this pattern trust this issuer. */
  public boolean mayTrust(Tx tx, Issuer issuer, Target target) {
    return mayTrust(
        issuer, () -> target.scope().flatMap(scope -> owners.ofScope(tx, scope)).stream().toList());
  }

  private static boolean mayTrust(Issuer issuer, Supplier<List<String>> organizations) {
    var allowed = issuer.terms().organizations();
    return allowed.isEmpty() || organizations.get().stream().anyMatch(allowed::contains);
  }

  /** Whether somebody is there who answers for the package. */
  public boolean hasActiveOwner(Tx tx, Publisher publisher, PackageName name) {
    var present = owners.of(tx, name);
    return owners.hasActive(tx, present.isEmpty() ? futureOwners(tx, publisher, name) : present);
  }

  /** Nobody, if the scope became an organization's while somebody else waited for the name. */
  private List<OwnerName> futureOwners(Tx tx, Publisher publisher, PackageName name) {
    var ofScope = ofScope(tx, name);
    return publisher
        .state()
        .pending()
        .map(pending -> List.of(new OwnerName(pending.futureOwner())))
        .map(waiting ->
            ofScope.isEmpty() || ofScope.equals(waiting) ? waiting : List.<OwnerName>of())
        .orElse(ofScope);
  }

  /** Whether it stands as it was; if so, nobody changes it before this transaction ends. */
  boolean hold(Tx tx, Grant.Trusted trusted) {
    return publishers.hold(tx, new PublisherId(trusted.id()), trusted.revision());
  }

  private List<OwnerName> ofScope(Tx tx, PackageName name) {
    return owners.ofScope(tx, name).map(OwnerName::ofOrganization).stream().toList();
  }
}
