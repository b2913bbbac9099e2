package dev.imprimatur.signatures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imprimatur.db.Database;
import dev.imprimatur.db.TestDatabase;
import dev.imprimatur.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The file of the key, and what is left of it when a rotation is cut off. */
final class KeyFileTest {
  /** Made by {@code openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256}. */
  private static final String OPENSSL =
      """
      -----BEGIN PRIVATE KEY-----
      MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgVXeo8asGnPkCXeYV
      DkdtdWEMGsx399oAZCGeuQcgXvqhRANCAATIQzEQAwgw7PhSjlqM315M8zd8FMlL
      7FxfdCTkthRGoraU0CfkcZ8vXlpj+WCrpt7nrrXIlv/FbBb+uUanwPer
      -----END PRIVATE KEY-----
      """;

  private static final String OPENSSL_ID = "SHA256:siuBg43pSvMog8QVfHhLfyyPNg1HBN6xlE4qkPZJR70";

  private final SecureRandom random = new SecureRandom();

  @TempDir private Path folder;
  private Path file;
  private Database db;

  @BeforeEach
  void open() {
    file = folder.resolve("signing-key.pem");
    db = TestDatabase.open(folder);
  }

  @AfterEach
  void close() {
    db.close();
  }

  private Keys keys() {
    return new Keys(new KeyFile(file), random, () -> Instant.EPOCH.plusMillis(7));
  }

  private List<String> listed() {
    return db.read(keys()::all).stream().map(key -> key.id().value()).toList();
  }

  private Stream<String> files() throws IOException {
    try (var all = Files.list(folder)) {
      return all
          .map(each -> each.getFileName().toString())
          .filter(name -> name.startsWith("signing-key"))
          .toList()
          .stream();
    }
  }

  private OwnKey use() {
    var keys = keys();
    keys.open(db);
    return db.write(tx -> keys.use(tx, Instant.EPOCH)).orElseThrow();
  }

  @Test
  void theFirstStartMakesAKeyForItsOwnerAlone() throws IOException {
    var first = use();

    assertThat(listed()).containsExactly(first.id().value());
    assertThat(files()).containsExactly("signing-key.pem");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(use().id()).isEqualTo(first.id());
  }

  @Test
  void aKeyThatOpensslMadeIsTakenAndReadBack() throws IOException, GeneralSecurityException {
    Files.writeString(file, OPENSSL);

    var own = use();

    assertThat(own.id().value()).isEqualTo(OPENSSL_ID);
    assertThat(P256.ofPkcs8(P256.pkcs8(own)).id()).isEqualTo(own.id());
  }

  @Test
  void drawnKeysAreWrittenDownWhole() throws GeneralSecurityException {
    for (int i = 0; i < 300; i++) {
      var drawn = P256.drawn(random);
      var read = P256.ofPkcs8(P256.pkcs8(drawn));
      assertThat(read.id()).isEqualTo(drawn.id());
      assertThat(read.isWhole(random)).isTrue();
    }
  }

  @Test
  void aRotationThatIsCutOffBeforeItsCommitHasNotHappened() {
    var first = use();
    keys().next();

    assertThat(use().id()).isEqualTo(first.id());
  }

  @Test
  void aRotationThatIsCutOffAfterItsCommitIsEndedByTheNextStart() throws IOException {
    use();
    var keys = keys();
    var next = keys.next();
    db.write(tx -> keys.rotate(tx, next));

    assertThat(use().id()).isEqualTo(next.id());
    assertThat(files()).containsExactly("signing-key.pem");
    assertThat(use().id()).isEqualTo(next.id());
  }

  @Test
  void ofTwoWhoRotateAtOnceOneIsRefused() {
    use();
    var one = keys();
    var other = keys();
    var next = one.next();
    db.write(tx -> one.rotate(tx, next));

    assertThatThrownBy(() -> db.write(tx -> other.rotate(tx, next)))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("was in force before");
    assertThat(listed()).hasSize(2);
  }

  /** Whoever reads a refusal or a log learns nothing of what is in the file. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "topsecret",
        "-----BEGIN PRIVATE KEY-----\nAAAAtopsecret\n-----END PRIVATE KEY-----\n",
        "-----BEGIN PRIVATE KEY-----\n=\n-----END PRIVATE KEY-----\n",
        "-----BEGIN EC PRIVATE KEY-----\ntopsecret\n-----END EC PRIVATE KEY-----\n",
      })
  void whatIsNoKeyStopsTheStart(String text) throws IOException {
    Files.writeString(file, text);

    assertThatThrownBy(this::use)
        .isInstanceOf(ProblemException.class)
        .hasNoCause()
        .hasMessageContaining("\"signing-key.pem\" holds ")
        .hasMessageNotContaining("topsecret");
    assertThat(listed()).isEmpty();
  }

  @Test
  void halvesThatDoNotBelongTogetherStopTheStart() throws Exception {
    var one = P256.pkcs8(P256.drawn(random));
    var other = P256.pkcs8(P256.drawn(random));
    System.arraycopy(other, 36, one, 36, 32);
    var mixed = P256.ofPkcs8(one);

    assertThat(mixed.isWhole(random)).isFalse();
  }

  @Test
  void anotherKeyThanTheOneInForceStopsTheStart() throws IOException {
    use();
    Files.writeString(file, OPENSSL);

    assertThatThrownBy(this::use).hasMessageContaining("is not in \"signing-key.pem\"");
    assertThat(listed()).hasSize(1);
  }
}
