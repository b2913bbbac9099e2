package dev.imprimatur.gate;

import dev.imprimatur.access.Offer;
import dev.imprimatur.access.SecondFactorMode;
import dev.imprimatur.access.UserName;
import dev.imprimatur.db.Database;
import dev.imprimatur.db.Tx;
import dev.imprimatur.http.Request;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.problem.PeopleProblem;
import dev.imprimatur.problem.PeopleProblem.OneTimePasswordRequired;
import dev.imprimatur.secondfactor.Challenge;
import dev.imprimatur.secondfactor.Challenges;
import dev.imprimatur.secondfactor.Purpose;
import dev.imprimatur.secondfactor.Purpose.Act;
import dev.imprimatur.secondfactor.SecondFactors;
import dev.imprimatur.secret.Secret;
import dev.imprimatur.tokens.Grant;
import dev.imprimatur.tokens.TokenId;
import dev.imprimatur.trust.Target;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The rules of when a person shows their second factor. Jobs, the operator and the registry are
 * never asked.
 */
public final class SecondFactorRules {
  /** The time for which a session is not asked again, where npm offers not to be. */
  private static final Duration GRACE = Duration.ofMinutes(5);

  private final Database db;
  private final SecondFactors factors;
  private final SecondFactorPolicy policy;
  private final InstantSource clock;

  public SecondFactorRules(
      Database db, SecondFactors factors, SecondFactorPolicy policy, InstantSource clock) {
    this.db = db;
    this.factors = factors;
    this.policy = policy;
    this.clock = clock;
  }

  /** The need of an action for a second factor. */
  enum Need {
    /** Nobody is asked for it. */
    NEVER,
    /** A write to a package; who has said that only governance needs it is not asked. */
    WRITE,
    /** Governance that a session may go on with for some minutes. */
    GRACE,
    /** Governance for which it is shown each time. */
    FRESH,
    /** A change of one's own account: each time, if there is a second factor. */
    OWN
  }

  /** Returns the need of an action; {@code npm stage publish} could not answer, so it has none. */
  static Need need(Action action) {
    return switch (action) {
      case Action.Nothing _,
          Action.Browse _,
          Action.SignedIn _,
          Action.Read _,
          Action.History _,
          Action.Review _,
          Action.Stage _,
          Action.ManageSessions _,
          Action.ListTokens _,
          Action.Search _,
          Action.SeeRights _,
          Action.SeeOrganization _,
          Action.SeeOwn _,
          Action.Star _,
          Action.Operate _,
          Action.Maintain _ ->
          Need.NEVER;
      case Action.Write _, Action.Unpublish _ -> Need.WRITE;
      case Action.Trust _,
          Action.TrustAll _,
          Action.Decide _,
          Action.Represent _,
          Action.ManageTeams _,
          Action.GrantTeams _,
          Action.Leave _,
          Action.Answer _ ->
          Need.GRACE;
      case Action.Transfer _,
          Action.ReviewStaged _,
          Action.ReviewAllStaged _,
          Action.ManageTokens _,
          Action.Administer _ ->
          Need.FRESH;
      case Action.ManageAccount _ -> Need.OWN;
    };
  }

  /** Requires the second factor of a person, if they need it for this. */
  public void require(Tx tx, Action action, Caller.Person person) {
    var need = need(action);
    if (need == Need.NEVER || person.proof().covers(purpose(action))) {
      return;
    }
    if (need == Need.WRITE
        && (person.user().secondFactor() == SecondFactorMode.AUTH_ONLY || mayBypass(person))) {
      return;
    }
    // Whoever has none of their own may have shown one to an identity provider that counts.
    var graceBegan = clock.instant().minus(GRACE);
    if (need == Need.GRACE && factors.provedSince(tx, person.token().id(), graceBegan)) {
      return;
    }
    if (!factors.has(tx, person.user().name())) {
      boolean governance = need == Need.GRACE || need == Need.FRESH;
      if (governance && policy == SecondFactorPolicy.REQUIRED) {
        throw new PeopleProblem.SecondFactorMissing().asException();
      }
      return;
    }
    throw wanted(purpose(action), person, false).asException();
  }

  /** Requires that a second factor was shown, as the owners of a package demand it of writers. */
  void requireShown(Tx tx, Action action, Caller.Person person) {
    if (person.proof().covers(purpose(action))) {
      return;
    }
    if (!factors.has(tx, person.user().name())) {
      throw new PeopleProblem.SecondFactorMissing().asException();
    }
    throw wanted(purpose(action), person, false).asException();
  }

  /** Returns whether it is a token that was made to write without being asked. */
  static boolean mayBypass(Caller.Person person) {
    return person.token().grant() instanceof Grant.Granular(_, var terms)
        && terms.bypassesSecondFactor();
  }

  private static OneTimePasswordRequired wanted(
      Purpose purpose, Caller.Person person, boolean refused) {
    var asker =
        new OneTimePasswordRequired.Asker(
            person.user().name().value(),
            person.token().id().value(),
            purpose.act().name(),
            purpose.subject());
    return new OneTimePasswordRequired(Optional.of(asker), refused, Optional.empty());
  }

  /** The purpose of an action, as its owner is asked about it. */
  static Purpose purpose(Action action) {
    return switch (action) {
      case Action.Write write -> new Purpose(Act.WRITE, write.name().value());
      case Action.Unpublish(var name) -> new Purpose(Act.WRITE, name.value());
      case Action.ReviewStaged(PackageName name) -> new Purpose(Act.REVIEW, name.value());
      case Action.ReviewAllStaged(var names) ->
          new Purpose(
              Act.REVIEW,
              names.stream().map(PackageName::value).sorted().collect(Collectors.joining(", ")));
      case Action.Trust(Target target) -> new Purpose(Act.TRUST, target.value());
      case Action.TrustAll(var targets) ->
          new Purpose(
              Act.TRUST, targets.stream().map(Target::value).collect(Collectors.joining(", ")));
      case Action.Decide(Target target) -> new Purpose(Act.DECIDE, target.value());
      case Action.Transfer(var name) -> new Purpose(Act.DECIDE, name.value());
      case Action.Represent(var organization) -> new Purpose(Act.REPRESENT, "@" + organization);
      case Action.ManageAccount _ -> new Purpose(Act.ACCOUNT, "");
      case Action.ManageTeams(var organization) -> new Purpose(Act.REPRESENT, "@" + organization);
      case Action.GrantTeams(var organization, _) -> new Purpose(Act.REPRESENT, "@" + organization);
      case Action.Leave(var organization) -> new Purpose(Act.REPRESENT, "@" + organization);
      case Action.Answer(var invitation) -> purpose(invitation.offer());
      case Action.ManageTokens _ -> new Purpose(Act.TOKENS, "");
      case Action.Administer _,
          Action.Nothing _,
          Action.Browse _,
          Action.SignedIn _,
          Action.Read _,
          Action.History _,
          Action.Review _,
          Action.ManageSessions _,
          Action.ListTokens _,
          Action.Search _,
          Action.SeeRights _,
          Action.SeeOrganization _,
          Action.SeeOwn _,
          Action.Star _,
          Action.Operate _,
          Action.Maintain _ ->
          new Purpose(Act.ADMINISTER, "");
    };
  }

  /** Returns whether an action changes something that others see or rely on. */
  static boolean changesOthers(Action action) {
    var need = need(action);
    return action instanceof Action.Stage || (need != Need.NEVER && need != Need.OWN);
  }

  private static Purpose purpose(Offer offer) {
    return switch (offer) {
      case Offer.Membership(var organization, _) -> new Purpose(Act.REPRESENT, "@" + organization);
      case Offer.OfPackage it -> new Purpose(Act.DECIDE, it.name().value());
    };
  }

  /**
   * Returns whether a one-time password that came with a request for this is looked at; it is, too,
   * where only the handler can tell what the request is for.
   */
  static boolean looksAtPassword(Action action) {
    return need(action) != Need.NEVER
        || action instanceof Action.Review
        || action instanceof Action.SeeOwn;
  }

  /**
   * Looks at the one-time password that a person sent, and uses it up. Who has no second factor is
   * told that nobody looked at it.
   */
  Caller.Person proved(Caller.Person person, Action action, Request request) {
    var user = person.user().name();
    var code = request.header("npm-otp").map(Secret::of);
    if (code.isEmpty() || !db.read(tx -> factors.has(tx, user))) {
      request.tell("You have no second factor here: the one-time password was not looked at.");
      return person;
    }
    var token = person.token().id();
    var attempt =
        new SecondFactors.Attempt(
            user,
            Optional.of(token),
            code.get(),
            request.address(),
            action instanceof Action.ManageAccount);
    return switch (factors.prove(db, attempt)) {
      case SecondFactors.Outcome.Proven(var at, var onlyFor) ->
          person.with(new Proof(Optional.of(at), onlyFor));
      case SecondFactors.Outcome.Refused() ->
          throw wanted(purpose(action), person, true).asException();
    };
  }

  /**
   * Completes a refusal by the address at which its reader can show their second factor in a
   * browser; if too many wait there already, a one-time password is all that helps.
   *
   * @param base the address of this registry for the reader, with a slash at its end
   */
  OneTimePasswordRequired completed(OneTimePasswordRequired problem, Request request, String base) {
    if (problem.asker().isEmpty()) {
      return problem;
    }
    var asker = problem.asker().get();
    var bearer = new Challenges.Bearer(new UserName(asker.user()), new TokenId(asker.token()));
    var asked =
        new Challenge.Asked(
            new Purpose(Act.valueOf(asker.act()), asker.subject()),
            request.header("npm-command").orElse(""),
            request.address());
    return factors
        .ask(db, bearer, asked)
        .map(fresh -> problem.at(addresses(fresh, request, base)))
        .orElse(problem);
  }

  private static OneTimePasswordRequired.Addresses addresses(
      Challenges.Fresh fresh, Request request, String base) {
    return new OneTimePasswordRequired.Addresses(
        Challenges.pageAddress(base, fresh),
        Challenges.doneAddress(base, fresh),
        request.header("npm-auth-type").filter("web"::equals).isPresent());
  }
}
