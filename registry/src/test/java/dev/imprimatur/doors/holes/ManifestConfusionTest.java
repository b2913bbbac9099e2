package dev.imprimatur.doors.holes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A manifest unlike its tarball (CVE-2024-6595): what is shown of a version, and what clients
 * resolve by, is not what is in it. Each member that a manifest can have is put into the document
 * alone; it is refused, or shown to nobody. npm's own version, node's and the commit stand in the
 * document alone; nobody resolves by them, and they are shown as what the publisher says.
 */
final class ManifestConfusionTest {
  private static final String MARK = "evil-mark";

  /** All that npm's registry shows of a version or that a client has been seen to read. */
  private static final List<String> MEMBERS =
      """
      "dependencies":{"evil-mark":"1.0.0"}
      "optionalDependencies":{"evil-mark":"1.0.0"}
      "peerDependencies":{"evil-mark":"1.0.0"}
      "peerDependenciesMeta":{"evil-mark":{"optional":true}}
      "devDependencies":{"evil-mark":"1.0.0"}
      "acceptDependencies":{"evil-mark":"1.0.0"}
      "bundleDependencies":["evil-mark"]
      "bundledDependencies":["evil-mark"]
      "scripts":{"preinstall":"evil-mark"}
      "scripts":{"install":"evil-mark"}
      "scripts":{"postinstall":"evil-mark"}
      "scripts":{"prepare":"evil-mark"}
      "bin":{"evil-mark":"x.js"}
      "bin":"evil-mark.js"
      "directories":{"bin":"./evil-mark"}
      "engines":{"evil-mark":"1"}
      "os":["evil-mark"]
      "cpu":["evil-mark"]
      "libc":["evil-mark"]
      "main":"evil-mark.js"
      "module":"evil-mark.js"
      "exports":{".":"./evil-mark.js"}
      "imports":{"#x":"./evil-mark.js"}
      "browser":"evil-mark.js"
      "types":"evil-mark.d.ts"
      "man":"evil-mark.1"
      "gypfile":"evil-mark"
      "hasInstallScript":"evil-mark"
      "_hasShrinkwrap":"evil-mark"
      "overrides":{"evil-mark":"1"}
      "resolutions":{"evil-mark":"1"}
      "workspaces":["evil-mark"]
      "packageManager":"evil-mark@1"
      "publishConfig":{"registry":"https://evil-mark.example/"}
      "funding":"https://evil-mark.example/"
      "repository":{"type":"git","url":"https://evil-mark.example/x"}
      "homepage":"https://evil-mark.example/"
      "bugs":"https://evil-mark.example/"
      "author":"evil-mark"
      "maintainers":[{"name":"evil-mark","email":"m@x.example"}]
      "contributors":["evil-mark"]
      "keywords":["evil-mark"]
      "license":"evil-mark"
      "description":"evil-mark"
      "readme":"evil-mark"
      "_npmUser":{"name":"evil-mark","email":"m@x.example"}
      "_npmOperationalInternal":{"host":"evil-mark"}
      "_resolved":"https://evil-mark.example/x.tgz"
      "_integrity":"evil-mark"
      "_from":"evil-mark"
      "trustedPublisher":{"id":"evil-mark"}
      "evil-mark":true
      "__proto__":{"evil-mark":true}
      "constructor":{"evil-mark":true}
      """
          .lines()
          .toList();

  /** The same of where a version is fetched from, and by what it is checked. */
  private static final List<String> DISTS =
      List.of(
          "\"tarball\":\"https://evil-mark.example/x.tgz\"",
          "\"unpackedSize\":\"evil-mark\"",
          "\"fileCount\":\"evil-mark\"",
          "\"signatures\":[{\"keyid\":\"evil-mark\",\"sig\":\"x\"}]",
          "\"npm-signature\":\"evil-mark\"",
          "\"attestations\":{\"url\":\"https://evil-mark.example/\"}",
          "\"evil-mark\":true");

  private final TestRegistry registry = TestRegistry.start();
  private Client alice = registry.anyone();
  private int number;

  @BeforeEach
  void open() {
    alice = registry.maintainerOf("rocket", "alice");
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private TestPackage next() {
    return TestPackage.of("rocket", "1.0." + ++number);
  }

  private void requireRefusedOrUnseen(String document, String what) {
    assertThat(document).contains(MARK);
    var answer = alice.put("/rocket", document);
    assertThat(answer.status()).as("%s %s", what, answer.text()).isIn(201, 400);
    for (var path : List.of("/rocket", "/rocket/1.0." + number, "/-/v1/search?text=rocket")) {
      assertThat(alice.get(path).text()).as(what).doesNotContain(MARK);
    }
    var small = alice.with("accept", "application/vnd.npm.install-v1+json");
    assertThat(small.get("/rocket").text()).as(what).doesNotContain(MARK);
    var page = alice.with("accept", "text/html");
    assertThat(page.get("/rocket").text()).as(what).doesNotContain(MARK);
  }

  @Test
  void noMemberIsShownThatTheTarballHasNot() {
    int refused = 0;
    for (var member : MEMBERS) {
      var wanted = next();
      // In the version itself, before what is there already.
      var place = "\"versions\":{\"%s\":{".formatted(wanted.version());
      var document = wanted.document();
      assertThat(document).contains(place);
      requireRefusedOrUnseen(document.replace(place, place + member + ","), member);
      refused += registry.versions("rocket").size() == number + 1 - refused ? 0 : 1;
      // And in the document, which old clients take for the package's.
      wanted = next();
      requireRefusedOrUnseen("{" + member + "," + wanted.document().substring(1), member);
      refused += registry.versions("rocket").size() == number + 1 - refused ? 0 : 1;
    }
    // Whatever an install goes by is not passed over in silence.
    assertThat(refused).isGreaterThan(15);
  }

  @Test
  void whereItIsFetchedFromAndHowItIsCheckedIsForUsToSay() {
    for (var member : DISTS) {
      var name = member.substring(0, member.indexOf(':'));
      var document = next().document().replaceFirst("\"tarball\":\"[^\"]*\"", "\"x\":1");
      requireRefusedOrUnseen(document.replace("\"x\":1", member), name);
    }
    var dist = alice.get("/rocket/1.0.0").json().object("dist").orElseThrow();
    assertThat(dist.text("tarball")).contains("http://registry.test/rocket/-/rocket-1.0.0.tgz");
  }
}
