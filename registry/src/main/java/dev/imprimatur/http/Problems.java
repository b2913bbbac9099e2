package dev.imprimatur.http;

import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.problem.AccountProblem;
import dev.imprimatur.problem.AuditProblem;
import dev.imprimatur.problem.ExchangeProblem;
import dev.imprimatur.problem.NameProblem;
import dev.imprimatur.problem.NoticeProblem;
import dev.imprimatur.problem.PackageProblem;
import dev.imprimatur.problem.PeopleProblem;
import dev.imprimatur.problem.Problem;
import dev.imprimatur.problem.RequestProblem;
import dev.imprimatur.problem.SignOnProblem;
import dev.imprimatur.problem.SigningProblem;
import dev.imprimatur.problem.StepProblem;
import dev.imprimatur.problem.TrustProblem;
import java.time.Duration;
import java.util.UUID;

/**
 * The status of every problem and its one body for all readers: the members of RFC 9457, and beside
 * them what each client prints. npm shows {@code error}, and {@code message} of a failed token
 * exchange; pnpm reads {@code body.message} there.
 */
final class Problems {
  private static final int UNAVAILABLE = 503;
  private static final Duration STOPPING = Duration.ofSeconds(10);

  private Problems() {}

  /**
   * Makes the reply to the client that caused the problem.
   *
   * @param base the address of this registry for the reader, with a slash at its end
   */
  static Reply reply(Problem problem, UUID requestId, String base) {
    int status = status(problem);
    var said = new Said(problem.detail(), withLink(problem, base));
    var body = body(new Kind(problem.code(), status, base), said, requestId);
    var reply =
        problem instanceof PeopleProblem.OneTimePasswordRequired wanted
            ? OneTimePasswordReply.of(wanted, body)
            : Reply.json(status, body);
    return withPause(reply, problem);
  }

  /** Says after which time trying again may help, if it may, to programs and browsers alike. */
  static Reply withPause(Reply reply, Problem problem) {
    return problem
        .retryAfter()
        .map(pause -> reply.with(new Header("retry-after", Long.toString(pause.toSeconds()))))
        .orElse(reply);
  }

  /** Makes the reply to a bug or an outage: an id to look for in the log, and not a word more. */
  static Reply broken(UUID requestId) {
    var text = "Something is broken here. The log has more under the request id " + requestId + ".";
    return Reply.json(500, body(new Kind("broken", 500, "/"), new Said(text, text), requestId));
  }

  /** Makes the body for what never reached a route; the status is chosen already. */
  static byte[] unreadable(int status, UUID requestId) {
    var problem =
        status == UNAVAILABLE
            ? new RequestProblem.Overloaded("This registry is being stopped.", STOPPING)
            : new RequestProblem.MalformedRequest("it is not HTTP, or its headers are too large");
    var said = new Said(problem.detail(), problem.detail());
    return Json.bytes(body(new Kind(problem.code(), status, "/"), said, requestId));
  }

  /** Makes the header that npm prints as a notice, whatever else it does with a reply. */
  static Header notice(Problem problem, String base) {
    return Header.ofText("npm-notice", withLink(problem, base));
  }

  private static String withLink(Problem problem, String base) {
    return problem.detail() + " See " + new Kind(problem.code(), 0, base).type();
  }

  /**
   * A problem in one word and one number.
   *
   * @param base the address of this registry for the reader, with a slash at its end
   */
  private record Kind(String code, int status, String base) {
    /** The address at which it is explained (RFC 9457, section 3.1.1). */
    String type() {
      return base + "problems/" + code;
    }
  }

  /**
   * A problem in words.
   *
   * @param withLink the same for readers who see nothing but this
   */
  private record Said(String detail, String withLink) {}

  private static JsonObject body(Kind kind, Said said, UUID requestId) {
    return JsonObject.with("type", kind.type())
        .and("status", kind.status())
        .and("detail", said.detail())
        .and("code", kind.code())
        .and("error", said.withLink())
        .and("message", said.withLink())
        .and("body", JsonObject.with("message", said.withLink()).build())
        .and("requestId", requestId.toString())
        .build();
  }

  /** Returns the status; there is no default here: whoever adds a problem has to choose. */
  static int status(Problem problem) {
    return switch (problem) {
      case RequestProblem refusal -> status(refusal);
      case PackageProblem refusal -> status(refusal);
      case NameProblem refusal -> status(refusal);
      case PeopleProblem refusal -> status(refusal);
      case ExchangeProblem refusal -> status(refusal);
      case TrustProblem refusal -> status(refusal);
      case AuditProblem refusal -> status(refusal);
      case NoticeProblem refusal -> status(refusal);
      case SigningProblem refusal -> status(refusal);
      case SignOnProblem refusal -> status(refusal);
      case AccountProblem refusal -> status(refusal);
      case StepProblem(_, var refusal) -> status(refusal);
    };
  }

  private static int status(RequestProblem refusal) {
    return switch (refusal) {
      // Not 404, which npm takes for success when it unpublishes, nor 501, which it sends again.
      case RequestProblem.MalformedRequest _, RequestProblem.NotOffered _ -> 400;
      case RequestProblem.NoSuchAddress _ -> 404;
      case RequestProblem.BodyTooSlow _ -> 408;
      case RequestProblem.BodyTooLarge _ -> 413;
      case RequestProblem.TooManyRequests _ -> 429;
      case RequestProblem.Overloaded _, RequestProblem.DiskUnwritable _ -> 503;
    };
  }

  private static int status(PackageProblem refusal) {
    return switch (refusal) {
      case PackageProblem.InvalidName _,
          PackageProblem.InvalidVersion _,
          PackageProblem.InvalidTag _,
          PackageProblem.MalformedPublish _,
          // Not 501: npm would send the same again and again (npm-registry-fetch retries from 500).
          PackageProblem.UnsupportedWrite _,
          PackageProblem.ReleaseGroupTooLarge _,
          PackageProblem.IntegrityMismatch _,
          PackageProblem.BadTarball _,
          PackageProblem.ManifestMismatch _ ->
          400;
      // Tools look for npm's status when a version exists, and npm answers 403.
      case PackageProblem.VersionExists _,
          PackageProblem.TagProtected _,
          PackageProblem.StaysPrivate _,
          PackageProblem.StagedOnly _,
          PackageProblem.OwnApproval _,
          PackageProblem.ApproverUnknown _,
          PackageProblem.StaysPublic _,
          PackageProblem.PublisherPaused _ ->
          403;
      case PackageProblem.PackageNotFound _,
          PackageProblem.VersionNotFound _,
          PackageProblem.ProvenanceNotFound _,
          PackageProblem.ReceiptNotFound _,
          PackageProblem.HeldVersionNotFound _,
          PackageProblem.ReleaseGroupNotFound _,
          PackageProblem.StagedVersionNotFound _ ->
          404;
      case PackageProblem.VersionStaged _,
          PackageProblem.ReleaseGroupChanged _,
          PackageProblem.OtherBytesStaged _,
          PackageProblem.TooManyVersions _,
          PackageProblem.PackageTooLarge _,
          PackageProblem.TooManyTags _,
          PackageProblem.TooManyHeld _ ->
          409;
      case PackageProblem.ProvenanceRefused _, PackageProblem.ProvenancePolicy _ -> 422;
      case PackageProblem.ProvenanceUnavailable _ -> 503;
    };
  }

  private static int status(NameProblem refusal) {
    return switch (refusal) {
      case NameProblem.UnpublishUnclear _ -> 400;
      // Not 404, which npm takes for success when it unpublishes.
      case NameProblem.VersionUsedUp _,
          NameProblem.NameBlocked _,
          NameProblem.UnpublishRefused _,
          NameProblem.NameReserved _,
          NameProblem.NameTooSimilar _ ->
          403;
      case NameProblem.DocumentOutdated _,
          NameProblem.NameInUse _,
          NameProblem.NameTaken _,
          NameProblem.TooManyStars _ ->
          409;
      case NameProblem.VersionRemoved _, NameProblem.PackageUnpublished _ -> 410;
    };
  }

  private static int status(PeopleProblem refusal) {
    return switch (refusal) {
      case PeopleProblem.InvalidUser _,
          PeopleProblem.InvalidPassword _,
          PeopleProblem.CodeRefused _,
          PeopleProblem.InvalidMailAddress _,
          PeopleProblem.InvalidTeam _,
          PeopleProblem.InvalidToken _ ->
          400;
      case PeopleProblem.NotSignedIn _,
          PeopleProblem.UnusableCredential _,
          PeopleProblem.SignInRefused _,
          PeopleProblem.OneTimePasswordRequired _ ->
          401;
      // Not 429: npm waits 10 and then 60 seconds by itself before it shows what we say.
      case PeopleProblem.NotAllowed _,
          PeopleProblem.TooManySignIns _,
          PeopleProblem.FormRefused _,
          PeopleProblem.PasskeyRefused _,
          PeopleProblem.TooManyPasskeys _,
          PeopleProblem.SignInQuota _,
          PeopleProblem.TooManyChallenges _,
          PeopleProblem.SecondFactorMissing _,
          PeopleProblem.RegistrationClosed _,
          PeopleProblem.ReadOnlyAccount _,
          PeopleProblem.AddressNotAllowed _,
          PeopleProblem.StageRequired _,
          PeopleProblem.WrongPassword _,
          PeopleProblem.TooManyTokens _ ->
          403;
      case PeopleProblem.UserNotFound _,
          PeopleProblem.OrganizationNotFound _,
          PeopleProblem.ChallengeNotFound _,
          PeopleProblem.PasskeyNotFound _,
          PeopleProblem.LinkNotFound _,
          PeopleProblem.SessionNotFound _,
          PeopleProblem.TokenNotFound _,
          PeopleProblem.TeamNotFound _,
          PeopleProblem.NoMember _,
          PeopleProblem.InvitationNotFound _ ->
          404;
      case PeopleProblem.UserExists _,
          PeopleProblem.OrganizationExists _,
          PeopleProblem.TeamExists _,
          PeopleProblem.OwnersOutdated _,
          PeopleProblem.LimitReached _ ->
          409;
      case PeopleProblem.MailNotSent _ -> 503;
    };
  }

  private static int status(ExchangeProblem refusal) {
    return switch (refusal) {
      case ExchangeProblem.TokenMalformed _ -> 400;
      case ExchangeProblem.TokenHeader _,
          ExchangeProblem.IssuerUnknown _,
          ExchangeProblem.KeyUnknown _,
          ExchangeProblem.Signature _,
          ExchangeProblem.Time _,
          ExchangeProblem.Audience _,
          ExchangeProblem.TokenKind _ ->
          401;
      case ExchangeProblem.NameContested _,
          ExchangeProblem.RuleMismatch _,
          ExchangeProblem.IdentityDrift _,
          ExchangeProblem.Policy _ ->
          403;
      case ExchangeProblem.NoPublisher _ -> 404;
      case ExchangeProblem.Replayed _ -> 409;
      case ExchangeProblem.TooManyExchanges _ -> 429;
      case ExchangeProblem.KeysUnavailable _ -> 503;
    };
  }

  private static int status(TrustProblem refusal) {
    return switch (refusal) {
      case TrustProblem.InvalidPublisher _, TrustProblem.InvalidIssuer _ -> 400;
      case TrustProblem.PublisherNotFound _,
          TrustProblem.DecisionNotFound _,
          TrustProblem.FixNotFound _,
          TrustProblem.IssuerNotFound _ ->
          404;
      case TrustProblem.PublisherExists _,
          TrustProblem.OnePublisherOnly _,
          TrustProblem.AmbiguousPublisher _,
          TrustProblem.TooManyPublishers _,
          TrustProblem.TooManyPending _,
          TrustProblem.FixOutdated _,
          TrustProblem.IssuerExists _,
          TrustProblem.IssuerInUse _ ->
          409;
    };
  }

  private static int status(NoticeProblem refusal) {
    return switch (refusal) {
      case NoticeProblem.InvalidWebhook _ -> 400;
      case NoticeProblem.WebhookNotFound _ -> 404;
      case NoticeProblem.TestFailed _ -> 502;
    };
  }

  private static int status(SigningProblem refusal) {
    return switch (refusal) {
      case SigningProblem.SigningKeyUsed _ -> 409;
      case SigningProblem.SigningKeyMissing _, SigningProblem.SigningKeyUnusable _ -> 503;
    };
  }

  private static int status(SignOnProblem refusal) {
    return switch (refusal) {
      case SignOnProblem.LogoutTokenRefused _ -> 400;
      case SignOnProblem.SignOnNotBegun _,
          SignOnProblem.SignOnDenied _,
          SignOnProblem.IdentityRefused _,
          SignOnProblem.NoAccountYet _,
          SignOnProblem.PasswordsOff _ ->
          403;
      case SignOnProblem.IdentityTaken _ -> 409;
      case SignOnProblem.IdentityProviderUnavailable _ -> 503;
    };
  }

  private static int status(AccountProblem refusal) {
    return switch (refusal) {
      case AccountProblem.LastWayIn _, AccountProblem.SecondFactorStays _ -> 409;
    };
  }

  private static int status(AuditProblem refusal) {
    return switch (refusal) {
      case AuditProblem.InvalidHead _ -> 400;
      case AuditProblem.EventNotFound _, AuditProblem.EndForgotten _ -> 404;
      case AuditProblem.LogBroken _, AuditProblem.OwnershipBroken _ -> 409;
    };
  }
}
