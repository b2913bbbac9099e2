package dev.imprimatur.doors.people;

import static dev.imprimatur.doors.support.Trusting.github;
import static dev.imprimatur.doors.support.Trusting.quoted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.Covers;
import dev.imprimatur.OnPostgres;
import dev.imprimatur.audit.EventKind;
import dev.imprimatur.doors.support.Approved;
import dev.imprimatur.doors.support.Consent;
import dev.imprimatur.doors.support.Sentences;
import dev.imprimatur.doors.support.Trusting;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Organizations with their roles and teams, as npm's clients ask about them. */
@OnPostgres
final class OrganizationTest {
  @RegisterExtension static final Sentences SENTENCES = Approved.sentences();

  private static final String MEMBERS = "/-/org/acme/user";
  private static final String TEAMS = "/-/org/acme/team";
  private static final String CREW = "/-/team/acme/crew";
  private static final String CLI = "?format=cli";
  private static final String DEVELOPERS = "/-/team/acme/developers";

  private final TestRegistry registry = TestRegistry.start();
  private Client alice;
  private Client ada;
  private Client bob;
  private Client mallory;

  @BeforeEach
  void open() {
    Stream.of("alice", "ada", "bob", "mallory").forEach(name -> registry.addUser(name, false));
    registry.terminal().run("org", "add", "acme", "--owner", "alice");
    registry.terminal().run("org", "member", "acme", "ada", "--role", "admin");
    registry.terminal().run("org", "member", "acme", "bob");
    alice = registry.with(registry.session("alice"));
    ada = registry.with(registry.session("ada"));
    bob = registry.with(registry.session("bob"));
    mallory = registry.with(registry.session("mallory"));
    assertThat(publish(alice, "1.0.0")).isEqualTo(201);
  }

  @AfterEach
  void close() {
    assertThat(registry.inside().breaches()).isEmpty();
    registry.close();
  }

  private int publish(Client client, String version) {
    return client.put("/@acme%2fkit", TestPackage.of("@acme/kit", version).document()).status();
  }

  private static String user(String name) {
    return "{\"user\":\"" + name + "\"}";
  }

  private static String role(String name, String role) {
    return quoted("{'user':'%s','role':'%s'}".formatted(name, role));
  }

  private static final String KIT = "{\"package\":\"@acme/kit\"}";

  private static String kit(String permissions) {
    return quoted("{'package':'@acme/kit','permissions':'%s'}".formatted(permissions));
  }

  @Test
  void aMemberIsInvitedAndBelongsOnceTheyAccept() {
    var sent = alice.put(MEMBERS, role("mallory", "developer"));
    assertThat(sent.status()).as(sent.text()).isEqualTo(202);
    assertThat(sent.header("npm-notice").orElseThrow()).startsWith("Nothing has changed yet");
    assertThat(alice.get(MEMBERS).text()).doesNotContain("mallory");
    assertThat(publish(mallory, "2.0.0")).isEqualTo(403);
    assertThat(Consent.accepted(mallory).status()).isEqualTo(200);
    assertThat(alice.get(MEMBERS).json().text("mallory")).contains("developer");
    assertThat(publish(mallory, "2.0.0")).isEqualTo(201);
    // Whoever belongs has another role at once.
    assertThat(alice.put(MEMBERS, role("mallory", "admin")).status()).isEqualTo(200);
    assertThat(alice.get(MEMBERS).json().text("mallory")).contains("admin");
  }

  @Test
  void nobodyLearnsByInvitingWhoHasAnAccount() {
    var known = alice.put(MEMBERS, role("mallory", "developer"));
    var unknown = alice.put(MEMBERS, role("nobody-yet", "developer"));
    assertThat(unknown.status()).isEqualTo(known.status());
    assertThat(alice.get("/-/user/org.couchdb.user:nobody-yet").text().replace("nobody-yet", "X"))
        .isEqualTo(alice.get("/-/user/org.couchdb.user:mallory").text().replace("mallory", "X"));
    // Nor is an account meant that somebody makes because of it.
    registry.clock().advance(Duration.ofSeconds(1));
    registry.addUser("nobody-yet", false);
    var later = registry.with(registry.session("nobody-yet"));
    assertThat(later.get("/-/api/v1/invitations").text()).isEqualTo("[]");
    var id = unknown.json().text("invitation").orElseThrow();
    SENTENCES.refused(
        "a later account",
        later.post("/-/api/v1/invitations/" + id + "/accept", ""),
        "invitation-not-found");
  }

  @Test
  @Covers("S47")
  void nobodyElseAnswersAnInvitation() {
    var sent = alice.put(MEMBERS, role("mallory", "developer"));
    var path = "/-/api/v1/invitations/" + sent.json().text("invitation").orElseThrow();
    for (var how : new String[] {"/accept", "/decline"}) {
      assertThat(bob.post(path + how, "").problem()).isEqualTo("invitation-not-found");
    }
    assertThat(mallory.post(path + "/accept", "").status()).isEqualTo(200);
  }

  @Test
  @Covers("S44")
  void anInvitationIsWorthNothingOnceItsSenderIsPutOut() {
    registry.terminal().run("org", "member", "acme", "bob", "--role", "owner");
    assertThat(bob.put(MEMBERS, role("mallory", "owner")).status()).isEqualTo(202);
    assertThat(mallory.get("/-/api/v1/invitations").text()).contains("acme");
    var id =
        Trusting.list(mallory.get("/-/api/v1/invitations")).getFirst().text("id").orElseThrow();
    assertThat(alice.delete(MEMBERS, user("bob")).status()).isEqualTo(200);
    assertThat(mallory.get("/-/api/v1/invitations").text()).isEqualTo("[]");
    assertThat(mallory.post("/-/api/v1/invitations/" + id + "/accept", "").problem())
        .isEqualTo("invitation-not-found");
    assertThat(alice.get(MEMBERS).text()).doesNotContain("mallory");
  }

  @Test
  void anInvitationIsDeclinedOrTakenBackOnce() {
    for (var how : new String[] {"decline", "withdraw"}) {
      var sent = alice.put(MEMBERS, role("mallory", "developer"));
      var path = "/-/api/v1/invitations/" + sent.json().text("invitation").orElseThrow();
      var ended = how.equals("decline") ? mallory.post(path + "/decline", "") : alice.delete(path);
      assertThat(ended.status()).as(ended.text()).isEqualTo(200);
      assertThat(mallory.post(path + "/accept", "").problem()).isEqualTo("invitation-not-found");
    }
    assertThat(registry.events().stream().map(event -> event.kind()))
        .contains(
            EventKind.INVITATION_SENT,
            EventKind.INVITATION_DECLINED,
            EventKind.INVITATION_WITHDRAWN);
    assertThat(registry.rows("invitation")).isZero();
  }

  @Test
  void theLastOwnerStaysAndAnybodyElseMayLeave() {
    SENTENCES.refused("the last owner", alice.delete(MEMBERS, user("alice")), "not-allowed");
    SENTENCES.refused(
        "a lesser role", alice.put(MEMBERS, role("alice", "developer")), "not-allowed");
    SENTENCES.refused("a member puts out", bob.delete(MEMBERS, user("ada")), "not-allowed");
    SENTENCES.refused("an admin puts out", ada.delete(MEMBERS, user("bob")), "not-allowed");
    assertThat(bob.delete(MEMBERS, user("bob")).status()).isEqualTo(200);
    // npm asks for the list after that, and must not call it a failure.
    var gone = bob.get(MEMBERS);
    assertThat(gone.status()).isEqualTo(200);
    assertThat(gone.text()).isEqualTo("{}");
    assertThat(gone.header("npm-notice")).isPresent();
    assertThat(publish(bob, "2.0.0")).isEqualTo(403);
    assertThat(bob.get("/@acme%2fkit").status()).isEqualTo(404);
  }

  @Test
  void anAdminDecidesAboutPackagesAndTeamsAndNothingElse() {
    Trusting.add(ada, "@acme/kit", github("acme/kit"));
    assertThat(ada.put(TEAMS, "{\"name\":\"crew\"}").status()).isEqualTo(201);
    SENTENCES.refused("invites", ada.put(MEMBERS, role("mallory", "developer")), "not-allowed");
    var given = ada.put("/-/api/v1/owner/@acme%2fkit", "{\"owner\":\"@acme\"}");
    SENTENCES.refused("gives away", given, "not-allowed");
    var demand = ada.put("/-/api/v1/organizations/acme", "{\"secondFactor\":true}");
    assertThat(demand.problem()).isEqualTo("not-allowed");
  }

  @Test
  void aTeamReadsOrWritesWhatItIsGranted() {
    assertThat(ada.put(TEAMS, "{\"name\":\"crew\",\"description\":\"ships\"}").status())
        .isEqualTo(201);
    SENTENCES.refused("twice", ada.put(TEAMS, "{\"name\":\"crew\"}"), "team-exists");
    SENTENCES.refused("a bad name", ada.put(TEAMS, "{\"name\":\"The Crew\"}"), "invalid-team");
    assertThat(alice.get(TEAMS + CLI).text()).isEqualTo("[\"acme:crew\",\"acme:developers\"]");
    assertThat(ada.delete(DEVELOPERS + "/package", KIT).status()).isEqualTo(200);
    assertThat(publish(bob, "2.0.0")).isEqualTo(403);
    assertThat(bob.get("/@acme%2fkit").status()).isEqualTo(404);
    assertThat(found(bob)).isZero();

    assertThat(ada.put(CREW + "/user", user("bob")).status()).isEqualTo(200);
    assertThat(ada.put(CREW + "/package", kit("read-only")).status()).isEqualTo(200);
    assertThat(alice.get(CREW + "/package").text()).isEqualTo("{\"@acme/kit\":\"read\"}");
    assertThat(bob.get("/@acme%2fkit").status()).isEqualTo(200);
    assertThat(found(bob)).isOne();
    SENTENCES.refused(
        "a reader writes",
        bob.put("/@acme%2fkit", TestPackage.of("@acme/kit", "2.0.0").document()),
        "not-allowed");
    assertThat(bob.get("/-/org/acme/package").text()).isEqualTo("{\"@acme/kit\":\"read\"}");
    assertThat(bob.get("/-/stage").text()).contains("\"items\":[]");

    assertThat(ada.put(CREW + "/package", kit("read-write")).status()).isEqualTo(200);
    assertThat(publish(bob, "2.0.0")).isEqualTo(201);
    assertThat(alice.get("/-/package/@acme%2fkit/collaborators").text())
        .isEqualTo("{\"ada\":\"write\",\"alice\":\"write\",\"bob\":\"write\"}");
    assertThat(ada.delete(CREW).status()).isEqualTo(200);
    assertThat(publish(bob, "3.0.0")).isEqualTo(403);
  }

  private static int found(Client client) {
    return client.get("/-/v1/search?text=kit").json().array("objects").orElseThrow().items().size();
  }

  @Test
  void aTeamIsOfMembersAndForPackagesOfTheOrganization() {
    ada.put(TEAMS, "{\"name\":\"crew\"}");
    SENTENCES.refused("a stranger", ada.put(CREW + "/user", user("mallory")), "no-member");
    SENTENCES.refused("nobody", ada.put(CREW + "/user", user("nobody")), "no-member");
    SENTENCES.refused("developers", alice.delete(DEVELOPERS), "not-allowed");
    SENTENCES.refused("no such team", alice.delete("/-/team/acme/none"), "team-not-found");
    SENTENCES.refused(
        "a member grants", bob.put(CREW + "/package", kit("read-only")), "not-allowed");
    var first = TestPackage.of("loot", "1.0.0");
    assertThat(mallory.put(first.path(), first.document()).status()).isEqualTo(201);
    // Whether there is such a package is not told.
    var foreign = ada.put(CREW + "/package", kit("read-only").replace("@acme/kit", "loot"));
    var none = ada.put(CREW + "/package", kit("read-only").replace("@acme/kit", "none"));
    assertThat(foreign.message().replace("loot", "X"))
        .isEqualTo(none.message().replace("none", "X"));
    SENTENCES.refused("another's package", foreign, "not-allowed");
  }

  /** npm says that it wants texts, and pnpm wants objects and says it only of collaborators. */
  @Test
  void pnpmReadsOtherListsThanNpm() {
    assertThat(alice.get(TEAMS).text()).isEqualTo("[{\"name\":\"developers\"}]");
    assertThat(alice.get(DEVELOPERS + "/user").text())
        .isEqualTo("[{\"name\":\"ada\"},{\"name\":\"alice\"},{\"name\":\"bob\"}]");
    assertThat(alice.get("/-/package/@acme%2fkit/collaborators" + CLI).text())
        .startsWith("[{\"user\":\"ada\",\"permissions\":\"read-write\"}");
    assertThat(alice.get("/-/package/@acme%2fkit/access").text())
        .isEqualTo(
            "{\"access\":\"restricted\",\"publish_requires_tfa\":false,"
                + "\"automation_token_overrides_tfa\":false}");
  }

  @Test
  void whoeverLeavesIsInNoTeamWhenTheyComeBack() {
    ada.put(TEAMS, "{\"name\":\"crew\"}");
    ada.put(CREW + "/user", user("bob"));
    alice.delete(MEMBERS, user("bob"));
    registry.terminal().run("org", "member", "acme", "bob");
    assertThat(alice.get(CREW + "/user" + CLI).text()).isEqualTo("[]");
    assertThat(alice.get(DEVELOPERS + "/user" + CLI).text())
        .isEqualTo("[\"ada\",\"alice\",\"bob\"]");
    // A role alone lets nobody into a team again that they were taken out of.
    assertThat(ada.delete(DEVELOPERS + "/user", user("bob")).status()).isEqualTo(200);
    assertThat(alice.put(MEMBERS, role("bob", "admin")).status()).isEqualTo(200);
    assertThat(alice.put(MEMBERS, role("bob", "developer")).status()).isEqualTo(200);
    assertThat(alice.get(DEVELOPERS + "/user" + CLI).text()).isEqualTo("[\"ada\",\"alice\"]");
  }

  @Test
  void whoLacksTheSecondFactorThatIsDemandedHasNoRight() {
    SENTENCES.refused(
        "no owner has one",
        alice.put("/-/api/v1/organizations/acme", "{\"secondFactor\":true}"),
        "not-allowed");
    registry.enrol("alice");
    assertThat(registry.terminal().run("org", "second-factor", "acme").exit()).isZero();
    assertThat(alice.get("/-/api/v1/organizations/acme").json().truth("secondFactor")).isTrue();
    SENTENCES.refused(
        "an old package",
        bob.put("/@acme%2fkit", TestPackage.of("@acme/kit", "2.0.0").document()),
        "not-allowed");
    SENTENCES.refused(
        "a new one",
        bob.put("/@acme%2fnew", TestPackage.of("@acme/new", "1.0.0").document()),
        "not-allowed");
    assertThat(bob.get("/@acme%2fkit").status()).isEqualTo(404);
    assertThat(ada.put(TEAMS, "{\"name\":\"crew\"}").status()).isEqualTo(403);
    var factor = registry.enrol("bob");
    assertThat(publish(bob.with("npm-otp", factor.code()), "2.0.0")).isEqualTo(201);
    assertThat(registry.terminal().run("org", "second-factor", "acme", "--optional").exit())
        .isZero();
    assertThat(ada.put(TEAMS, "{\"name\":\"crew\"}").status()).isEqualTo(201);
  }
}
