package dev.imprimatur.doors.people;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imprimatur.Covers;
import dev.imprimatur.OnPostgres;
import dev.imprimatur.audit.EventKind;
import dev.imprimatur.doors.support.AtOnce;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.wiring.TestLinks;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import java.time.Duration;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Links that make and mend accounts, as commands make them and pages use them. */
@OnPostgres
final class AccountLinkTest {
  private final TestRegistry registry = TestRegistry.start();
  private TestLinks links;

  @BeforeEach
  void open() {
    links = registry.links();
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private static String first(String line) {
    return line.substring(0, line.indexOf(' '));
  }

  private String command(String... arguments) {
    var said = registry.terminal().run(arguments);
    assertThat(said.exit()).as(said.err()).isZero();
    return said.out();
  }

  private static void isGoodForNothing(ThrowingCallable use) {
    assertThatThrownBy(use).isInstanceOf(ProblemException.class).hasMessageContaining("This link");
  }

  private int signIn(String user, String password) {
    var body = "{\"name\":\"%s\",\"password\":\"%s\"}".formatted(user, password);
    return registry.anyone().put("/-/user/org.couchdb.user:" + user, body).status();
  }

  @Test
  void theFirstAccountIsMadeByALinkAndRunsTheRegistry() {
    var earlier = links.setUp().orElseThrow();
    var link = links.setUp().orElseThrow();
    isGoodForNothing(() -> links.makeAccount(earlier, "mallory"));
    assertThat(links.makeAccount(link, "root").admin()).isTrue();
    assertThat(signIn("root", TestRegistry.password())).isEqualTo(201);
    isGoodForNothing(() -> links.makeAccount(link, "mallory"));
    assertThat(links.setUp()).isEmpty();
  }

  @Test
  void theSetUpLinkIsVoidOnceSomebodyHasAnAccount() {
    var link = links.setUp().orElseThrow();
    registry.addUser("alice", false);
    isGoodForNothing(() -> links.makeAccount(link, "mallory"));
  }

  @Test
  @Covers("S43")
  void anInvitationMakesAMember() {
    registry.addUser("alice", false);
    command("org", "add", "acme", "--owner", "alice");
    var link = command("user", "invite", "--email", "bob@acme.example", "--organization", "acme");
    assertThat(command("user", "invitations")).contains("bob@acme.example", "member of acme");
    var bob = links.makeAccount(link, "bob");
    assertThat(bob.admin()).isFalse();
    assertThat(bob.email()).isEqualTo("bob@acme.example");
    assertThat(command("user", "invitations")).isEmpty();
    assertThat(registry.inside().texts("organization_member", "account")).contains("bob");
    assertThat(registry.events().getLast().kind()).isEqualTo(EventKind.LINK_USED);
    isGoodForNothing(() -> links.makeAccount(link, "mallory"));
    assertThat(registry.events().getLast().kind()).isEqualTo(EventKind.LINK_REFUSED);
  }

  @Test
  @Covers("S41")
  void anInvitationThatIsOldOrTakenBackIsVoid() {
    var old = command("user", "invite");
    registry.clock().advance(Duration.ofDays(7));
    isGoodForNothing(() -> links.makeAccount(old, "bob"));
    var back = command("user", "invite");
    command("user", "withdraw", first(command("user", "invitations")));
    isGoodForNothing(() -> links.makeAccount(back, "bob"));
    registry.keepHouse();
    assertThat(registry.rows("account_link")).isZero();
  }

  @Test
  @Covers("S44")
  void anInvitationIsVoidOnceItsSenderDecidesNoMore() {
    registry.addUser("alice", false);
    registry.addUser("ada", false);
    command("org", "add", "acme", "--owner", "alice");
    command("org", "member", "acme", "ada", "--role", "owner");
    var first = links.inviteInto(registry.session("ada"), "acme");
    var second = links.inviteInto(registry.session("ada"), "acme");
    assertThat(links.makeAccount(first, "bob").admin()).isFalse();
    command("org", "member", "acme", "ada", "--role", "admin");
    isGoodForNothing(() -> links.makeAccount(second, "mallory"));
    assertThat(registry.inside().texts("account", "name")).doesNotContain("mallory");
  }

  @Test
  @Covers("S43")
  void ofManyAtOnceOneUsesALink() {
    var link = command("user", "invite");
    var made =
        AtOnce.all(
            IntStream.range(0, 4),
            i -> {
              try {
                return links.makeAccount(link, "user" + i).name().value();
              } catch (ProblemException e) {
                return "";
              }
            });
    assertThat(made.stream().filter(name -> !name.isEmpty())).hasSize(1);
    assertThat(registry.rows("account")).isEqualTo(1);
  }

  @Test
  @Covers("S41")
  void aResetLinkChoosesAnotherPasswordAndEndsSessions() {
    registry.addUser("alice", false);
    var session = registry.session("alice");
    var earlier = command("user", "reset", "alice");
    var link = command("user", "reset", "alice");
    isGoodForNothing(() -> links.choosePassword(earlier, "another long pass phrase"));
    assertThatThrownBy(() -> links.choosePassword(link, "password1234"))
        .hasMessageContaining("tried first");
    links.choosePassword(link, "another long pass phrase");
    assertThat(registry.with(session).get("/-/whoami").status()).isEqualTo(401);
    assertThat(signIn("alice", TestRegistry.password())).isEqualTo(401);
    assertThat(signIn("alice", "another long pass phrase")).isEqualTo(201);
    isGoodForNothing(() -> links.choosePassword(link, "and another long pass phrase"));
    var late = command("user", "reset", "alice");
    registry.clock().advance(Duration.ofHours(1));
    isGoodForNothing(() -> links.choosePassword(late, "and another long pass phrase"));
  }

  @Test
  @Covers("S42")
  void aLinkIsGoodForItsOwnKindAlone() {
    registry.addUser("alice", false);
    var invitation = command("user", "invite");
    var reset = command("user", "reset", "alice");
    isGoodForNothing(() -> links.choosePassword(invitation, "another long pass phrase"));
    isGoodForNothing(() -> links.makeAccount(reset, "bob"));
    isGoodForNothing(() -> links.makeAccount("0".repeat(64), "bob"));
  }

  @Test
  @Covers("S44")
  void disablingSomebodyEndsAllThatTheyHave() {
    registry.addUser("root", true);
    var session = registry.session("root");
    var invited = links.inviteBy(session);
    var reset = command("user", "reset", "root");
    var begun = registry.anyone().post("/-/v1/login", "{}").json();
    registry.approve(begun.text("loginUrl").orElseThrow(), "root");
    command("user", "disable", "root");
    isGoodForNothing(() -> links.makeAccount(invited, "mallory"));
    isGoodForNothing(() -> links.choosePassword(reset, "another long pass phrase"));
    var done = begun.text("doneUrl").orElseThrow().replace("http://registry.test", "");
    assertThat(registry.anyone().get(done).status()).isEqualTo(404);
    assertThat(registry.with(session).get("/-/whoami").status()).isEqualTo(401);
    command("user", "enable", "root");
    assertThat(registry.with(session).get("/-/whoami").status()).isEqualTo(401);
    assertThat(signIn("root", TestRegistry.password())).isEqualTo(201);
  }

  @Test
  @Covers("S32")
  void whoIsRecoveredHasNoSecondFactorAndOnlyReads() {
    registry.addUser("alice", false);
    registry.enrol("alice");
    var session = registry.session("alice");
    command("user", "recover", "alice");
    assertThat(registry.with(session).get("/-/whoami").status()).isEqualTo(401);
    assertThat(signIn("alice", TestRegistry.password())).isEqualTo(201);
    var alice = registry.with(registry.session("alice"));
    var first = TestPackage.of("rocket", "1.0.0");
    assertThat(alice.put(first.path(), first.document()).problem()).isEqualTo("read-only-account");
    registry.clock().advance(Duration.ofDays(3));
    alice = registry.with(registry.session("alice"));
    assertThat(alice.put(first.path(), first.document()).status()).isEqualTo(201);
  }

  @Test
  void noLinkIsLoggedOrStored() {
    registry.addUser("alice", false);
    var link = command("user", "reset", "alice");
    var secret = TestLinks.secret(link).reveal();
    assertThat(registry.inside().texts("account_link", "sha256")).doesNotContain(secret);
    assertThat(registry.events()).noneMatch(event -> event.factsText().contains(secret));
    assertThat(registry.logged()).noneMatch(line -> line.contains(secret));
  }
}
