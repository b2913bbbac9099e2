package dev.imprimatur.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.OnPostgres;
import dev.imprimatur.audit.ChainCheck.How;
import dev.imprimatur.audit.ChainCheck.Result;
import dev.imprimatur.db.Database;
import dev.imprimatur.db.TestDatabase;
import dev.imprimatur.db.Tx;
import dev.imprimatur.ids.Ids;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Strangers' events: forgotten when there are too many, and nothing else with them. */
@OnPostgres
final class ForgottenStrangersTest {
  private static final int KEPT = 20;
  private static final int AT_ONCE = 10;

  @TempDir Path folder;

  private Instant now = Instant.parse("2026-11-22T12:00:00Z");
  private final Audit audit = new Audit(() -> now, new Ids(() -> now, new Random(1)));
  private final AuditLog log = new AuditLog();
  private final ForgottenStrangers strangers = new ForgottenStrangers(KEPT, AT_ONCE);
  private Database db;

  @BeforeEach
  void open() {
    db = TestDatabase.open(folder);
  }

  @AfterEach
  void close() {
    db.close();
  }

  private static Event stranger(int number) {
    return new PeopleEvent.SignInRefused(Optional.empty(), "192.0.2." + number);
  }

  private static Event known(int number) {
    return new PeopleEvent.UserDisabled("user" + number);
  }

  private void write(Event... events) {
    db.write(tx -> {
      List.of(events).forEach(event -> audit.record(tx, Actor.ANYONE, event));
      return tx;
    });
  }

  /** Writes so many events of everybody, with others among them. */
  private void writeMany(int rounds) {
    for (int i = 0; i < rounds; i++) {
      write(stranger(100), known(i), stranger(i % 2));
    }
  }

  private boolean forgetSome() {
    return db.write(tx -> {
      var forgotten = strangers.some(tx);
      forgotten.ifPresent(event -> audit.record(tx, Actor.REGISTRY, event));
      return forgotten.isPresent();
    });
  }

  private void forget() {
    boolean more = true;
    while (more) {
      more = forgetSome();
    }
  }

  private Result check(Head remembered) {
    return new ChainCheck(db, log).check(remembered);
  }

  private Result check() {
    return check(Head.START);
  }

  private void sql(String sql, Object... arguments) {
    db.write(tx -> tx.update(sql, arguments));
  }

  private long rows(String where) {
    return db.read(tx ->
        tx.one("SELECT count(*) AS n FROM audit_event WHERE " + where, row -> row.number("n"))
            .orElseThrow());
  }

  private List<Entry> all() {
    return db.read(tx -> log.after(tx, 0, Integer.MAX_VALUE));
  }

  private Head head() {
    return db.read(log::head);
  }

  @Test
  void theOldestAreForgottenAndAllOthersStayProven() {
    writeMany(100);
    var remembered = head();
    forget();

    assertThat(rows("share IS NULL AND kind = 'user-disabled'")).isEqualTo(100);
    long forgotten = 300 - rows("kind IN ('user-disabled', 'sign-in-refused')");
    assertThat(forgotten).isBetween(100L, 200L);
    var entries = all();
    assertThat(check(remembered)).isEqualTo(new Result.Whole(head(), entries.size(), forgotten));
    assertThat(entries.getLast().kind()).isEqualTo(EventKind.STRANGERS_FORGOTTEN);
    assertThat(entries.getLast().share()).isEmpty();

    writeMany(50);
    forget();
    assertThat(check(remembered)).isInstanceOf(Result.Whole.class);
    assertThat(db.read(log::last).seq()).isGreaterThan(450);
  }

  /** Whoever writes much pushes out their own. */
  @Test
  void whoWritesLittleIsNotForgotten() {
    var quiet =
        IntStream.range(0, 200)
            .filter(i -> !Share.of("sign-in from 192.0.2." + i).equals(shareOf(200)))
            .limit(5)
            .toArray();
    for (int address : quiet) {
      write(stranger(address));
    }
    for (int i = 0; i < 200; i++) {
      write(stranger(200));
    }
    forget();
    for (int address : quiet) {
      assertThat(rows("facts LIKE '%\"192.0.2." + address + "\"%'")).isEqualTo(1);
    }
    assertThat(rows("facts LIKE '%\"192.0.2.200\"%'")).isBetween((long) KEPT, KEPT + AT_ONCE - 1L);
  }

  private static Share shareOf(int number) {
    return Share.of("sign-in from 192.0.2." + number);
  }

  /** A million attempts within twelve days, of thirty who are loud and ten thousand who are not. */
  @Test
  void aMillionRefusalsLeaveALogWithABound() {
    long written = 0;
    for (int second = 0; second < 1_000_000; second += 400) {
      written += attempts(second, 400);
      now = now.plusSeconds(400);
      if (second % 20_000 == 0) {
        forget();
      }
    }
    forget();
    assertThat(written).isGreaterThan(5000);
    assertThat(rows("share IS NOT NULL")).isLessThan(16L * (KEPT + AT_ONCE));
    assertThat(rows("share IS NULL")).isLessThan(written / AT_ONCE + 1);
    assertThat(check()).isInstanceOf(Result.Whole.class);
  }

  private long attempts(int from, int number) {
    return db.write(
        tx -> IntStream.range(from, from + number).filter(each -> attempt(tx, each)).count());
  }

  private boolean attempt(Tx tx, int each) {
    int who = each % 10 == 0 ? 1000 + each % 10_000 : each % 30;
    var address = "192.0.2." + who;
    if (!audit.hasRoomFor("sign-in from " + address)) {
      return false;
    }
    audit.record(tx, Actor.ANYONE, new PeopleEvent.SignInRefused(Optional.empty(), address));
    return true;
  }

  @Test
  void oneThatIsForgottenByHandIsFound() {
    writeMany(10);
    var own = all().stream().filter(entry -> entry.share().isPresent()).toList();
    for (var missing : List.of(own.getFirst(), own.get(5), own.getLast())) {
      sql("DELETE FROM audit_event WHERE seq = ?", missing.seq());
      assertThat(check()).isInstanceOf(Result.Broken.class);
      restore(missing);
      assertThat(check()).isInstanceOf(Result.Whole.class);
    }
  }

  /** Between what is rightly forgotten, a hand finds no place to forget more. */
  @Test
  void oneThatIsForgottenByHandBesideOthersIsFound() {
    writeMany(40);
    forget();
    assertThat(check()).isInstanceOf(Result.Whole.class);
    var entries = all();
    for (int i = 0; i < entries.size(); i += 7) {
      var missing = entries.get(i);
      sql("DELETE FROM audit_event WHERE seq = ?", missing.seq());
      assertThat(check()).as("without %s", missing).isInstanceOf(Result.Broken.class);
      restore(missing);
      sql("UPDATE audit_event SET facts = '{}' WHERE seq = ?", missing.seq());
      assertThat(check()).as("with other facts: %s", missing).isInstanceOf(Result.Broken.class);
      sql("UPDATE audit_event SET facts = ? WHERE seq = ?", missing.factsText(), missing.seq());
    }
    assertThat(check()).isInstanceOf(Result.Whole.class);
  }

  /** Whoever can write the database can attest as the registry does; it helps them nothing. */
  @Test
  void anAttestationForgetsNothingButStrangers() {
    writeMany(3);
    var known = all().stream().filter(entry -> entry.share().isEmpty()).toList();
    for (var share : IntStream.range(0, 16).mapToObj(Share::new).toList()) {
      var victim = known.getFirst();
      write(new LogEvent.StrangersForgotten(share, 1, victim.head()));
    }
    sql("DELETE FROM audit_event WHERE seq = ?", known.getFirst().seq());
    assertThat(check()).isInstanceOf(Result.Broken.class);
  }

  @Test
  void whatWasForgottenAndComesBackIsFound() {
    writeMany(40);
    var first = all().getFirst();
    assertThat(first.share()).isPresent();
    forget();
    assertThat(rows("seq = 1")).isZero();
    restore(first);
    assertThat(check()).isEqualTo(new Result.Broken(1, How.INSERTED));
  }

  @Test
  void anEndThatIsForgottenCannotBeCompared() {
    writeMany(40);
    var first = all().getFirst();
    forget();
    assertThat(check(first.head())).isEqualTo(new Result.Incomparable(1));
    assertThat(check(head())).isInstanceOf(Result.Whole.class);
  }

  /** A stranger's events before an end that is remembered are tied to it, too. */
  @Test
  void strangersEventsThatWereWrittenAnewAreFound() {
    write(stranger(1), stranger(1), known(1));
    var remembered = head();
    assertThat(check(remembered)).isInstanceOf(Result.Whole.class);
    sql("DELETE FROM audit_event");
    sql("DELETE FROM audit_share");
    var none = Head.START.hash();
    sql("UPDATE audit_head SET seq = 0, hash = ?, kept_seq = 0, kept_hash = ?", none, none);
    now = now.plus(Duration.ofSeconds(1));
    write(stranger(1), stranger(2), known(1));
    assertThat(check()).isInstanceOf(Result.Whole.class);
    assertThat(check(remembered)).isEqualTo(new Result.Broken(3, How.REWRITTEN));
  }

  /** Two servers keep house at once, and strangers go on. */
  @Test
  void twoServersForgetWhatOneWould() throws InterruptedException {
    writeMany(60);
    var others =
        List.of(
            Thread.ofVirtual().start(this::forget),
            Thread.ofVirtual().start(this::forget),
            Thread.ofVirtual().start(() -> writeMany(20)));
    for (var other : others) {
      other.join();
    }
    forget();
    assertThat(check()).isInstanceOf(Result.Whole.class);
    assertThat(rows("kind = 'user-disabled'")).isEqualTo(80);
  }

  private void restore(Entry entry) {
    sql(
        """
        INSERT INTO audit_event (
          seq, id, at, kind, package, actor, share, previous, facts, hash)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        entry.seq(),
        entry.id(),
        entry.at(),
        entry.kind().wire(),
        entry.packageName(),
        entry.actor(),
        entry.share().map(Share::number),
        entry.previous(),
        entry.factsText(),
        entry.hash());
  }
}
