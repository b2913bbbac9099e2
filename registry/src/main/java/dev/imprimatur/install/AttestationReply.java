package dev.imprimatur.install;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.imprimatur.gate.Gate;
import dev.imprimatur.http.Header;
import dev.imprimatur.http.Reply;
import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonText;
import dev.imprimatur.packages.Visibility;
import dev.imprimatur.signatures.PublishAttestation;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The reply with a version's attestations, in npm's form: a list, each with its predicate type and
 * its bundle. The bundle is there as it came, to the letter; only we vouch for the predicate type
 * outside of it.
 */
final class AttestationReply {
  private static final Header TYPE = new Header("content-type", "application/json");

  /** The type of an envelope (github.com/secure-systems-lab/dsse, "envelope.md"). */
  private static final Header ENVELOPE_TYPE =
      new Header("content-type", "application/vnd.dsse.envelope.v1+json");

  private static final String FOR_EVER = "max-age=31536000, immutable";
  private static final Header FOR_ANYONE = new Header("cache-control", "public, " + FOR_EVER);
  private static final Header FOR_ONE = new Header("cache-control", "private, " + FOR_EVER);

  /** The caching while our own attestation is still to come, once the log has accepted it. */
  private static final Header NOT_YET = new Header("cache-control", "private, no-cache");

  private AttestationReply() {}

  static Reply of(PackageReads.Attestation known) {
    var each = new ArrayList<String>();
    known.built().ifPresent(built -> each.add(one(built.build().predicateType(), built.bundle())));
    known.published().ifPresent(bundle -> each.add(one(PublishAttestation.PREDICATE_TYPE, bundle)));
    var text = "{\"attestations\":[%s]}".formatted(String.join(",", each));
    return known.isWhole()
        ? reply(TYPE, text, known.visibility())
        : Reply.bytes(ByteBuffer.wrap(text.getBytes(UTF_8)), List.of(TYPE, NOT_YET));
  }

  private static String one(String predicateType, String bundle) {
    return "{\"predicateType\":%s,\"bundle\":%s}"
        .formatted(Json.text(new JsonText(predicateType)), bundle);
  }

  /** Replies with the receipt of a publish, in the envelope in which it was signed. */
  static Reply of(PackageReads.Receipt testimony) {
    return reply(ENVELOPE_TYPE, testimony.envelope(), testimony.visibility());
  }

  private static Reply reply(Header type, String text, Visibility visibility) {
    return Reply.bytes(
        ByteBuffer.wrap(text.getBytes(UTF_8)),
        List.of(type, Gate.anyoneMayRead(visibility) ? FOR_ANYONE : FOR_ONE));
  }
}
