package dev.imprimatur.http;

import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.problem.Problem;
import java.util.UUID;

/**
 * Gives every problem its status and its one body for every reader: the members of RFC 9457, and
 * beside them what each client prints. npm shows {@code error}, and {@code message} of a failed
 * token exchange; pnpm reads {@code body.message} there.
 */
final class Problems {
  private Problems() {}

  static Reply reply(Problem problem, UUID requestId) {
    int status = status(problem);
    var reply = Reply.json(status, body(problem.code(), status, problem.detail(), requestId));
    return problem
        .retryAfter()
        .map(pause -> reply.with(new Header("retry-after", Long.toString(pause.toSeconds()))))
        .orElse(reply);
  }

  /** For a bug or an outage: an id to look for in the log, and not a word more. */
  static Reply broken(UUID requestId) {
    var text = "Something is broken here. The log has more under the request id " + requestId + ".";
    return Reply.json(500, body("broken", 500, text, requestId));
  }

  /** For what is not HTTP, or has headers that do not fit; the status is chosen already. */
  static byte[] unreadable(int status, UUID requestId) {
    var problem = new Problem.MalformedRequest("it is not HTTP, or its headers are too large");
    return Json.bytes(body(problem.code(), status, problem.detail(), requestId));
  }

  /** What npm prints as a notice, whatever else it does with a reply. */
  static Header notice(Problem problem) {
    return Header.ofText("npm-notice", problem.detail());
  }

  private static JsonObject body(String code, int status, String detail, UUID requestId) {
    return JsonObject.with("type", "/problems/" + code)
        .and("status", status)
        .and("detail", detail)
        .and("code", code)
        .and("error", detail)
        .and("message", detail)
        .and("body", JsonObject.with("message", detail).build())
        .and("requestId", requestId.toString())
        .build();
  }

  /** There is no default here: whoever adds a problem has to choose. */
  static int status(Problem problem) {
    return switch (problem) {
      case Problem.MalformedRequest _,
          Problem.InvalidName _,
          Problem.InvalidVersion _,
          Problem.InvalidTag _,
          Problem.MalformedPublish _,
          // Not 501: npm would send the same again and again (npm-registry-fetch retries from 500).
          Problem.UnsupportedWrite _,
          Problem.IntegrityMismatch _,
          Problem.BadTarball _,
          Problem.ManifestMismatch _,
          Problem.InvalidUser _,
          Problem.InvalidPublisher _ ->
          400;
      case Problem.NotSignedIn _, Problem.UnusableCredential _, Problem.SignInRefused _ -> 401;
      // Tools look for npm's status when a version exists, and npm answers 403.
      case Problem.VersionExists _, Problem.NotAllowed _, Problem.TagProtected _ -> 403;
      case Problem.NoSuchAddress _,
          Problem.PackageNotFound _,
          Problem.VersionNotFound _,
          Problem.UserNotFound _,
          Problem.PublisherNotFound _ ->
          404;
      case Problem.UserExists _,
          Problem.PublisherExists _,
          Problem.TooManyPublishers _,
          Problem.TooManyVersions _ ->
          409;
      case Problem.BodyTooLarge _ -> 413;
      case Problem.TooManySignIns _ -> 429;
      case Problem.Overloaded _ -> 503;
      case Problem.OfExchange refusal -> status(refusal);
    };
  }

  private static int status(Problem.OfExchange refusal) {
    return switch (refusal) {
      case Problem.TokenMalformed _ -> 400;
      case Problem.TokenHeader _,
          Problem.IssuerUnknown _,
          Problem.KeyUnknown _,
          Problem.Signature _,
          Problem.Time _,
          Problem.Audience _,
          Problem.TokenKind _ ->
          401;
      case Problem.RuleMismatch _, Problem.IdentityDrift _ -> 403;
      case Problem.NoPublisher _ -> 404;
      case Problem.Replayed _ -> 409;
      case Problem.TooManyExchanges _ -> 429;
      case Problem.KeysUnavailable _ -> 503;
    };
  }
}
