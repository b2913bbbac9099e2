package dev.imprimatur.packages;

import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.npm.PublishedBy;
import java.util.Optional;
import java.util.UUID;

/** The origin of a version, kept as it was on that day, whatever becomes of those involved. */
public sealed interface PublishOrigin {

  /** A person published it, with a token or signed in. */
  record ByPerson(String user, String email) implements PublishOrigin {}

  /**
   * A CI job published it, through a trusted publisher.
   *
   * @param issuer who vouched for the job
   * @param provider the kind of its issuer: {@code github}
   * @param title the same for people: {@code GitHub Actions}
   * @param email what npm shows in place of a mail address
   * @param claims what was kept of its identity token
   */
  record ByPublisher(
      UUID publisher, String issuer, String provider, String title, String email, JsonObject claims)
      implements PublishOrigin {}

  /**
   * It was staged, and a person approved it.
   *
   * @param upload how it was staged
   */
  record Approved(PublishOrigin upload, PublishedBy.Approver approver) implements PublishOrigin {}

  /** Returns whether its bytes came from a trusted publisher, whoever approved them. */
  default boolean isThroughTrust() {
    return job().isPresent();
  }

  /** The job that its bytes came from, whoever approved them; empty if it was a person. */
  default Optional<ByPublisher> job() {
    return switch (this) {
      case ByPerson _ -> Optional.empty();
      case ByPublisher job -> Optional.of(job);
      case Approved(var upload, _) -> upload.job();
    };
  }

  /** The origin as a packument shows it. */
  default PublishedBy shown() {
    return switch (this) {
      case ByPerson(var user, var email) ->
          new PublishedBy(user, email, Optional.empty(), Optional.empty());
      case ByPublisher(var publisher, _, var provider, var title, var email, _) ->
          new PublishedBy(
              title,
              email,
              Optional.of(new PublishedBy.TrustedPublisher(provider, publisher)),
              Optional.empty());
      case Approved(var upload, var approver) -> upload.shown().approvedBy(approver);
    };
  }

  /** The whole origin, for those who decide about the package. */
  default JsonObject json() {
    return switch (this) {
      case ByPerson(var user, var email) ->
          JsonObject.with("person", user).and("email", email).build();
      case ByPublisher(var publisher, var issuer, var provider, var title, var email, var claims) ->
          JsonObject.with("publisher", publisher.toString())
              .and("issuer", issuer)
              .and("provider", provider)
              .and("title", title)
              .and("email", email)
              .and("claims", claims)
              .build();
      case Approved(var upload, var approver) ->
          upload.json().but().and("approver", approver.json()).build();
    };
  }

  /** The form in which a version's row keeps it. */
  default String stored() {
    return Json.text(json());
  }

  static PublishOrigin ofStored(String stored) {
    var json = Json.readOwn(stored);
    var upload = ofUpload(json);
    return json.object("approver")
        .<PublishOrigin>map(approver ->
            new Approved(
                upload,
                new PublishedBy.Approver(
                    approver.text("name").orElseThrow(), approver.text("email").orElseThrow())))
        .orElse(upload);
  }

  private static PublishOrigin ofUpload(JsonObject json) {
    var email = json.text("email").orElseThrow();
    var person = json.text("person");
    return person.isPresent()
        ? new ByPerson(person.get(), email)
        : new ByPublisher(
            UUID.fromString(json.text("publisher").orElseThrow()),
            json.text("issuer").orElseThrow(),
            json.text("provider").orElseThrow(),
            json.text("title").orElseThrow(),
            email,
            json.object("claims").orElseThrow());
  }
}
