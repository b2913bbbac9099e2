package dev.imprimatur.mail;

/** The outcome of a mail. Reasons name neither the recipient nor anything of the text. */
public sealed interface MailDelivery {

  /** The server has accepted it. */
  record Sent() implements MailDelivery {}

  /**
   * The mail was not sent, but may go out later: the server is away, busy, or set up wrongly.
   *
   * @param why half a sentence about the server: "it does not answer in time"
   */
  record Later(String why) implements MailDelivery {}

  /**
   * The server will never accept this mail, however often it is tried.
   *
   * @param why half a sentence about the server: "it refuses the recipient: 550 5.1.1"
   */
  record Never(String why) implements MailDelivery {}
}
