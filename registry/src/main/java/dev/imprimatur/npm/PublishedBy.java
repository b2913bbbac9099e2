package dev.imprimatur.npm;

import dev.imprimatur.json.JsonObject;
import java.util.Optional;
import java.util.UUID;

/**
 * The publisher of a version, as {@code _npmUser} shows it. Clients read {@code trustedPublisher}
 * from it to tell a trusted publish from any other, so its shape is npm's to the letter.
 *
 * @param trustedPublisher set if the publish came by a trusted publisher
 * @param approver set if the version was staged first
 */
public record PublishedBy(
    String name,
    String email,
    Optional<TrustedPublisher> trustedPublisher,
    Optional<Approver> approver) {

  /**
   * The trusted publisher of a version.
   *
   * @param provider the kind of its issuer: {@code github}
   */
  public record TrustedPublisher(String provider, UUID id) {}

  /** The person who approved a staged version. */
  public record Approver(String name, String email) {
    public JsonObject json() {
      return JsonObject.with("name", name).and("email", email).build();
    }
  }

  public PublishedBy approvedBy(Approver person) {
    return new PublishedBy(name, email, trustedPublisher, Optional.of(person));
  }

  JsonObject json() {
    var json = JsonObject.with("name", name).and("email", email);
    trustedPublisher.ifPresent(publisher ->
        json.and(
            "trustedPublisher",
            JsonObject.with("id", publisher.provider())
                .and("oidcConfigId", "oidc:" + publisher.id())
                .build()));
    approver.ifPresent(person -> json.and("approver", person.json()));
    return json.build();
  }
}
