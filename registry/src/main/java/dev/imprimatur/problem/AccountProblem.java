package dev.imprimatur.problem;

/** A reason to refuse a change of one's own account, without which nobody could be sure of it. */
public sealed interface AccountProblem extends Problem {

  /** Somebody wants to remove the only thing that lets them into their account. */
  record LastWayIn() implements AccountProblem {
    @Override
    public String detail() {
      return "This is the last way into your account. Add another one first: a password, a passkey"
          + " or an account of a provider.";
    }
  }

  /** Somebody wants to be without a second factor in an organization that demands one. */
  record SecondFactorStays(String organization) implements AccountProblem {
    @Override
    public String detail() {
      return "The organization %s demands a second factor of its members, and this is your last."
              .formatted(organization)
          + " Add another one first, or leave the organization.";
    }
  }
}
