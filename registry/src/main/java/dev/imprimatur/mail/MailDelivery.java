package dev.imprimatur.mail;

/** What became of a mail. Reasons name neither the recipient nor anything of the text. */
public sealed interface MailDelivery {

  /** The server has taken it on. */
  record Sent() implements MailDelivery {}

  /**
   * Not now, but the same mail may go out later: the server is away, busy, or set up wrongly.
   *
   * @param why half a sentence about the server: "it does not answer in time"
   */
  record Later(String why) implements MailDelivery {}

  /**
   * This mail will never be taken, however often it is tried.
   *
   * @param why half a sentence about the server: "it refuses the recipient: 550 5.1.1"
   */
  record Never(String why) implements MailDelivery {}
}
