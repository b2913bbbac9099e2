package dev.imprimatur.pages;

import dev.imprimatur.http.Header;
import dev.imprimatur.http.Reply;
import gg.jte.TemplateOutput;
import gg.jte.html.HtmlInterceptor;
import gg.jte.html.OwaspHtmlTemplateOutput;
import gg.jte.output.StringOutput;
import java.util.List;
import java.util.Map;

/** A reply with a page. */
final class PageReply {
  /**
   * The content security policy. Even if something slipped through the templates and the sanitizer,
   * no script would run, nothing would be loaded from elsewhere or sent there, and no other site
   * could wrap the page.
   */
  private static final String POLICY =
      "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none';"
          + " frame-ancestors 'none'";

  private static final List<Header> HEADERS =
      List.of(
          new Header("content-security-policy", POLICY),
          new Header("referrer-policy", "no-referrer"),
          new Header("x-content-type-options", "nosniff"),
          new Header("cross-origin-opener-policy", "same-origin"),
          new Header("cross-origin-resource-policy", "same-origin"),
          // The same address gives a package manager JSON.
          new Header("vary", "accept"));

  private static final HtmlInterceptor AS_IT_IS =
      new HtmlInterceptor() {
        @Override
        public void onHtmlTagOpened(
            String name, Map<String, Object> attributes, TemplateOutput output) {}

        @Override
        public void onHtmlTagClosed(String name, TemplateOutput output) {}
      };

  private PageReply() {}

  static Reply of(Page page) {
    return of(200, page);
  }

  static Reply of(int status, Page page) {
    var reply = Reply.html(status, html(page));
    for (var header : HEADERS) {
      reply = reply.with(header);
    }
    return reply;
  }

  static String html(Page page) {
    var text = new StringOutput();
    var out = new OwaspHtmlTemplateOutput(text);
    switch (page) {
      case HomePage home -> JteHomePageGenerated.render(out, AS_IT_IS, home);
      case PackagePage about -> JtePackagePageGenerated.render(out, AS_IT_IS, about);
      case ProblemPage problem -> JteProblemPageGenerated.render(out, AS_IT_IS, problem);
      case ProblemsPage problems -> JteProblemsPageGenerated.render(out, AS_IT_IS, problems);
    }
    return text.toString();
  }
}
