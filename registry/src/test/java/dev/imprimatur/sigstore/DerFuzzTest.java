package dev.imprimatur.sigstore;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.imprimatur.bundle.Bytes;
import dev.imprimatur.bundle.Checkpoint;
import dev.imprimatur.bundle.Der;
import dev.imprimatur.bundle.Refusal;
import dev.imprimatur.fuzz.Mutants;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Certificates, timestamps, promises and checkpoints as an attacker writes them. */
class DerFuzzTest {
  private static final List<Authority> TIMESTAMPERS = Fixtures.root("public-good").timestampers();

  @Test
  void briefly() {
    Mutants.feed(DerFuzzTest.class, DerFuzzTest::check);
  }

  @Tag("fuzz")
  @DictionaryFile(resourcePath = "DerFuzzTest.dict")
  @FuzzTest
  void atLength(byte[] input) {
    check(input);
  }

  private static void check(byte[] input) {
    var bytes = Bytes.of(input);
    refusedOr(bytes, each -> hasOneForm(Der.read(each), 0));
    refusedOr(bytes, DerFuzzTest::isNobodysTimestamp);
    refusedOr(bytes, LogPromise::list);
    refusedOr(bytes, each -> Checkpoint.read(each.utf8()));
    refusedOr(bytes, DerFuzzTest::certificate);
    refusedOr(bytes, VerifyingKey::ofSpki);
  }

  /** Nothing but our own refusal comes out of a parser. */
  private static void refusedOr(Bytes bytes, Consumer<Bytes> read) {
    try {
      read.accept(bytes);
    } catch (Refusal expected) {
      assertThat(expected.why()).isNotEmpty();
    }
  }

  /** What was read is written again in the same bytes. */
  private static void hasOneForm(Der value, int depth) {
    assertThat(Der.write(value.tag(), value.content())).isEqualTo(value.encoded());
    if ((value.tag() & 0x20) != 0 && depth < 32) {
      value.children().forEach(each -> hasOneForm(each, depth + 1));
    }
    if (value.tag() == Der.OBJECT_ID) {
      assertThat(value.objectId()).contains(".");
    }
  }

  private static void isNobodysTimestamp(Bytes bytes) {
    var stamp = Timestamp.read(bytes);
    var other = Bytes.ofUtf8("a signature that nobody has stamped");
    assertThat(TIMESTAMPERS).noneMatch(each -> stamp.holds(other, each));
  }

  private static void certificate(Bytes bytes) {
    var certificate = new SigningCertificate(bytes);
    certificate.requireForSigning();
    assertThat(certificate.identity().extensions()).doesNotContainValue(null);
    certificate.logPromises();
    assertThat(certificate.beforeLogPromises().length()).isLessThanOrEqualTo(bytes.length());
  }
}
