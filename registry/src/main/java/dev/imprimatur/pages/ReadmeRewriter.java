package dev.imprimatur.pages;

import java.util.List;
import org.owasp.html.HtmlStreamEventReceiver;

/**
 * The rewriting of clean HTML for one of our pages: its headings go below ours, wide tables scroll
 * by themselves, and pictures become links. Loading a picture would tell its host, which the
 * package's author chooses, who reads about which package. For one document and thread.
 */
final class ReadmeRewriter implements HtmlStreamEventReceiver {
  private static final int HEADINGS_ABOVE = 2;
  private static final int HEADING_LEVEL_MAX = 6;
  private static final List<String> SCROLLING = List.of("class", "scrolls");

  private final HtmlStreamEventReceiver out;
  private int openLinks;

  ReadmeRewriter(HtmlStreamEventReceiver out) {
    this.out = out;
  }

  @Override
  public void openDocument() {
    out.openDocument();
  }

  @Override
  public void closeDocument() {
    out.closeDocument();
  }

  @Override
  public void openTag(String element, List<String> attributes) {
    switch (element) {
      case "img" -> picture(value(attributes, "src"), value(attributes, "alt").strip());
      case "a" -> {
        openLinks++;
        out.openTag(element, attributes);
      }
      case "table" -> {
        out.openTag("div", SCROLLING);
        out.openTag(element, attributes);
      }
      default -> out.openTag(lowered(element), attributes);
    }
  }

  @Override
  public void closeTag(String element) {
    switch (element) {
      case "img" -> {}
      case "a" -> {
        openLinks--;
        out.closeTag(element);
      }
      case "table" -> {
        out.closeTag(element);
        out.closeTag("div");
      }
      default -> out.closeTag(lowered(element));
    }
  }

  @Override
  public void text(String text) {
    out.text(text);
  }

  private void picture(String address, String description) {
    if (openLinks > 0) {
      out.text(named(description));
    } else if (!address.isEmpty()) {
      out.openTag(
          "a", List.of("href", address, "rel", "nofollow noopener noreferrer", "class", "picture"));
      out.text(named(description));
      out.closeTag("a");
    } else {
      out.text(description);
    }
  }

  private static String named(String description) {
    return description.isEmpty() ? "picture" : description;
  }

  private static String lowered(String element) {
    if (!element.matches("h[1-6]")) {
      return element;
    }
    return "h" + Math.min(element.charAt(1) - '0' + HEADINGS_ABOVE, HEADING_LEVEL_MAX);
  }

  /** Finds a value; attributes come as names and values in turn. */
  private static String value(List<String> attributes, String name) {
    int at = attributes.indexOf(name);
    return at >= 0 && at % 2 == 0 ? attributes.get(at + 1) : "";
  }
}
