package dev.imprimatur.sigstore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.imprimatur.fuzz.Mutants;
import dev.imprimatur.sigstore.Verification.Verified;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Bundles as an attacker writes them: what still holds says nothing else than before. */
class BundleFuzzTest {
  private static final List<Verifier> VERIFIERS =
      Stream.of("public-good", "github", "private-instance").map(Fixtures::verifier).toList();

  /** What the good ones say, but for the name of a key, for which nothing vouches. */
  private static final List<List<Object>> SAID =
      Fixtures.all().stream()
          .filter(Fixtures.Fixture::isValid)
          .flatMap(each -> said(each.bundle()))
          .toList();

  @Test
  void briefly() {
    Mutants.feed(BundleFuzzTest.class, BundleFuzzTest::check);
  }

  @Tag("fuzz")
  @DictionaryFile(resourcePath = "BundleFuzzTest.dict")
  @FuzzTest
  void atLength(byte[] input) {
    check(input);
  }

  private static void check(byte[] input) {
    assertThat(SAID).containsAll(said(new String(input, UTF_8)).toList());
  }

  private static Stream<List<Object>> said(String bundle) {
    return VERIFIERS.stream()
        .map(verifier -> verifier.verify(bundle))
        .flatMap(verification ->
            verification instanceof Verified verified ? Stream.of(verified) : Stream.of())
        .map(verified ->
            List.of(
                verified.statement(), verified.signer(), verified.signedAt(), verified.logged()));
  }
}
