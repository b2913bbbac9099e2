package dev.imprimatur.wiring;

import dev.imprimatur.access.SecondFactorMode;
import dev.imprimatur.access.UserName;
import dev.imprimatur.access.Users;
import dev.imprimatur.npm.PackageGlob;
import dev.imprimatur.secret.Secret;
import dev.imprimatur.testkit.AuthenticatorApp;
import dev.imprimatur.tokens.Grant;
import dev.imprimatur.tokens.TokenPermission;
import dev.imprimatur.tokens.TokenTerms;
import java.time.Duration;
import java.util.List;

/** The people of a registry under test; they all have the same password. */
record TestPeople(Registry registry) {
  static final String PASSWORD = "correct horse battery staple";

  void add(String name, boolean admin) {
    var applicant =
        new Users.Applicant(new UserName(name), name + "@acme.example", Secret.of(PASSWORD), admin);
    var users = registry.people.users();
    var hashed = users.hashed(applicant);
    registry.db.write(tx -> users.add(tx, hashed));
  }

  void disable(String name) {
    registry.db.write(tx -> {
      registry.people.users().disable(tx, new UserName(name));
      return name;
    });
  }

  String token(String user, boolean writes, List<String> globs) {
    var permission = writes ? TokenPermission.READ_WRITE : TokenPermission.READ_ONLY;
    var packages = globs.stream().map(PackageGlob::new).toList();
    return token(user, TokenTerms.of("a test's", permission, packages));
  }

  String token(String user, TokenTerms terms) {
    var grant = new Grant.Granular(new UserName(user), terms);
    return registry
        .db
        .write(tx -> registry.people.tokens().createGranular(tx, grant, Duration.ofDays(7)))
        .text()
        .reveal();
  }

  /** Enrols an app as a second factor, and returns it with the recovery codes. */
  TestSecondFactor enrol(String user) {
    var factors = registry.secondFactors;
    var name = new UserName(user);
    return registry.db.write(tx -> {
      var enrolment = factors.begin(tx, name).orElseThrow();
      var app = new AuthenticatorApp(enrolment.key().reveal());
      // The code of the step before, so that the present one can still be shown.
      var code = app.code(registry.world.clock().instant().minusSeconds(30));
      var recoveryCodes = factors.confirm(tx, name, Secret.of(code)).orElseThrow();
      return new TestSecondFactor(
          app, registry.world.clock(), recoveryCodes.stream().map(Secret::reveal).toList());
    });
  }

  void setMode(String user, SecondFactorMode mode) {
    registry.db.write(tx -> {
      registry.people.users().setMode(tx, new UserName(user), mode);
      return mode;
    });
  }

  /** Approves a challenge, as its page does for whoever signed in there. */
  void approve(String address, String user) {
    var page = Secret.of(address.substring(address.lastIndexOf('/') + 1));
    registry.useCases.account.webSignIn.approve(page, new UserName(user), "192.0.2.1");
  }

  String session(String user) {
    return registry
        .db
        .write(tx -> registry.people.tokens().startSession(tx, new UserName(user)))
        .text()
        .reveal();
  }
}
