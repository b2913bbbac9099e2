package dev.imprimatur.wiring;

import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonRules;
import dev.imprimatur.providers.Providers;
import dev.imprimatur.rulebooks.Issuer;
import dev.imprimatur.rulebooks.Provider;
import dev.imprimatur.testkit.FakeIssuer;
import dev.imprimatur.testkit.ci.GitHub;
import java.util.Optional;

/** How the registry gets the keys of the pretended GitHub. */
enum Reach {
  /** From a file, as GitHub's real address cannot be asked in a test. */
  STORED {
    @Override
    FakeIssuer start(TestClock clock) {
      return FakeIssuer.startAs(
          GitHub.SYSTEM, "https://token.actions.githubusercontent.com", clock, TestRegistry.KEY);
    }

    @Override
    Issuer issuer(FakeIssuer github) {
      var keys = Json.readObject(github.keySetJson(), JsonRules.strict(9, 100_000));
      var stored = new Issuer.StoredKeys(keys, TestClock.START);
      return new Issuer(
          PROVIDER,
          github.issuer(),
          new Issuer.Reach(false, Optional.of(stored), Optional.empty(), Optional.empty()),
          Issuer.Terms.USUAL);
    }
  },
  /** By asking it, at its own address on this machine. */
  ASKED {
    @Override
    FakeIssuer start(TestClock clock) {
      return FakeIssuer.start(GitHub.SYSTEM, clock, TestRegistry.KEY);
    }

    @Override
    Issuer issuer(FakeIssuer github) {
      return new Issuer(PROVIDER, github.issuer(), Issuer.Reach.INTERNAL, Issuer.Terms.USUAL);
    }
  };

  private static final Provider PROVIDER = Providers.usual().find("github").orElseThrow();

  abstract FakeIssuer start(TestClock clock);

  abstract Issuer issuer(FakeIssuer github);
}
