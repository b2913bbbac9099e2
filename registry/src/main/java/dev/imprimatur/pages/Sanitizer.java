package dev.imprimatur.pages;

import java.util.regex.Pattern;
import org.owasp.html.HtmlPolicyBuilder;
import org.owasp.html.PolicyFactory;

/**
 * The filter that lets through only the part of a stranger's HTML that a README needs. What is not
 * listed is dropped: no scripts, styles, frames or forms, no classes or ids that our own pages give
 * a meaning to, no addresses but of the web or of mail. Relative ones are dropped, too: they would
 * lead into this registry, and were meant for a repository.
 */
final class Sanitizer {
  private static final Pattern LINK =
      Pattern.compile("(?i)(?:https?://|mailto:)[^\\s\\x00-\\x1f]+");
  private static final Pattern IMAGE = Pattern.compile("(?i)https://[^\\s\\x00-\\x1f]+");
  private static final Pattern ALIGNMENT = Pattern.compile("left|center|right");
  private static final Pattern SMALL_NUMBER = Pattern.compile("[0-9]{1,3}");

  private static final PolicyFactory POLICY =
      new HtmlPolicyBuilder()
          .allowElements("p", "br", "hr", "div", "blockquote", "pre", "details", "summary")
          .allowElements("h1", "h2", "h3", "h4", "h5", "h6")
          .allowElements("ul", "ol", "li", "dl", "dt", "dd")
          .allowElements("code", "kbd", "samp", "var", "em", "strong", "b", "i", "u", "s", "del")
          .allowElements("ins", "sub", "sup", "mark", "q", "a", "img")
          .allowElements("table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td")
          .allowUrlProtocols("https", "http", "mailto")
          .allowAttributes("href")
          .matching(LINK)
          .onElements("a")
          .requireRelsOnLinks("nofollow", "noopener", "noreferrer")
          .allowAttributes("src")
          .matching(IMAGE)
          .onElements("img")
          .allowAttributes("alt")
          .onElements("img")
          .allowAttributes("align")
          .matching(ALIGNMENT)
          .onElements("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "th", "td")
          .allowAttributes("colspan", "rowspan")
          .matching(SMALL_NUMBER)
          .onElements("th", "td")
          .allowAttributes("start")
          .matching(SMALL_NUMBER)
          .onElements("ol")
          .withPostprocessor(ReadmeRewriter::new)
          .toFactory();

  private Sanitizer() {}

  static SafeHtml clean(String html) {
    return new SafeHtml(POLICY.sanitize(html));
  }
}
