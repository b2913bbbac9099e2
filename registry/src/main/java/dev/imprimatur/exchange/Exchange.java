package dev.imprimatur.exchange;

import dev.imprimatur.access.Grant;
import dev.imprimatur.access.Tokens;
import dev.imprimatur.audit.Actor;
import dev.imprimatur.audit.Audit;
import dev.imprimatur.audit.ExchangeEvent;
import dev.imprimatur.audit.TrustEvent;
import dev.imprimatur.db.Database;
import dev.imprimatur.db.Tx;
import dev.imprimatur.gate.Standing;
import dev.imprimatur.issuers.Issuers;
import dev.imprimatur.issuers.Issuers.Proof;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.npm.Permission;
import dev.imprimatur.npm.Powers;
import dev.imprimatur.npm.Version;
import dev.imprimatur.packages.Packages;
import dev.imprimatur.problem.ExchangeProblem;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.secret.Secret;
import dev.imprimatur.trust.Judgement;
import dev.imprimatur.trust.Judging;
import dev.imprimatur.trust.Judging.Acceptance;
import dev.imprimatur.trust.Publisher;
import dev.imprimatur.trust.SpentTokens;
import dev.imprimatur.trust.Target;
import dev.imprimatur.trust.Trust;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Exchanges an identity token for a token of ours that is good for one package and some minutes.
 * All of it happens or nothing: an identity token is only spent if it bought something.
 */
public final class Exchange {
  private static final Set<Permission> WRITING =
      EnumSet.of(Permission.PUBLISH, Permission.STAGE, Permission.TAG, Permission.DEPRECATE);

  private static final Set<Permission> PUBLISHING =
      EnumSet.of(Permission.PUBLISH, Permission.STAGE);

  private final Ledgers ledgers;
  private final Standing standing;
  private final Refusals refusals;

  /** Where an exchange is looked up and written down. */
  public record Ledgers(
      Database db, Issuers issuers, Trust trust, Tokens tokens, Packages packages, Audit audit) {}

  public Exchange(Ledgers ledgers, Standing standing) {
    this.ledgers = ledgers;
    this.standing = standing;
    this.refusals =
        new Refusals(ledgers.db(), ledgers.trust(), ledgers.packages(), ledgers.audit());
  }

  /**
   * Exchanges the token.
   *
   * @throws ProblemException saying why not; the attempt is in the audit log then, too
   */
  Tokens.Fresh exchange(PackageName name, Secret idToken, Asked asked) {
    var proof = verified(name, idToken);
    var foreseen = ledgers.trust().judging().foresee(ledgers.db(), name, proof.claims());
    try {
      return ledgers.db().write(tx -> mint(tx, judgement(tx, name, proof, foreseen), proof, asked));
    } catch (ProblemException e) {
      refusals.ofJudged(name, proof, e.problem());
      throw e;
    }
  }

  private Proof verified(PackageName name, Secret idToken) {
    try {
      return ledgers.issuers().verify(idToken);
    } catch (ProblemException e) {
      refusals.ofUnproven(name.value(), e.problem());
      throw e;
    }
  }

  private Judgement judgement(
      Tx tx, PackageName name, Proof proof, Optional<Judging.Foreseen> foreseen) {
    var judging = ledgers.trust().judging();
    return foreseen
        .flatMap(each -> judging.confirm(tx, each))
        .orElseGet(() -> judging.judge(tx, name, proof.claims()));
  }

  private Tokens.Fresh mint(Tx tx, Judgement judgement, Proof proof, Asked asked) {
    var trust = ledgers.trust();
    var name = new PackageName(judgement.on());
    var acceptance =
        trust.judging().accept(tx, judgement, () -> ledgers.packages().find(tx, name).isPresent());
    var publisher = acceptance.publisher();
    requireStanding(tx, name, publisher);
    var spent = trust.spentTokens().spend(tx, spending(proof), name.value());
    var powers = spent.published() ? withoutPublishing(publisher.powers()) : publisher.powers();
    requirePower(name, powers, asked, spent);
    var fresh =
        ledgers
            .tokens()
            .mint(
                tx,
                new Grant.Minted(
                    name,
                    new Grant.Trusted(publisher.id().value(), publisher.state().revision()),
                    powers,
                    bounds(name, acceptance, asked),
                    source(publisher, proof)));
    record(tx, new Outcome(name, acceptance, proof, fresh));
    return fresh;
  }

  /** The issuer and the owner may have fallen while the publisher stayed as it was. */
  private void requireStanding(Tx tx, PackageName name, Publisher publisher) {
    var issuer = publisher.identity().issuer();
    var target = Target.of(name);
    if (!ledgers.issuers().isOn(tx, issuer) || !standing.mayTrust(tx, issuer, target)) {
      throw new ExchangeProblem.IssuerUnknown(issuer).asException();
    }
    standing
        .fall(tx, publisher, target)
        .ifPresent(why -> {
          throw new ExchangeProblem.Policy(name.value(), why).asException();
        });
  }

  /** Who came for nothing but to publish is told now and not after he has packed. */
  private static void requirePower(
      PackageName name, Powers powers, Asked asked, SpentTokens.Spent spent) {
    var lacking = asked.needs().filter(permission -> !powers.allow(permission));
    boolean writes = powers.permissions().stream().anyMatch(WRITING::contains);
    if (lacking.isPresent() || !writes) {
      throw new ExchangeProblem.Policy(
              name.value(),
              spent.published()
                  ? "this identity token has published a version already; request a fresh one"
                  : "its trusted publisher lacks the permission \"%s\""
                      .formatted(lacking.orElse(Permission.PUBLISH).wire()))
          .asException();
    }
  }

  /** What has published may still tag; two versions by one token are one too many. */
  private static Powers withoutPublishing(Powers powers) {
    var rest = EnumSet.noneOf(Permission.class);
    rest.addAll(powers.permissions());
    rest.removeAll(PUBLISHING);
    if (powers.allow(Permission.TAG)) {
      rest.add(Permission.TAG);
    }
    return new Powers(rest, powers.distTags());
  }

  private static Grant.Bounds bounds(PackageName name, Acceptance acceptance, Asked asked) {
    var ofRef = acceptance.judged().verdict().version().map(Version::new);
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

  static SpentTokens.Token spending(Proof proof) {
    var issuer = proof.claims().issuer();
    return new SpentTokens.Token(
        issuer.url(), proof.spentKey(), proof.expiresAt(), issuer.supply());
  }

  static Grant.Source source(Publisher publisher, Proof proof) {
    var provider = publisher.identity().provider();
    return new Grant.Source(
        publisher.identity().issuer(),
        proof.spentKey(),
        new Grant.SpeaksAs(provider.id(), provider.title(), provider.email()),
        proof.claims().keep());
  }

  /** What an exchange has come to. */
  private record Outcome(
      PackageName name, Acceptance acceptance, Proof proof, Tokens.Fresh fresh) {}

  private void record(Tx tx, Outcome outcome) {
    var name = outcome.name();
    var acceptance = outcome.acceptance();
    var proof = outcome.proof();
    var publisher = acceptance.publisher();
    var id = publisher.id().value();
    var actor = Actor.publisher(id);
    var audit = ledgers.audit();
    if (acceptance.newlyPinned()) {
      audit.record(
          tx, actor, new TrustEvent.PublisherPinned(name.value(), id, proof.claims().knownBy()));
    }
    acceptance
        .formerName()
        .ifPresent(former ->
            audit.record(
                tx,
                actor,
                new TrustEvent.PublisherRenamed(
                    name.value(), id, former, proof.claims().project())));
    audit.record(
        tx,
        actor,
        new ExchangeEvent.TokenExchanged(
            name.value(),
            id,
            outcome.fresh().token().id().value(),
            proof.claims().keep(),
            acceptance.judged().verdict().json(true),
            publisher.state().lastUsedAt().isEmpty()));
  }
}
