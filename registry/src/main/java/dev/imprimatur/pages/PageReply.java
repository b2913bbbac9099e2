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
public final class PageReply {
  /**
   * The content security policy. Even if something slipped through the templates and the sanitizer,
   * no script would run, nothing would be loaded from elsewhere or sent there, and no other site
   * could wrap the page.
   */
  private static final String POLICY =
      "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none';"
          + " frame-ancestors 'none'";

  /**
   * The policy of a page with forms. They go to this registry alone. Its script is the one file
   * that we send, which can make no markup out of a text (Trusted Types).
   */
  private static final String FORM_POLICY =
      "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; base-uri 'none';"
          + " form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script';"
          + " trusted-types 'none'";

  private static final List<Header> READING =
      List.of(
          new Header("content-security-policy", POLICY),
          new Header("referrer-policy", "no-referrer"));

  /** A browser that tells no address tells no origin either, which forms are known by. */
  private static final List<Header> WRITING =
      List.of(
          new Header("content-security-policy", FORM_POLICY),
          new Header("referrer-policy", "same-origin"),
          new Header(
              "permissions-policy",
              "publickey-credentials-get=(self), publickey-credentials-create=(self)"));

  private static final List<Header> HEADERS =
      List.of(
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

  public static Reply of(Page page) {
    return of(200, page);
  }

  public static Reply of(int status, Page page) {
    var reply = Reply.html(status, html(page));
    for (var header : page instanceof AccountPage ? WRITING : READING) {
      reply = reply.with(header);
    }
    for (var header : HEADERS) {
      reply = reply.with(header);
    }
    return reply;
  }

  static String html(Page page) {
    var text = new StringOutput();
    var out = new OwaspHtmlTemplateOutput(text);
    switch (page) {
      case AccountPage account -> render(out, account);
      case HomePage home -> JteHomePageGenerated.render(out, AS_IT_IS, home);
      case PackagePage about -> JtePackagePageGenerated.render(out, AS_IT_IS, about);
      case ProblemPage problem -> JteProblemPageGenerated.render(out, AS_IT_IS, problem);
      case ProblemsPage problems -> JteProblemsPageGenerated.render(out, AS_IT_IS, problems);
    }
    return text.toString();
  }

  private static void render(OwaspHtmlTemplateOutput out, AccountPage page) {
    switch (page) {
      case SettingsPage settings -> render(out, settings);
      case AccountPage.SignIn form -> JteSignInPageGenerated.render(out, AS_IT_IS, form);
      case AccountPage.ChooseName form -> JteChooseNamePageGenerated.render(out, AS_IT_IS, form);
      case AccountPage.Form form -> JteFormPageGenerated.render(out, AS_IT_IS, form);
      case AccountPage.Approved approved ->
          JteApprovedPageGenerated.render(out, AS_IT_IS, approved);
      case AccountPage.Overview account -> JteOverviewPageGenerated.render(out, AS_IT_IS, account);
      case AccountPage.NewApp app -> JteNewAppPageGenerated.render(out, AS_IT_IS, app);
      case AccountPage.RecoveryCodes codes ->
          JteRecoveryCodesPageGenerated.render(out, AS_IT_IS, codes);
      case AccountPage.Invitations invitations ->
          JteInvitationsPageGenerated.render(out, AS_IT_IS, invitations);
      case AccountPage.Message words -> JteMessagePageGenerated.render(out, AS_IT_IS, words);
    }
  }

  private static void render(OwaspHtmlTemplateOutput out, SettingsPage page) {
    switch (page) {
      case SettingsPage.Publishers all -> JtePublishersPageGenerated.render(out, AS_IT_IS, all);
      case SettingsPage.PublisherForm form ->
          JtePublisherFormPageGenerated.render(out, AS_IT_IS, form);
      case SettingsPage.Question question ->
          JteQuestionPageGenerated.render(out, AS_IT_IS, question);
      case SettingsPage.Access access -> JteAccessPageGenerated.render(out, AS_IT_IS, access);
      case SettingsPage.AllTrust all -> JteAllTrustPageGenerated.render(out, AS_IT_IS, all);
    }
  }
}
