package dev.imprimatur.gate;

import dev.imprimatur.access.User;
import dev.imprimatur.audit.Actor;
import dev.imprimatur.tokens.Grant;
import dev.imprimatur.tokens.Token;
import dev.imprimatur.tokens.TokenId;

/** Whoever sent a request or a command, as far as they had to prove who they are. */
public sealed interface Caller {

  /** Nobody in particular. */
  record Anyone() implements Caller {}

  /** A person, with the token and whatever else proved it. */
  record Person(User user, Token token, Proof proof) implements Caller {
    public Person with(Proof other) {
      return new Person(user, token, other);
    }

    /** Returns whether they signed in themselves, and did not leave a token to a script. */
    public boolean hasSignedIn() {
      return switch (token.grant()) {
        case Grant.Session _, Grant.Browser _ -> true;
        case Grant.Granular _, Grant.OfJob _ -> false;
      };
    }
  }

  /** A CI job, with the grant that its identity token was exchanged for. */
  record Job(TokenId token, Grant.OfJob grant) implements Caller {}

  /** Whoever runs commands beside the database; no request over the network comes from one. */
  record Operator() implements Caller {}

  /** The registry itself, doing what is due. */
  record Registry() implements Caller {}

  /** The name that the audit log has for this caller. */
  default Actor actor() {
    return switch (this) {
      case Anyone _ -> Actor.ANYONE;
      case Person(var user, _, _) -> Actor.person(user.name().value());
      case Job(_, Grant.Minted minted) -> Actor.publisher(minted.publisher().id());
      case Job(_, Grant.Managing managing) -> Actor.publisher(managing.publisher().id());
      case Job(_, Grant.Reading reading) ->
          Actor.publisher(reading.packages().getFirst().publisher().id());
      case Operator _ -> Actor.OPERATOR;
      case Registry _ -> Actor.REGISTRY;
    };
  }

  /** The kind of caller, in one word for the log of requests. */
  default String kind() {
    return switch (this) {
      case Anyone _ -> "anyone";
      case Person _ -> "person";
      case Job _ -> "job";
      case Operator _ -> "operator";
      case Registry _ -> "registry";
    };
  }
}
