package dev.imprimatur.signin;

import dev.imprimatur.access.Registration;
import dev.imprimatur.access.Users;
import dev.imprimatur.change.Maintenance;
import dev.imprimatur.db.Database;
import dev.imprimatur.problem.PeopleProblem;
import dev.imprimatur.trustadmin.Accounts;

/**
 * The people who make an account by themselves, where that is open to anybody. npm and pnpm send a
 * mail address with a name that they want, and also when they only sign in.
 */
public final class Newcomers {
  private final Database db;
  private final Users users;
  private final Accounts accounts;
  private final Maintenance maintenance;
  private final Registration registration;

  public Newcomers(
      Database db,
      Users users,
      Accounts accounts,
      Maintenance maintenance,
      Registration registration) {
    this.db = db;
    this.users = users;
    this.accounts = accounts;
    this.maintenance = maintenance;
    this.registration = registration;
  }

  /** Returns whether anybody makes an account. */
  public boolean areWelcome() {
    return registration == Registration.OPEN;
  }

  /** Makes an account of this name, if that is open and nobody has the name. */
  void welcome(Users.Attempt attempt, String email) {
    if (areWelcome() && db.read(tx -> users.find(tx, attempt.name())).isEmpty()) {
      join(new Users.Applicant(attempt.name(), email, attempt.password(), false));
    }
  }

  /** Makes an account for somebody who may not run the registry; it is refused if its name is. */
  public void join(Users.Applicant applicant) {
    if (!areWelcome()) {
      throw new PeopleProblem.RegistrationClosed().asException();
    }
    var hashed = users.hashed(applicant);
    maintenance.make(change -> accounts.add(change, hashed));
  }
}
