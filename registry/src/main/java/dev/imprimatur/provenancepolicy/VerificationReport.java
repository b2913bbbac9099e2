package dev.imprimatur.provenancepolicy;

import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonValue;
import dev.imprimatur.sigstore.Identity;
import dev.imprimatur.sigstore.Verification;
import dev.imprimatur.sigstore.Verification.Refused;
import dev.imprimatur.sigstore.Verification.Signer;
import dev.imprimatur.sigstore.Verification.Verified;
import java.util.Optional;

/**
 * The result of verifying a bundle by hand.
 *
 * @param objection why it does not hold for the package that it should be about
 */
public record VerificationReport(Verification verification, Optional<String> objection) {

  /**
   * The package that a bundle should be about; any, where nothing is said.
   *
   * @param purl the package
   * @param sha512 its tarball, in hex
   */
  public record About(Optional<String> purl, Optional<String> sha512) {}

  public static VerificationReport of(Verification verification, About about) {
    return new VerificationReport(
        verification,
        switch (verification) {
          case Refused(var reason, var why) -> Optional.of("(%s) %s".formatted(reason.code(), why));
          case Verified verified -> objection(verified, about);
        });
  }

  private static Optional<String> objection(Verified verified, About about) {
    var subjects = verified.statement().subjects();
    boolean named =
        about.purl().isEmpty()
            || subjects.stream().anyMatch(each -> about.purl().get().equals(each.name()));
    if (!named) {
      return Optional.of("(subject) it is about another package");
    }
    boolean same =
        about.sha512().isEmpty()
            || subjects.stream().anyMatch(each -> each.digest("sha512").equals(about.sha512()));
    return same ? Optional.empty() : Optional.of("(subject) it is about another tarball");
  }

  public boolean holds() {
    return objection.isEmpty();
  }

  /** Writes it for people. */
  public String told() {
    return switch (verification) {
      case Refused _ -> "refused  " + objection.orElse("");
      case Verified verified -> {
        var subject =
            verified.statement().subjects().stream()
                .findFirst()
                .map(each -> each.name())
                .orElse("nothing");
        yield "%s%s%n         of %s, signed %s%n         by %s"
            .formatted(
                objection.map(why -> "refused  %s%n         ".formatted(why)).orElse("holds    "),
                verified.statement().predicateType(),
                subject,
                verified.signedAt(),
                signer(verified));
      }
    };
  }

  private static String signer(Verified verified) {
    return switch (verified.signer()) {
      case Signer.Certified(var identity) ->
          identity
              .get(Identity.Field.RUN_INVOCATION)
              .map(run -> identity.subject() + ", " + run)
              .orElse(identity.subject());
      case Signer.Keyed(var keyId) -> "the key " + keyId;
    };
  }

  /** Writes it for programs. */
  public JsonObject json() {
    var json = JsonObject.with("holds", holds());
    objection.ifPresent(why -> json.and("objection", why));
    if (verification instanceof Verified verified) {
      var subjects =
          verified.statement().subjects().stream()
              .<JsonValue>map(each -> JsonObject.with("name", each.name()).build())
              .toList();
      json.and("predicateType", verified.statement().predicateType())
          .and("subjects", new JsonArray(subjects))
          .and("signedAt", verified.signedAt())
          .and("signer", signer(verified));
      var said = JsonObject.EMPTY.but();
      for (var field : Identity.Field.values()) {
        verified
            .identity()
            .flatMap(each -> each.get(field))
            .ifPresent(value -> said.and(field.title(), value));
      }
      json.and("certificate", said.build());
    }
    return json.build();
  }
}
