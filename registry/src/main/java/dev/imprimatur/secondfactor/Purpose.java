package dev.imprimatur.secondfactor;

/**
 * The purpose for which somebody is asked for their second factor. A challenge that was approved
 * for one is good for no other.
 *
 * @param subject what is acted on, as its owner calls it; empty where the act says it all
 */
public record Purpose(Act act, String subject) {
  public static final Purpose SIGN_IN = new Purpose(Act.SIGN_IN, "");

  /** An act that a second factor is asked for. */
  public enum Act {
    SIGN_IN("sign in"),
    WRITE("publish or change"),
    REVIEW("approve or reject what is staged of"),
    TRUST("decide whom this registry trusts with"),
    DECIDE("decide about"),
    REPRESENT("decide for the organization"),
    TOKENS("make or revoke access tokens"),
    ADMINISTER("decide about this registry"),
    ACCOUNT("change your account");

    private final String words;

    Act(String words) {
      this.words = words;
    }

    /** Returns whether a session that was proved for it is not asked again for some minutes. */
    public boolean hasGrace() {
      return this == TRUST || this == DECIDE || this == REPRESENT;
    }

    /** Says it to the person who is asked, before the subject. */
    public String words() {
      return words;
    }
  }
}
