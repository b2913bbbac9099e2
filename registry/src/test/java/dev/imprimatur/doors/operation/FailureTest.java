package dev.imprimatur.doors.operation;

import static dev.imprimatur.doors.support.Trusting.github;
import static dev.imprimatur.wiring.TestRegistry.job;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.imprimatur.Covers;
import dev.imprimatur.OnPostgres;
import dev.imprimatur.audit.EventKind;
import dev.imprimatur.doors.support.Approved;
import dev.imprimatur.doors.support.AtOnce;
import dev.imprimatur.doors.support.Sentences;
import dev.imprimatur.doors.support.Trusting;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A machine that fails in the middle: all of a change happens, or nothing of it. */
@OnPostgres
final class FailureTest {
  @RegisterExtension static final Sentences SENTENCES = Approved.sentences();

  private final TestRegistry registry = TestRegistry.start();
  private final Client anyone = registry.anyone();
  private Client alice = anyone;

  @BeforeEach
  void open() {
    registry.addUser("alice", false);
    alice = registry.with(registry.session("alice"));
    Trusting.add(alice, "rocket", github("acme/rocket"));
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private String idToken() {
    return registry.github().sign(job("acme/rocket"));
  }

  /** What the database does not write at one step, it does not write at all. */
  @ParameterizedTest
  @CsvSource({"UPDATE,publisher", "INSERT,redeemed_token", "INSERT,token", "INSERT,audit_event"})
  @Covers({"R09", "R11", "P27"})
  void anExchangeThatBreaksLeavesNothing(String event, String table) {
    var idToken = idToken();
    long events = registry.rows("audit_event");
    registry.inside().breakage().failAt(event, table);

    var answer = registry.exchange("rocket", idToken);

    assertThat(answer.status()).as(answer.text()).isEqualTo(500);
    assertThat(registry.rows("audit_event")).isEqualTo(events);
    assertThat(registry.inside().texts("publisher", "pins")).containsExactly("{}");
    registry.inside().breakage().heal(table);
    assertThat(registry.exchange("rocket", idToken).status()).isEqualTo(201);
  }

  @ParameterizedTest
  @CsvSource({
    "INSERT,package",
    "INSERT,package_owner",
    "UPDATE,redeemed_token",
    "INSERT,version",
    "INSERT,dist_tag",
    "INSERT,audit_event"
  })
  @Covers({"P11", "P27"})
  void aFirstPublishThatBreaksLeavesNothing(String event, String table) {
    var job = registry.with(registry.minted("rocket", job("acme/rocket")));
    var wanted = TestPackage.of("rocket", "1.0.0");
    registry.inside().breakage().failAt(event, table);

    assertThat(job.put("/rocket", wanted.document()).status()).isEqualTo(500);

    assertThat(anyone.get("/rocket").status()).isEqualTo(404);
    assertThat(registry.inside().texts("publisher", "future_owner")).containsExactly("alice");
    registry.inside().breakage().heal(table);
    assertThat(job.put("/rocket", wanted.document()).status()).isEqualTo(201);
    assertThat(registry.inside().texts("publisher", "future_owner")).containsExactly("");
  }

  @Test
  @Covers("P27")
  void aChangeWhoseEventCannotBeWrittenIsUndone() {
    registry.inside().breakage().failAt("INSERT", "audit_event");
    var body = "[" + Trusting.quoted(github("acme/other")) + "]";
    assertThat(alice.post(Trusting.path("rocket"), body).status()).isEqualTo(500);
    assertThat(registry.rows("publisher")).isEqualTo(1);
    var minted = registry.session("alice");
    assertThat(registry.with(minted).delete("/-/user/token/" + minted).status()).isEqualTo(500);
    registry.inside().breakage().heal("audit_event");
    assertThat(registry.with(minted).get("/-/whoami").status()).isEqualTo(200);
  }

  @Test
  @Covers("R11")
  void withoutRoomForWhatIsSpentNothingIsExchanged() {
    registry.inside().breakage().fill();
    var answers = new ArrayList<Client.Answer>();
    // What is left in the database's last pages may be enough for some.
    for (int i = 0; i < 100 && (answers.isEmpty() || answers.getLast().status() == 201); i++) {
      answers.add(registry.exchange("rocket", idToken()));
    }
    var refused = answers.getLast();
    assertThat(refused.status()).as(refused.text()).isEqualTo(503);
    assertThat(refused.problem()).isEqualTo("overloaded");
    assertThat(refused.header("retry-after")).isPresent();
    assertThat(registry.rows("token")).isEqualTo(answers.size() - 1 + 1);
    assertThat(registry.rows("redeemed_token")).isEqualTo(answers.size() - 1);
    assertThat(anyone.get("/-/ping").status()).isEqualTo(200);
    registry.inside().breakage().empty();
    assertThat(registry.exchange("rocket", idToken()).status()).isEqualTo(201);
  }

  @Test
  @Covers("R11")
  void aDatabaseThatCanOnlyBeReadIsReadAndNothingMore() {
    var writer = registry.with(registry.token("alice", true));
    var present = TestPackage.of("present", "1.0.0");
    assertThat(writer.put(present.path(), present.document()).status()).isEqualTo(201);
    var idToken = idToken();
    registry.inside().breakage().makeReadOnly();
    assertThat(registry.exchange("rocket", idToken).status()).isEqualTo(503);
    assertThat(anyone.get("/present").status()).isEqualTo(200);
    registry.inside().breakage().makeWritable();
    registry.restarted();
    assertThat(registry.exchange("rocket", idToken).status()).isEqualTo(201);
  }

  @Test
  @Covers("R11")
  void aDatabaseThatIsSlowIsWaitedFor() {
    var idToken = idToken();
    var end = registry.inside().breakage().block();
    var answers =
        AtOnce.all(
            IntStream.range(0, 2),
            i -> {
              if (i == 0) {
                return registry.exchange("rocket", idToken).status();
              }
              // Whoever only reads is not kept waiting; and then the other one may go on.
              int read = anyone.get("/-/package/rocket/visibility").status();
              end.run();
              return read;
            });
    assertThat(answers).containsExactly(201, 404);
  }

  /** The client is gone before its answer is: what it was given is worth nothing soon. */
  @Test
  void anAnswerThatNobodyReadIsWrittenDown() throws IOException, InterruptedException {
    var request =
        "POST /-/npm/v1/oidc/token/exchange/package/rocket HTTP/1.1\r\nHost: registry.test\r\n"
            + "Authorization: Bearer "
            + idToken()
            + "\r\nContent-Length: 0\r\n\r\n";
    long before = registry.rows("token");
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), registry.address().getPort())) {
      socket.getOutputStream().write(request.getBytes(US_ASCII));
    }
    for (int i = 0; i < 1000 && registry.rows("token") == before; i++) {
      Thread.sleep(10);
    }
    assertThat(registry.rows("token")).isEqualTo(before + 1);
    assertThat(registry.events().getLast().kind()).isEqualTo(EventKind.TOKEN_EXCHANGED);
    registry.clock().advance(Duration.ofDays(31));
    registry.keepHouse();
    assertThat(registry.rows("token")).isZero();
  }

  /** Whatever a disk refuses, nothing is published of it, and the next one is. */
  @Test
  void aBlobThatCannotBeKeptIsNoVersion() throws IOException {
    var job = registry.with(registry.minted("rocket", job("acme/rocket")));
    var wanted = TestPackage.of("rocket", "1.0.0");
    var arriving = registry.folder().resolve("blobs/arriving");
    Files.delete(arriving);
    Files.createFile(arriving);
    requireUnwritable(job.put("/rocket", wanted.document()));
    Files.delete(arriving);
    assertThat(job.put("/rocket", wanted.document()).status()).isEqualTo(201);
  }

  /** On a disk of one megabyte, where this machine lets us have one. */
  @Test
  void aDiskThatIsFullTakesNoVersion() throws IOException, InterruptedException {
    var blobs = registry.folder().resolve("blobs");
    assumeTrue(ran("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", blobs.toString()));
    try {
      Files.createDirectories(blobs.resolve("arriving"));
      Files.createDirectories(blobs.resolve("sha512"));
      var job = registry.with(registry.minted("rocket", job("acme/rocket")));
      var random = new Random(1);
      var noise = new StringBuilder();
      random.ints(2_000_000, '!', '~').forEach(letter -> noise.append((char) letter));
      var large = TestPackage.of("rocket", "1.0.0").file("large.txt", noise.toString());
      requireUnwritable(job.put("/rocket", large.document()));
      assertThat(registry.inside().files()).isZero();
      var small = TestPackage.of("rocket", "1.0.0");
      assertThat(job.put("/rocket", small.document()).status()).isEqualTo(201);
    } finally {
      assertThat(ran("umount", "-l", blobs.toString())).isTrue();
    }
  }

  private void requireUnwritable(Client.Answer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(503);
    assertThat(answer.problem()).isEqualTo("disk-unwritable");
    assertThat(answer.header("retry-after")).hasValue("60");
    assertThat(registry.logged())
        .anyMatch(line -> line.contains("The folder of the blobs cannot be written"));
  }

  private static boolean ran(String... command) throws IOException, InterruptedException {
    try {
      var process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** An old backup knows nothing of what came after it, and brings nothing back to life. */
  @Test
  void aRestoredBackupIsNoWayBack() throws IOException {
    var database = registry.folder().resolve("imprimatur.db");
    assumeTrue(Files.exists(database), "PostgreSQL is restored by its own means");
    var backup = Path.of(database + ".backup");
    registry.restarted(() -> copy(database, backup));
    var idToken = idToken();
    var minted = registry.exchange("rocket", idToken).json().text("token").orElseThrow();
    var wanted = TestPackage.of("rocket", "1.0.0");
    assertThat(registry.with(minted).put("/rocket", wanted.document()).status()).isEqualTo(201);

    registry.clock().advance(Duration.ofMinutes(6));
    registry.restarted(() -> copy(backup, database));
    assertThat(registry.with(minted).get("/-/whoami").status()).isEqualTo(401);
    assertThat(registry.exchange("rocket", idToken).problem()).isEqualTo("time");
    assertThat(registry.anyone().get("/rocket").status()).isEqualTo(404);
    // Its bytes are still there; a fresh token makes them a version again.
    var fresh = registry.with(registry.minted("rocket", job("acme/rocket")));
    assertThat(fresh.put("/rocket", wanted.document()).status()).isEqualTo(201);
  }

  /** What was spent after a backup, a restored one knows nothing of. */
  @Test
  void afterARestoreNoIdentityTokenFromBeforeIsTaken() {
    var idToken = idToken();
    assertThat(registry.exchange("rocket", idToken).status()).isEqualTo(201);
    registry.sql("DELETE FROM redeemed_token");
    assertThat(registry.terminal().run("issuer", "expire").exit()).isZero();
    assertThat(registry.events().getLast().kind()).isEqualTo(EventKind.IDENTITY_TOKENS_INVALIDATED);
    registry.restarted();

    var again = registry.exchange("rocket", idToken);
    SENTENCES.refused(again, "time");
    registry.clock().advance(Duration.ofSeconds(31));
    assertThat(registry.exchange("rocket", idToken).problem()).isEqualTo("time");
    assertThat(registry.exchange("rocket", idToken()).status()).isEqualTo(201);
  }

  private static void copy(Path from, Path to) {
    try {
      Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
