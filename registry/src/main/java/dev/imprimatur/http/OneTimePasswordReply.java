package dev.imprimatur.http;

import dev.imprimatur.json.JsonObject;
import dev.imprimatur.problem.PeopleProblem.OneTimePasswordRequired;

/**
 * The answer that makes clients ask their user for a one-time password. npm takes the bare word
 * {@code otp} in either case, and pnpm's sign-in only this one.
 */
final class OneTimePasswordReply {
  private OneTimePasswordReply() {}

  /**
   * Makes the reply. A client that can go to a browser finds the addresses in the body; the user of
   * another one reads where to get a code.
   */
  static Reply of(OneTimePasswordRequired problem, JsonObject body) {
    var challenge = new Header("www-authenticate", "otp");
    var web = problem.web();
    if (web.isEmpty()) {
      return Reply.json(401, body).with(challenge);
    }
    if (!web.get().waits()) {
      var where = "A code can also be had in a browser: open %s".formatted(web.get().page());
      return Reply.json(401, body).with(challenge).with(Header.ofText("npm-notice", where));
    }
    var waiting =
        body.but().and("authUrl", web.get().page()).and("doneUrl", web.get().done()).build();
    return Reply.json(401, waiting).with(challenge);
  }
}
