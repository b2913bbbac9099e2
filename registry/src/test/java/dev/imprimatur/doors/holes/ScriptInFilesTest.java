package dev.imprimatur.doors.holes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.doors.people.RouteVisit;
import dev.imprimatur.doors.support.Trusting;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonText;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Script out of READMEs and files (CVE-2019-14772, CVE-2021-37152, GHSL-2024-072): what a publisher
 * wrote runs in the browser of who looks at it. It stands in every text that a package, a person or
 * an organization can have, and at every route each answer is one that runs nothing.
 */
final class ScriptInFilesTest {
  private static final String SCRIPT = "<script>alert('mark')</script><img src=x onerror=alert(1)>";
  private static final String LINK = "javascript:alert('mark')";

  private static final Pattern MARKUP =
      Pattern.compile(
          "(?i)<script>alert|<(svg|iframe|object|embed)\\b[^>]*alert|<[a-z][^>]*\\bon\\w+\\s*=[^>]*alert"
              + "|<[a-z][^>]*\\b(href|src|action|formaction)\\s*=\\s*[\"']?\\s*javascript");

  private final TestRegistry registry = TestRegistry.start();
  private Client alice = registry.anyone();

  @BeforeEach
  void open() {
    registry.addUser("alice", false);
    alice = registry.with(registry.session("alice"));
    var wanted =
        TestPackage.of("rocket", "1.0.0")
            .file("README.md", readme())
            .file("index.html", SCRIPT)
            .file("picture.svg", "<svg onload=alert(1)>");
    for (var member : List.of("description", "license", "author", "main", "types")) {
      wanted = wanted.member(member, new JsonText(SCRIPT));
    }
    for (var member : List.of("homepage", "repository", "bugs", "funding")) {
      wanted = wanted.member(member, new JsonText(LINK));
    }
    var name = JsonObject.with("name", SCRIPT).and("url", LINK).and("email", SCRIPT).build();
    wanted =
        wanted
            .member("keywords", JsonArray.ofTexts(List.of(SCRIPT, LINK)))
            .member("contributors", new JsonArray(List.of(name)))
            .member("dependencies", JsonObject.with("other", LINK).build())
            .member("scripts", JsonObject.with("test", SCRIPT).build())
            .member("engines", JsonObject.with("node", SCRIPT).build())
            .access("public");
    assertThat(alice.put("/rocket", wanted.document()).status()).isEqualTo(201);
    var deprecation = JsonObject.with("version", "1.0.0").and("deprecated", SCRIPT + LINK).build();
    var document =
        JsonObject.with("_id", "rocket")
            .and("name", "rocket")
            .and("versions", JsonObject.with("1.0.0", deprecation).build())
            .build();
    assertThat(alice.put("/rocket", document.toString()).status()).isIn(200, 400);
    var profile = JsonObject.with("fullname", SCRIPT).and("homepage", LINK).build();
    assertThat(alice.post("/-/npm/v1/user", profile.toString()).status()).isIn(200, 400);
    Trusting.add(alice, "rocket", Trusting.github("acme/rocket"));
  }

  private static String readme() {
    return String.join(
        "\n\n",
        SCRIPT,
        "[x](" + LINK + ")",
        "![x](" + LINK + ")",
        "<a href=\"" + LINK + "\">x</a>",
        "<a href=\"JaVaScRiPt&colon;alert(1)\">x</a>",
        "<svg onload=alert(1)>",
        "<iframe srcdoc=\"" + SCRIPT.replace("\"", "") + "\"></iframe>",
        "[x]: " + LINK,
        "[x]",
        "```html\n" + SCRIPT + "\n```",
        "`" + SCRIPT + "`");
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private List<Client.Answer> everything(Client client) {
    var answers = new ArrayList<Client.Answer>();
    for (var route : registry.inside().routes()) {
      if (route.startsWith("GET")) {
        answers.add(RouteVisit.ask(client, route, "rocket"));
        answers.add(RouteVisit.ask(client.with("accept", "text/html"), route, "rocket"));
        var tricked = route.replaceFirst("\\{\\w+}", "%3Cscript%3Ealert(1)%3C%2fscript%3E");
        answers.add(RouteVisit.ask(client.with("accept", "text/html"), tricked, "rocket"));
      }
    }
    answers.add(client.with("accept", "text/html").get("/?q=%3Cscript%3Ealert(1)%3C/script%3E"));
    return answers;
  }

  @Test
  void noAnswerRunsWhatSomebodyWrote() {
    int pages = 0;
    for (var client : List.of(registry.anyone(), alice)) {
      for (var answer : everything(client)) {
        var type = answer.header("content-type").orElse("none").toLowerCase(Locale.ROOT);
        assertThat(answer.header("x-content-type-options")).as(type).contains("nosniff");
        var policy = answer.header("content-security-policy").orElseThrow();
        assertThat(policy).startsWith("default-src 'none'").doesNotContain("unsafe", "*", "data:");
        if (type.contains("html")) {
          pages++;
          assertThat(MARKUP.matcher(answer.text()).results().map(it -> it.group())).isEmpty();
        } else {
          // A browser shows none of these as a page, whatever is in them.
          assertThat(type)
              .matches(
                  "none|application/.*json.*|application/octet-stream|text/(css|plain|javascript).*"
                      + "|image/(svg\\+xml|png|x-icon)|application/(x-)?gzip|font/woff2.*");
        }
      }
    }
    assertThat(pages).isGreaterThan(20);
    var page = registry.anyone().with("accept", "text/html").get("/rocket").text();
    assertThat(page).as("it is shown as a text").contains("&lt;script&gt;alert(");
  }

  /** Nothing in a tarball has an address of its own. */
  @Test
  void noFileOfAPackageIsServedByItself() {
    for (var path :
        List.of(
            "/rocket/1.0.0/index.html",
            "/rocket/-/index.html",
            "/rocket/-/package/index.html",
            "/rocket/files/index.html",
            "/rocket/-/rocket-1.0.0.tgz/package/index.html",
            "/rocket/picture.svg",
            "/-/assets/index.html")) {
      var answer = registry.anyone().with("accept", "text/html").get(path);
      assertThat(answer.status()).as(path).isIn(400, 404);
      assertThat(answer.text()).doesNotContain(SCRIPT);
    }
    var tarball = registry.anyone().with("accept", "text/html").get("/rocket/-/rocket-1.0.0.tgz");
    assertThat(tarball.header("content-type")).contains("application/octet-stream");
  }
}
