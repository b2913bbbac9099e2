package dev.imprimatur.pages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.http.Header;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.npm.DistTag;
import dev.imprimatur.npm.Manifest;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.npm.Version;
import dev.imprimatur.packages.PublishOrigin;
import dev.imprimatur.problem.Catalogue;
import dev.imprimatur.provenancepolicy.Build;
import dev.imprimatur.providers.Providers;
import dev.imprimatur.sigstore.Identity;
import dev.imprimatur.sigstore.Identity.Field;
import dev.imprimatur.sigstore.Verification.Logged;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PageReplyTest {
  private static final String COMMIT = "1".repeat(40);
  private static final String EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>";
  private static final String EVIL_SHOWN = "&lt;script&gt;alert(1)&lt;/script&gt;";
  private static final Site SITE = Site.of("/npm");
  private static final DisplayDate DAY = new DisplayDate(Instant.parse("2026-11-22T10:15:30.123Z"));
  private static final PackageName NAME = new PackageName("@acme/rocket");
  private static final Version VERSION = new Version("1.2.0");
  private static final PublisherSummary ALICE =
      PublisherSummary.of(
          new PublishOrigin.ByPerson("alice", "alice@acme.example"), Providers.usual());
  private static final ManifestSummary EVIL_ABOUT =
      ManifestSummary.of(
          new Manifest(
              JsonObject.with("description", EVIL)
                  .and("license", EVIL)
                  .and("dependencies", JsonObject.with(EVIL, EVIL).build())
                  .build()));
  private static final Map<Field, String> SAID =
      Map.of(
          Field.SOURCE_REPOSITORY,
          "https://github.com/acme/rocket",
          Field.SOURCE_DIGEST,
          COMMIT,
          Field.SOURCE_REF,
          "refs/heads/main",
          Field.BUILD_CONFIG,
          "https://github.com/acme/rocket/.github/workflows/publish.yml@refs/heads/main",
          Field.RUN_INVOCATION,
          "https://evil.example/\">");

  @Test
  void whateverAPackageSaysOfItselfIsShownAsText() {
    var html = PageReply.html(page(EVIL_ABOUT, job("repository", EVIL), Optional.empty()));

    assertThat(html).contains(EVIL_SHOWN).doesNotContain("<script", "<img src=x");
  }

  @Test
  void whateverAPackageSaysOfItselfIsTextOnTheFirstPage() {
    var teaser = new HomePage.Teaser(NAME, VERSION, DAY, EVIL_ABOUT, job("repository", EVIL));
    var html =
        PageReply.html(
            HomePage.of(SITE, "https://npm.acme.example/npm/", List.of(teaser), Optional.empty()));

    assertThat(html).contains(EVIL_SHOWN).doesNotContain("<script", "<img src=x");
  }

  @Test
  void aPackagePageShowsWhatAReaderLooksFor() {
    var about = ManifestSummary.of(new Manifest(JsonObject.with("license", "MIT").build()));
    var html = PageReply.html(page(about, ALICE, Optional.of(Markdown.html("# Hello"))));

    assertThat(html)
        .startsWith("<!doctype html>\n<html lang=\"en\">")
        .contains("<title>@acme/rocket 1.2.0</title>")
        .contains("<code>npm install @acme/rocket</code>")
        .contains("<bdi>MIT</bdi>")
        .contains("<h3>Hello</h3>")
        .contains("<time datetime=\"2026-11-22T10:15:30.123Z\">22 Nov 2026</time>")
        .contains("<span class=\"tag\">latest</span>");
  }

  @Test
  void aPersonIsNamedAndTheMailAddressIsNot() {
    var html = PageReply.html(page(EVIL_ABOUT, ALICE, Optional.empty()));

    assertThat(html).contains("<bdi>alice</bdi>").doesNotContain("@acme.example");
  }

  @Test
  void aJobIsShownWithItsRepository() {
    var html = PageReply.html(page(EVIL_ABOUT, job("repository", "acme/rocket"), Optional.empty()));

    assertThat(html)
        .contains("<bdi>GitHub Actions</bdi>")
        .contains("<dt>Repository</dt>")
        .contains("<bdi>acme/rocket</bdi>")
        .doesNotContain("no-reply@");
  }

  @Test
  void aVersionWithoutAReadmeSaysSo() {
    assertThat(PageReply.html(page(EVIL_ABOUT, ALICE, Optional.empty())))
        .contains("This version came without a README.");
  }

  @Test
  void anEmptyRegistryShowsHowToPublishTheFirstPackage() {
    var html =
        PageReply.html(
            HomePage.of(SITE, "https://npm.acme.example/npm/", List.of(), Optional.empty()));

    assertThat(html)
        .contains("No public package yet")
        .contains("./imprimatur trust add")
        .contains("id-token: write")
        .contains("npm publish --registry https://npm.acme.example/npm/")
        .doesNotContain("Only this machine knows");
  }

  @Test
  void aRegistryThatOnlyThisMachineKnowsSaysSo() {
    assertThat(PageReply.html(HomePage.of(SITE, "http://[::1]:4873/", List.of(), Optional.empty())))
        .contains("Only this machine knows <code>[::1]:4873</code>");
  }

  @Test
  void linksStayBelowThePathOfThePublicUrl() {
    var teaser = new HomePage.Teaser(NAME, VERSION, DAY, EVIL_ABOUT, ALICE);
    var html =
        PageReply.html(
            HomePage.of(SITE, "https://acme.example/npm/", List.of(teaser), Optional.empty()));

    assertThat(html)
        .contains("href=\"/npm/\"", "href=\"/npm/@acme/rocket\"", "href=\"/npm/problems\"")
        .contains("href=\"/npm/-/assets/" + Asset.stylesheet().file() + "\"")
        .doesNotContain("href=\"/-/", "href=\"/@");
  }

  @Test
  void everyProblemHasAPage() {
    var catalogue = Catalogue.read();
    var list = PageReply.html(new ProblemsPage(SITE, catalogue.groups()));

    assertThat(catalogue.groups().stream().flatMap(group -> group.entries().stream()))
        .allSatisfy(entry -> {
          var page = ProblemPage.of(SITE, entry);
          assertThat(PageReply.html(page))
              .contains("<h2>What to do</h2>\n<div class=\"words\"><p>");
          assertThat(list).contains("href=\"/npm/problems/" + entry.code() + "\"");
        });
  }

  @Test
  void aPageLoadsNothingFromElsewhereAndRunsNothing() {
    var page = page(EVIL_ABOUT, ALICE, Optional.empty());

    assertThat(PageReply.html(page)).doesNotContain("<script", "style=", "<form", "http-equiv");
    assertThat(PageReply.of(page).headers())
        .contains(
            new Header(
                "content-security-policy",
                "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none';"
                    + " form-action 'none'; frame-ancestors 'none'"),
            new Header("referrer-policy", "no-referrer"),
            new Header("x-content-type-options", "nosniff"),
            new Header("vary", "accept"));
  }

  @Test
  void provenanceIsShownInWordsAndItsLinksLeadToTheSource() {
    var build =
        new Build(
            "public-good",
            "github",
            "https://slsa.dev/provenance/v1",
            Identity.of("", SAID),
            Instant.parse("2026-11-22T10:15:29Z"),
            List.of(new Logged("rekor.sigstore.dev", 4711)));
    var html =
        PageReply.html(page(ALICE, Optional.of(ProvenanceSummary.of(build, Providers.usual()))));

    assertThat(html)
        .contains("Built from source, and proven")
        .contains("<a href=\"https://github.com/acme/rocket\" rel=\"noopener noreferrer\">")
        .contains("href=\"https://github.com/acme/rocket/commit/" + COMMIT + "\"")
        .contains(
            "href=\"https://github.com/acme/rocket/blob/%s/.github/workflows/publish.yml\""
                .formatted(COMMIT))
        .contains("href=\"https://search.sigstore.dev/?logIndex=4711\"")
        .contains("<bdi>acme/rocket at 111111111111</bdi>")
        // What is of no form that a link may have stays a word.
        .contains("<bdi>evil.example/")
        .doesNotContain("href=\"javascript:", "href=\"https://evil.example");
    assertThat(PageReply.html(page(ALICE, Optional.empty()))).doesNotContain("Provenance");
  }

  private static PackagePage page(
      ManifestSummary about, PublisherSummary publishedBy, Optional<SafeHtml> readme) {
    return page(about, publishedBy, readme, Optional.empty());
  }

  private static PackagePage page(
      PublisherSummary publishedBy, Optional<ProvenanceSummary> origin) {
    return page(EVIL_ABOUT, publishedBy, Optional.empty(), origin);
  }

  private static PackagePage page(
      ManifestSummary about,
      PublisherSummary publishedBy,
      Optional<SafeHtml> readme,
      Optional<ProvenanceSummary> origin) {
    return new PackagePage(
        SITE,
        NAME,
        true,
        new PackagePage.Latest(
            VERSION,
            DAY,
            about,
            new PackagePage.Contents(3, "1.2 kB", "600 B"),
            publishedBy,
            origin),
        readme,
        List.of(new PackagePage.Listed(VERSION, List.of(DistTag.LATEST), DAY, publishedBy, origin)),
        0,
        new PackagePage.Reader(Optional.empty(), false));
  }

  private static PublisherSummary job(String claim, String value) {
    return PublisherSummary.of(
        new PublishOrigin.ByPublisher(
            UUID.fromString("0192f0c4-5d3e-7000-8000-3c1a2b4d5e6f"),
            "https://token.actions.githubusercontent.com",
            "github",
            "GitHub Actions",
            "no-reply@ci.example",
            JsonObject.with(claim, value).build()),
        Providers.usual());
  }
}
