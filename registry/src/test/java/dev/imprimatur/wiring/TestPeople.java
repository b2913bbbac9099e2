package dev.imprimatur.wiring;

import dev.imprimatur.access.UserName;
import dev.imprimatur.access.Users;
import dev.imprimatur.npm.PackageGlob;
import dev.imprimatur.secret.Secret;
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

  String session(String user) {
    return registry
        .db
        .write(tx -> registry.people.tokens().startSession(tx, new UserName(user)))
        .text()
        .reveal();
  }
}
