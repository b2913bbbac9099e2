package dev.imprimatur.doors.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.doors.support.Approved;
import dev.imprimatur.doors.support.Sentences;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What tools do to a package between packing and sending it is refused with what to do instead. */
final class RewrittenManifestTest {
  @RegisterExtension static final Sentences SENTENCES = Approved.sentences();

  private final TestRegistry registry = TestRegistry.start();
  private Client alice = registry.anyone();

  @BeforeEach
  void open() {
    alice = registry.with(registry.user("alice"));
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private static TestPackage rocket(String script) {
    return TestPackage.of("rocket", "1.0.0")
        .member("scripts", JsonObject.with(script, "node setup.js").build());
  }

  /** pinst and clean-package take a script away for packing, and put it back before npm sends. */
  @Test
  void whatAPackScriptRewritesIsToldWhoseWordsHelp() {
    var answer = alice.put("/rocket", rocket("postinstall").document(rocket("_hidden").tarball()));
    assertThat(answer.status()).isEqualTo(400);
    SENTENCES.refused(answer, "manifest-mismatch");
    assertThat(answer.message()).contains("postpack", "prepublishOnly", "npm pack");
  }

  @Test
  void filesThatDifferInCaseAloneAreBothNamed() {
    var both = TestPackage.of("rocket", "1.0.0").file("foo.js", "1").file("Foo.js", "2");
    var answer = alice.put("/rocket", both.document());
    assertThat(answer.status()).isEqualTo(400);
    SENTENCES.refused(answer, "bad-tarball");
    assertThat(answer.message()).contains("\"foo.js\"", "\"Foo.js\"");
  }
}
