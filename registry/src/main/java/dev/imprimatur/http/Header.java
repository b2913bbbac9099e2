package dev.imprimatur.http;

/** A header field of a reply (RFC 9110, section 6.3); its value is printable ASCII. */
public record Header(String name, String value) {
  /** Makes any text fit into a header: what is not printable ASCII becomes a question mark. */
  public static Header ofText(String name, String text) {
    return new Header(name, text.replace("…", "...").replaceAll("[^\\x20-\\x7e]", "?"));
  }
}
