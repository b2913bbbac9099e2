package dev.imprimatur.install;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.imprimatur.gate.Gate;
import dev.imprimatur.http.Header;
import dev.imprimatur.http.Reply;
import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonText;
import dev.imprimatur.packages.Visibility;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Answers with what proves how a version was built, in npm's form: a list of attestations, each
 * with its predicate type and its bundle. The bundle is there as it came, to the letter; what it is
 * called outside of it is nobody's word but ours.
 */
final class AttestationReply {
  private static final Header TYPE = new Header("content-type", "application/json");

  /** github.com/secure-systems-lab/dsse, "envelope.md". */
  private static final Header ENVELOPE_TYPE =
      new Header("content-type", "application/vnd.dsse.envelope.v1+json");

  private static final String FOR_EVER = "max-age=31536000, immutable";
  private static final Header FOR_ANYONE = new Header("cache-control", "public, " + FOR_EVER);
  private static final Header FOR_ONE = new Header("cache-control", "private, " + FOR_EVER);

  private AttestationReply() {}

  static Reply of(Reading.Proof proof) {
    var attested = proof.attested();
    var text =
        "{\"attestations\":[{\"predicateType\":%s,\"bundle\":%s}]}"
            .formatted(
                Json.text(new JsonText(attested.build().predicateType())), attested.bundle());
    return reply(TYPE, text, proof.visibility());
  }

  /** What we witnessed, in the envelope in which it was signed. */
  static Reply of(Reading.Testimony testimony) {
    return reply(ENVELOPE_TYPE, testimony.envelope(), testimony.visibility());
  }

  private static Reply reply(Header type, String text, Visibility visibility) {
    return Reply.bytes(
        ByteBuffer.wrap(text.getBytes(UTF_8)),
        List.of(type, Gate.anyoneMayRead(visibility) ? FOR_ANYONE : FOR_ONE));
  }
}
