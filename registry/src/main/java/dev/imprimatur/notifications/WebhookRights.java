package dev.imprimatur.notifications;

import dev.imprimatur.access.User;
import dev.imprimatur.access.UserName;
import dev.imprimatur.audit.Actor;
import dev.imprimatur.db.Tx;
import dev.imprimatur.outbox.Webhook;
import dev.imprimatur.outbox.WebhookScope;
import dev.imprimatur.tokens.People;
import java.util.Optional;

/**
 * The check that a webhook may still hear what it was added for: its creator must have the right
 * now, and not only then. They may have left the organization, or given the package away.
 */
final class WebhookRights {
  private static final String PERSON = Actor.person("").value();

  private final People people;

  WebhookRights(People people) {
    this.people = people;
  }

  boolean hold(Tx tx, Webhook webhook) {
    var by = webhook.createdBy();
    return by.equals(Actor.OPERATOR.value())
        || person(by)
            .flatMap(name -> people.users().find(tx, name))
            .filter(user -> user.disabledAt().isEmpty())
            .filter(user -> user.admin() || decides(tx, user, webhook.subject()))
            .isPresent();
  }

  /** Says why it is told nothing any more. */
  static String lost(Webhook webhook) {
    return "%s no longer decides about %s".formatted(webhook.createdBy(), webhook.subject().text());
  }

  private static Optional<UserName> person(String actor) {
    return actor.startsWith(PERSON)
        ? Optional.of(new UserName(actor.substring(PERSON.length())))
        : Optional.empty();
  }

  private boolean decides(Tx tx, User user, WebhookScope subject) {
    return switch (subject) {
      case WebhookScope.Everything _ -> false;
      case WebhookScope.OfPackage(var name) -> people.rights().decides(tx, name, user.name());
      case WebhookScope.OfOrganization(var name) ->
          people.organizations().isOwner(tx, name, user.name());
    };
  }
}
