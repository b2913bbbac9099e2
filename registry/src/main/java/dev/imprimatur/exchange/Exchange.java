package dev.imprimatur.exchange;

import dev.imprimatur.audit.Actor;
import dev.imprimatur.audit.Audit;
import dev.imprimatur.audit.ExchangeEvent;
import dev.imprimatur.audit.TrustEvent;
import dev.imprimatur.db.Database;
import dev.imprimatur.db.Tx;
import dev.imprimatur.gate.PublisherStatus;
import dev.imprimatur.issuers.Issuers.VerifiedIdToken;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.npm.Permission;
import dev.imprimatur.npm.PublisherPermissions;
import dev.imprimatur.npm.Version;
import dev.imprimatur.packages.Packages;
import dev.imprimatur.problem.ExchangeProblem;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.secret.Secret;
import dev.imprimatur.tokens.Grant;
import dev.imprimatur.tokens.Tokens;
import dev.imprimatur.trust.MatchResult;
import dev.imprimatur.trust.PublisherMatcher;
import dev.imprimatur.trust.PublisherMatcher.Acceptance;
import dev.imprimatur.trust.RedeemedTokens;
import dev.imprimatur.trust.Target;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * The exchange of an identity token for a token of ours that is valid for one package and some
 * minutes. All of it happens or nothing: an identity token is only redeemed if it bought something.
 */
public final class Exchange {
  private static final Set<Permission> WRITING =
      EnumSet.of(Permission.PUBLISH, Permission.STAGE, Permission.TAG, Permission.DEPRECATE);

  private static final Set<Permission> PUBLISHING =
      EnumSet.of(Permission.PUBLISH, Permission.STAGE);

  private final ExchangeTransaction transaction;
  private final Database db;
  private final PublisherMatcher matcher;
  private final PublisherStatus publisherStatus;
  private final Packages packages;
  private final Tokens tokens;
  private final Audit audit;

  public Exchange(
      ExchangeTransaction transaction,
      Database db,
      PublisherMatcher matcher,
      PublisherStatus publisherStatus,
      Packages packages,
      Tokens tokens,
      Audit audit) {
    this.transaction = transaction;
    this.db = db;
    this.matcher = matcher;
    this.publisherStatus = publisherStatus;
    this.packages = packages;
    this.tokens = tokens;
    this.audit = audit;
  }

  /**
   * An identity token that is brought for a package.
   *
   * @param foreseen the match before the transaction, where there can be one
   */
  private record Attempt(
      PackageName name,
      VerifiedIdToken proof,
      ExchangeRequest asked,
      Optional<PublisherMatcher.Foreseen> foreseen) {}

  /**
   * Exchanges the token.
   *
   * @throws ProblemException saying why not; the attempt is in the audit log then, too
   */
  Tokens.Fresh exchange(PackageName name, Secret idToken, ExchangeRequest asked) {
    return transaction.exchange(
        name.value(),
        idToken,
        proof -> {
          var foreseen = matcher.foresee(db, name, proof.claims());
          var attempt = new Attempt(name, proof, asked, foreseen);
          return tx -> mint(tx, attempt);
        });
  }

  /**
   * Mints a token after one match or two: a publisher that changed twice meanwhile may be changing
   * still.
   */
  private Tokens.Fresh mint(Tx tx, Attempt attempt) {
    var confirmed = attempt.foreseen().flatMap(each -> matcher.confirm(tx, each));
    boolean judgedTwice = attempt.foreseen().isPresent() && confirmed.isEmpty();
    var minted = mintBy(tx, attempt, confirmed.orElseGet(() -> judge(tx, attempt)));
    if (minted.isEmpty() && !judgedTwice) {
      minted = mintBy(tx, attempt, judge(tx, attempt));
    }
    return minted.orElseThrow(() ->
        new ExchangeProblem.Policy(
                attempt.name().value(), "its trusted publisher has just changed; try again")
            .asException());
  }

  private MatchResult judge(Tx tx, Attempt attempt) {
    return matcher.match(tx, attempt.name(), attempt.proof().claims());
  }

  /** Mints the token; empty if another one has just taught the publisher the ids of its project. */
  private Optional<Tokens.Fresh> mintBy(Tx tx, Attempt attempt, MatchResult matchResult) {
    return RefusedException.by(
        matchResult,
        () -> accept(tx, attempt, matchResult).map(acceptance -> mint(tx, attempt, acceptance)));
  }

  private Optional<Acceptance> accept(Tx tx, Attempt attempt, MatchResult matchResult) {
    var name = attempt.name();
    var match = matchResult.accepted().orElseThrow(() -> matchResult.refusal().asException());
    // The issuer and the owner may have changed while the publisher stayed as it was.
    publisherStatus.require(tx, match.publisher(), Target.of(name));
    return matcher.accept(tx, matchResult, () -> packages.find(tx, name).isPresent());
  }

  private Tokens.Fresh mint(Tx tx, Attempt attempt, Acceptance acceptance) {
    var name = attempt.name();
    var publisher = acceptance.publisher();
    var redeemed = transaction.redeem(tx, attempt.proof(), name.value());
    var powers = redeemed.published() ? withoutPublishing(publisher.powers()) : publisher.powers();
    requirePower(name, powers, attempt.asked(), redeemed);
    var grant =
        new Grant.Minted(
            name,
            ExchangeTransaction.trusted(publisher),
            powers,
            bounds(name, acceptance, attempt.asked()),
            ExchangeTransaction.source(publisher, attempt.proof()));
    var fresh = tokens.mint(tx, grant);
    record(tx, attempt, acceptance, fresh);
    return fresh;
  }

  /**
   * Requires a permission that the job can use: one that only wants to publish is told now that it
   * may not, and not after it has packed.
   */
  private static void requirePower(
      PackageName name,
      PublisherPermissions powers,
      ExchangeRequest asked,
      RedeemedTokens.Redeemed redeemed) {
    var lacking = asked.needs().filter(permission -> !powers.allow(permission));
    boolean writes = powers.permissions().stream().anyMatch(WRITING::contains);
    if (lacking.isPresent() || !writes) {
      throw new ExchangeProblem.Policy(
              name.value(),
              redeemed.published()
                  ? "this identity token has published a version already; request a fresh one"
                  : "its trusted publisher lacks the permission \"%s\""
                      .formatted(lacking.orElse(Permission.PUBLISH).wire()))
          .asException();
    }
  }

  /**
   * The permissions of a token that has published: it may still tag, but not publish a second
   * version.
   */
  private static PublisherPermissions withoutPublishing(PublisherPermissions powers) {
    var rest = EnumSet.noneOf(Permission.class);
    rest.addAll(powers.permissions());
    rest.removeAll(PUBLISHING);
    if (powers.allow(Permission.TAG)) {
      rest.add(Permission.TAG);
    }
    return new PublisherPermissions(rest, powers.distTags());
  }

  private static Grant.Bounds bounds(
      PackageName name, Acceptance acceptance, ExchangeRequest asked) {
    var ofRef = acceptance.match().verdict().version().map(Version::new);
    if (ofRef.isPresent() && asked.version().isPresent() && !ofRef.equals(asked.version())) {
      throw new ExchangeProblem.Policy(
              name.value(),
              "the job's ref is for version %s, and version %s was asked for"
                  .formatted(ofRef.get(), asked.version().get()))
          .asException();
    }
    var terms = acceptance.publisher().terms();
    return new Grant.Bounds(
        terms.lifetime(),
        ofRef.or(asked::version),
        asked.integrity(),
        terms.singleUse() || asked.singleUse());
  }

  private void record(Tx tx, Attempt attempt, Acceptance acceptance, Tokens.Fresh fresh) {
    var name = attempt.name().value();
    var claims = attempt.proof().claims();
    var publisher = acceptance.publisher();
    var id = publisher.id().value();
    var actor = Actor.publisher(id);
    if (acceptance.newlyPinned()) {
      audit.record(tx, actor, new TrustEvent.PublisherPinned(name, id, claims.knownBy()));
    }
    var former = acceptance.formerName();
    if (former.isPresent()) {
      audit.record(
          tx, actor, new TrustEvent.PublisherRenamed(name, id, former.get(), claims.project()));
    }
    audit.record(
        tx,
        actor,
        new ExchangeEvent.TokenExchanged(
            name,
            id,
            fresh.token().id().value(),
            claims.keep(),
            acceptance.match().verdict().json(true),
            publisher.state().lastUsedAt().isEmpty()));
  }
}
