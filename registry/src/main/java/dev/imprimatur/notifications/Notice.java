package dev.imprimatur.notifications;

/**
 * An event that people are told of.
 *
 * @param sentence what happened, for people
 * @param concerns what decides who they are
 */
record Notice(String sentence, Concern concerns) {

  /** The concern of an event, which decides who is told of it. */
  enum Concern {
    PACKAGE("the owners of the package or pattern, and its webhooks"),
    TRANSFER("the owners of the package, those who owned it before, and their webhooks"),
    COLLABORATOR("the owners of the package, its webhooks, and whom it is about"),
    MEMBER("those who decide for the organization, its webhooks, and whom it is about"),
    INVITATION("who is invited, and those who decide about what they are invited to"),
    ISSUER("the owners of all that trusts the issuer, and their webhooks"),
    WEBHOOK("the owners of what the webhook is about, and their other webhooks"),
    PERSON("the person whose account it is"),
    REGISTRY("the webhooks of the registry");

    private final String words;

    Concern(String words) {
      this.words = words;
    }

    /** Names those who are told beside the webhooks of the registry, which hear of everything. */
    String words() {
      return words;
    }
  }
}
