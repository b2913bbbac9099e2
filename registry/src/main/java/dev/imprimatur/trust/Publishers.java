package dev.imprimatur.trust;

import dev.imprimatur.db.Tx;
import dev.imprimatur.ids.Ids;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.limits.Limits;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.npm.Permission;
import dev.imprimatur.problem.Problem;
import dev.imprimatur.problem.ProblemException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whom each package trusts. */
public final class Publishers {
  private static final int ATTEMPTS_MAX = 3;

  private final InstantSource clock;
  private final Ids ids;
  private final Limits.Trust limits;
  private final PublisherStore store = new PublisherStore();

  public Publishers(InstantSource clock, Ids ids, Limits.Trust limits) {
    this.clock = clock;
    this.ids = ids;
    this.limits = limits;
  }

  /**
   * A trusted publisher that somebody wants.
   *
   * @param createdBy who wants it, as the audit log writes it
   * @param futureOwner who will own the package, if it does not exist yet
   */
  public record Wish(
      PackageName name,
      Issuer issuer,
      Settings settings,
      Set<Permission> permissions,
      String createdBy,
      Optional<String> futureOwner) {
    public Wish {
      permissions = Set.copyOf(permissions);
      if (permissions.isEmpty()) {
        throw new Problem.InvalidPublisher("it must be allowed something").asException();
      }
    }
  }

  /**
   * A publisher that accepts an identity token.
   *
   * @param newlyPinned whether it was this token that taught the publisher its ids
   */
  public record Acceptance(Publisher publisher, boolean newlyPinned) {}

  public Publisher add(Tx tx, Wish wish) {
    var present = store.ofPackage(tx, wish.name());
    if (present.size() >= limits.publishersMax()) {
      throw new Problem.TooManyPublishers(wish.name().value(), limits.publishersMax())
          .asException();
    }
    var publisher =
        new Publisher(
            new PublisherId(ids.next()),
            wish.name(),
            wish.issuer().provider(),
            wish.issuer().url(),
            wish.settings(),
            JsonObject.EMPTY,
            wish.permissions(),
            1,
            clock.instant(),
            wish.createdBy(),
            wish.futureOwner());
    if (!store.add(tx, publisher)) {
      var same =
          present.stream()
              .filter(each -> each.settings().equals(wish.settings()))
              .filter(each -> each.issuer().equals(wish.issuer().url()))
              .findFirst();
      throw new Problem.PublisherExists(
              wish.name().value(), same.map(each -> each.id().toString()).orElse("just added"))
          .asException();
    }
    return publisher;
  }

  public List<Publisher> of(Tx tx, PackageName name) {
    return store.ofPackage(tx, name);
  }

  public List<Publisher> all(Tx tx) {
    return store.all(tx);
  }

  public Optional<Publisher> find(Tx tx, PublisherId id) {
    return store.find(tx, id);
  }

  public boolean remove(Tx tx, PublisherId id) {
    return store.remove(tx, id);
  }

  /** Whether it stands as it was; if so, nobody changes it before this transaction ends. */
  public boolean hold(Tx tx, PublisherId id, long revision) {
    return store.hold(tx, id, revision);
  }

  /** Ends the waiting of a pending publisher: its package exists now. */
  public void settle(Tx tx, PublisherId id) {
    store.settle(tx, id);
  }

  /**
   * The publisher of a package that this identity token is from.
   *
   * @throws ProblemException saying why there is none; how much it says depends on what the token
   *     has proved
   */
  public Acceptance accepting(Tx tx, PackageName name, Claims claims) {
    for (int attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
      var accepted = judge(tx, name, claims);
      var publisher = accepted.publisher();
      if (!publisher.pins().isEmpty()) {
        return new Acceptance(publisher, false);
      }
      // Of two first tokens with different ids, one teaches the publisher; the other is judged
      // anew.
      if (store.pin(tx, publisher.id(), accepted.pins())) {
        return new Acceptance(publisher.pinned(accepted.pins()), true);
      }
    }
    throw new IllegalStateException("The pins of a publisher keep changing");
  }

  /** A publisher that fits, and the ids that the token has. */
  private record Fit(Publisher publisher, JsonObject pins) {}

  private Fit judge(Tx tx, PackageName name, Claims claims) {
    var fits = new ArrayList<Fit>();
    var refusals = new ArrayList<Verdict.Refused>();
    var drifts = new ArrayList<Verdict.Drifted>();
    for (var publisher : store.ofPackage(tx, name)) {
      if (!publisher.issuer().equals(claims.issuerUrl())) {
        continue;
      }
      switch (publisher.provider().judge(publisher.settings(), publisher.pins(), claims)) {
        case Verdict.Accepted(var pins) -> fits.add(new Fit(publisher, pins));
        case Verdict.Refused refused -> refusals.add(refused);
        case Verdict.Drifted drifted -> drifts.add(drifted);
        case Verdict.Stranger _ -> {}
      }
    }
    // Where two fit, the one that asks for more was meant; ids grow, so the older one wins a tie.
    return fits.stream()
        .min(Comparator.comparingInt((Fit fit) -> -fit.publisher().settings().weight()))
        .orElseThrow(() -> refusal(name, claims, refusals, drifts));
  }

  private static ProblemException refusal(
      PackageName name,
      Claims claims,
      List<Verdict.Refused> refusals,
      List<Verdict.Drifted> drifts) {
    if (!refusals.isEmpty()) {
      var nearest =
          refusals.stream()
              .min(Comparator.comparingInt(each -> each.reasons().size()))
              .orElseThrow();
      var reasons = nearest.reasons();
      return new Problem.RuleMismatch(
              name.value(),
              reasons.getFirst().rule(),
              String.join("; ", reasons.stream().map(Verdict.Reason::why).toList()))
          .asException();
    }
    var renamed = drifts.stream().filter(Verdict.Drifted::proven).findFirst();
    if (renamed.isPresent()) {
      return new Problem.IdentityDrift(name.value(), renamed.get().why()).asException();
    }
    // A stranger learns the same, whether the package is unknown or trusts somebody of his name.
    return new Problem.NoPublisher(name.value(), claims.issuer().provider().identity(claims))
        .asException();
  }
}
