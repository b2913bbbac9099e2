package dev.imprimatur.gate;

import dev.imprimatur.access.Offer;
import dev.imprimatur.access.User;
import dev.imprimatur.access.UserName;
import dev.imprimatur.audit.Actor;
import dev.imprimatur.db.Tx;
import dev.imprimatur.tokens.People;
import java.util.Optional;

/**
 * The check that whoever has invited somebody could still do so: what was sent by those who were
 * put out since is worth nothing.
 */
public final class SenderRights {
  private static final String PERSON = Actor.person("").value();

  private final People people;

  public SenderRights(People people) {
    this.people = people;
  }

  /**
   * Returns whether an author of an event, as the log has it, could make this offer now.
   *
   * @param actor as {@link Actor} writes it
   */
  public boolean hold(Tx tx, String actor, Offer offer) {
    return runTheRegistry(tx, actor)
        || person(tx, actor).filter(user -> gives(tx, user.name(), offer)).isPresent();
  }

  /** Returns whether they may invite to the registry itself. */
  public boolean runTheRegistry(Tx tx, String actor) {
    return actor.equals(Actor.OPERATOR.value())
        || actor.equals(Actor.REGISTRY.value())
        || person(tx, actor).filter(User::admin).isPresent();
  }

  private Optional<User> person(Tx tx, String actor) {
    return actor.startsWith(PERSON)
        ? people
            .users()
            .find(tx, new UserName(actor.substring(PERSON.length())))
            .filter(user -> user.disabledAt().isEmpty())
        : Optional.empty();
  }

  private boolean gives(Tx tx, UserName user, Offer offer) {
    return switch (offer) {
      case Offer.Membership(var organization, _) ->
          people.organizations().isOwner(tx, organization, user);
      case Offer.Ownership(var name) -> people.rights().decides(tx, name, user);
      case Offer.Collaboration(var name, _) -> people.rights().decides(tx, name, user);
      case Offer.Transfer(var name) -> people.rights().gives(tx, name, user);
    };
  }
}
