package dev.imprimatur.publish;

import dev.imprimatur.gate.Caller;
import dev.imprimatur.packages.PublishOrigin;
import dev.imprimatur.tokens.Grant;

/** The origin of a version, by whoever published it. */
final class Origins {
  private Origins() {}

  static PublishOrigin of(Caller caller) {
    return switch (caller) {
      case Caller.Person(var user, _, _) ->
          new PublishOrigin.ByPerson(user.name().value(), user.email());
      case Caller.Job(_, Grant.Minted minted) -> {
        var source = minted.source();
        yield new PublishOrigin.ByPublisher(
            minted.publisher().id(),
            source.issuer(),
            source.speaksAs().provider(),
            source.speaksAs().title(),
            source.speaksAs().email(),
            source.claims());
      }
      case Caller.Job _, Caller.Anyone _, Caller.Operator _, Caller.Registry _ ->
          throw new IllegalStateException("Nobody publishes nothing");
    };
  }
}
