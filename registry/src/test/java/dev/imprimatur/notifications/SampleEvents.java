package dev.imprimatur.notifications;

import dev.imprimatur.audit.AccountEvent;
import dev.imprimatur.audit.Event;
import dev.imprimatur.audit.ExchangeEvent;
import dev.imprimatur.audit.ExchangeEvent.Known;
import dev.imprimatur.audit.Head;
import dev.imprimatur.audit.KeyEvent;
import dev.imprimatur.audit.LogEvent;
import dev.imprimatur.audit.NoticeEvent;
import dev.imprimatur.audit.OrganizationEvent;
import dev.imprimatur.audit.OwnershipEvent;
import dev.imprimatur.audit.PackageEvent;
import dev.imprimatur.audit.PeopleEvent;
import dev.imprimatur.audit.RemovalEvent;
import dev.imprimatur.audit.Share;
import dev.imprimatur.audit.SignOnEvent;
import dev.imprimatur.audit.TrustEvent;
import dev.imprimatur.audit.TrustEvent.Manner;
import dev.imprimatur.audit.TrustEvent.Trusted;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.npm.DistTag;
import dev.imprimatur.npm.Integrity;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.npm.Version;
import dev.imprimatur.trust.PublishingAccess;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * An event of every kind; several of those whose facts or whose hearers depend on what happened.
 */
final class SampleEvents {
  private static final PackageName ROCKET = new PackageName("rocket");
  private static final OwnershipEvent.Team DEVS = new OwnershipEvent.Team("acme", "devs");
  private static final Version VERSION = new Version("1.0.0");
  private static final DistTag LATEST = new DistTag("latest");
  private static final UUID ID = new UUID(0, 1);
  private static final String URL = "https://ci.example";
  private static final Optional<String> ALICE = Optional.of("alice");
  private static final Optional<String> NONE = Optional.empty();
  private static final Optional<String> SECRET = Optional.of("it held a key");
  private static final JsonObject CLAIMS = JsonObject.EMPTY;
  private static final Trusted TRUSTED =
      new Trusted(
          URL,
          JsonObject.with("repository", "acme/rocket").build(),
          JsonObject.with("permissions", "publish").build());
  private static final NoticeEvent.Hook HOOK =
      new NoticeEvent.Hook(ID, "hooks.example", "rocket", Optional.of("rocket"));
  private static final Integrity INTEGRITY =
      Integrity.of("sha512-" + "A".repeat(86) + "==").orElseThrow();

  private SampleEvents() {}

  static List<Event> all() {
    return Stream.of(
            packages(),
            versions(),
            publishers(),
            decisions(),
            jobs(),
            people(),
            accounts(),
            signOns(),
            organizations(),
            rest())
        .flatMap(List::stream)
        .toList();
  }

  private static List<Event> packages() {
    return List.of(
        new PackageEvent.VersionsDeprecated(ROCKET, List.of("1.0.0"), "too old"),
        new PackageEvent.DistTagSet(ROCKET, LATEST, VERSION),
        new PackageEvent.DistTagRemoved(ROCKET, LATEST),
        new PackageEvent.VisibilityChanged(ROCKET, "private"),
        new PackageEvent.PackageTransferred(ROCKET, "@acme", List.of("alice")),
        new OwnershipEvent.OwnerAdded(ROCKET, "bob", List.of("alice")),
        new OwnershipEvent.OwnerRemoved(ROCKET, "alice", List.of("alice", "bob")),
        new OwnershipEvent.CollaboratorSet(ROCKET, "bob", "read"),
        new OwnershipEvent.CollaboratorRemoved(ROCKET, "bob"),
        new OwnershipEvent.TeamAccessSet(ROCKET, DEVS, "write"),
        new OwnershipEvent.TeamAccessRemoved(ROCKET, DEVS),
        new RemovalEvent.VersionRemoved(ROCKET, VERSION, INTEGRITY, Instant.EPOCH, NONE),
        new RemovalEvent.VersionRemoved(ROCKET, VERSION, INTEGRITY, Instant.EPOCH, SECRET),
        new RemovalEvent.PackageUnpublished(
            ROCKET, List.of(VERSION), Optional.of(Instant.EPOCH), NONE),
        new RemovalEvent.PackageUnpublished(ROCKET, List.of(VERSION), Optional.empty(), SECRET),
        new RemovalEvent.NameFreed(ROCKET, List.of("alice")));
  }

  private static List<Event> versions() {
    return List.of(
        new PackageEvent.VersionPublished(ROCKET, VERSION, LATEST, INTEGRITY, false),
        new PackageEvent.VersionPublished(ROCKET, VERSION, LATEST, INTEGRITY, true),
        new PackageEvent.VersionHeld(ROCKET, VERSION, ID, "too many at once"),
        new PackageEvent.HeldVersionReleased(ROCKET, VERSION, ID),
        new PackageEvent.HeldVersionDiscarded(ROCKET, VERSION, ID),
        new PackageEvent.VersionStaged(ROCKET, VERSION, LATEST, INTEGRITY, ID),
        new PackageEvent.StagedVersionApproved(ROCKET, VERSION, LATEST, INTEGRITY, ID),
        new PackageEvent.StagedVersionRejected(ROCKET, VERSION, ID),
        new PackageEvent.StagedVersionExpired(ROCKET, VERSION, ID),
        new PackageEvent.AttestationFailed(ROCKET, VERSION, "publish", "a key was revoked"),
        new PackageEvent.AttestationRestored(ROCKET, VERSION, "publish"));
  }

  private static List<Event> publishers() {
    return List.of(
        new TrustEvent.PublisherAdded("rocket", ID, TRUSTED, NONE),
        new TrustEvent.PublisherAdded("rocket", ID, TRUSTED, ALICE),
        new TrustEvent.PublisherEdited("rocket", ID, TRUSTED, TRUSTED, new Manner(false, NONE)),
        new TrustEvent.PublisherEdited("rocket", ID, TRUSTED, TRUSTED, new Manner(true, ALICE)),
        new TrustEvent.PublisherRemoved("rocket", ID, "an owner removed it", NONE),
        new TrustEvent.PublisherRemoved("rocket", ID, "an owner removed it", ALICE),
        new TrustEvent.PendingPublisherUsed("rocket", ID, "alice"),
        new TrustEvent.PendingPublisherExpiring("rocket", ID, "2026-12-31T00:00:00Z", NONE),
        new TrustEvent.PendingPublisherExpiring("rocket", ID, "2026-12-31T00:00:00Z", ALICE),
        new TrustEvent.PublisherPaused("rocket", ID, "holds", "too many at once"),
        new TrustEvent.PublisherResumed("rocket", ID),
        new TrustEvent.PublisherReopened("rocket", ID, "2026-12-31T00:00:00Z"),
        new TrustEvent.PublisherPinned("rocket", ID, JsonObject.EMPTY),
        new TrustEvent.PublisherRenamed("rocket", ID, "acme/rocket", "acme/shuttle"));
  }

  private static List<Event> decisions() {
    return List.of(
        new TrustEvent.IdentityDrifted("rocket", ID, "recreated", JsonObject.EMPTY),
        new TrustEvent.IdentityDecided("rocket", ID, ID, true),
        new TrustEvent.PublishingLocked("rocket", PublishingAccess.OPEN.json(), false),
        new TrustEvent.PublishingLocked("rocket", PublishingAccess.OPEN.json(), true),
        new TrustEvent.ProvenanceRuleSet("rocket", rule(), false),
        new TrustEvent.ProvenanceRuleSet("rocket", rule(), true));
  }

  private static JsonObject rule() {
    return JsonObject.with("required", "of every version").build();
  }

  private static List<Event> jobs() {
    return List.of(
        new ExchangeEvent.TokenExchanged("rocket", ID, ID, CLAIMS, JsonObject.EMPTY, false),
        new ExchangeEvent.TokenExchanged("rocket", ID, ID, CLAIMS, JsonObject.EMPTY, true),
        new ExchangeEvent.ExchangesRefusedRepeatedly(
            "rocket", ID, Instant.EPOCH, 5, "The workflow is another one."),
        refused(new Known.Nothing(7)),
        refused(new Known.Claimed(CLAIMS)),
        refused(new Known.OfStranger("https://ci.example acme/x", new Known.Claimed(CLAIMS))),
        refused(
            new Known.Judged(
                CLAIMS,
                Optional.of(new ExchangeEvent.Nearest(ID, JsonObject.EMPTY)),
                Optional.of(JsonObject.EMPTY),
                ALICE)),
        new ExchangeEvent.ManageTokenExchanged("rocket", ID, CLAIMS),
        new ExchangeEvent.ReadTokenExchanged(List.of("rocket"), ID, CLAIMS));
  }

  private static Event refused(Known known) {
    return new ExchangeEvent.ExchangeRefused(
        "rocket", "rule-mismatch", "The workflow is another one.", known);
  }

  private static List<Event> people() {
    return List.of(
        new PeopleEvent.UserAdded("alice", false),
        new PeopleEvent.UserDisabled("alice"),
        new PeopleEvent.CiAccountAdded("alice", "https://issuer.example", "1234567"),
        new PeopleEvent.CiAccountsRemoved("alice", "https://issuer.example"),
        new PeopleEvent.TokenCreated("alice", ID, "granular"),
        new PeopleEvent.SignInRefused(NONE, "192.0.2.1"),
        new PeopleEvent.SignInRefused(ALICE, "192.0.2.1"),
        new PeopleEvent.TokenRevoked(ID),
        new PeopleEvent.TokensRevoked("alice"),
        new PeopleEvent.TokenExpiring(ID, new PeopleEvent.OwnToken("alice", "ci"), Instant.EPOCH),
        new PeopleEvent.TokenReported(
            ID, Optional.of(new PeopleEvent.OwnToken("alice", "ci")), "192.0.2.1"),
        new PeopleEvent.TokenReported(ID, Optional.empty(), "192.0.2.1"),
        new PeopleEvent.OrganizationAdded("acme", "alice"),
        new PeopleEvent.MemberAdded("acme", "alice", "owner"),
        new PeopleEvent.MemberRemoved("acme", "alice"),
        new PeopleEvent.ScopeAdded("acme", "acme"));
  }

  private static List<Event> signOns() {
    return List.of(
        new SignOnEvent.IdentityLinked("alice", "https://login.example", "0a1b"),
        new SignOnEvent.IdentityUnlinked("alice", "https://login.example"),
        new SignOnEvent.SignOnRefused("acme", "identity-refused", "192.0.2.7"),
        new SignOnEvent.SignedOutElsewhere("alice", "https://login.example", 2),
        new SignOnEvent.PasswordAllowed("alice"),
        new SignOnEvent.AdministratorChanged("alice", true));
  }

  private static List<Event> accounts() {
    return List.of(
        new AccountEvent.SecondFactorRefused("alice", "192.0.2.1"),
        new AccountEvent.RecoveryCodeUsed("alice", "192.0.2.1"),
        new AccountEvent.SecondFactorAdded("alice", "totp"),
        new AccountEvent.SecondFactorRemoved("alice", "totp"),
        new AccountEvent.SecondFactorModeSet("alice", "auth-only"),
        new AccountEvent.RecoveryCodesRenewed("alice"),
        new AccountEvent.PasswordChanged("alice"),
        new AccountEvent.EmailChanged("alice"),
        new AccountEvent.EmailVerified("alice"),
        new AccountEvent.ProfileChanged("alice"),
        new AccountEvent.UserEnabled("alice"),
        new AccountEvent.UserRecovered("alice"),
        new AccountEvent.LinkMade(ID, "invitation", NONE),
        new AccountEvent.LinkMade(ID, "reset", ALICE),
        new AccountEvent.LinkUsed(ID, "invitation", "alice"),
        new AccountEvent.LinkRemoved(ID),
        new AccountEvent.LinkRefused("192.0.2.1"));
  }

  private static List<Event> organizations() {
    return List.of(
        new OrganizationEvent.SecondFactorDemanded("acme", true),
        new OrganizationEvent.SecondFactorDemanded("acme", false),
        new OrganizationEvent.TeamAdded("acme", "devs"),
        new OrganizationEvent.TeamRemoved("acme", "devs"),
        new OrganizationEvent.TeamMemberAdded("acme", "devs", "alice"),
        new OrganizationEvent.TeamMemberRemoved("acme", "devs", "alice"),
        new OrganizationEvent.InvitationSent(invited("membership", "acme", "admin")),
        new OrganizationEvent.InvitationSent(invited("ownership", "rocket", "")),
        new OrganizationEvent.InvitationSent(invited("collaboration", "rocket", "read")),
        new OrganizationEvent.InvitationDeclined(invited("transfer", "rocket", "")),
        new OrganizationEvent.InvitationWithdrawn(invited("membership", "acme", "member")));
  }

  private static OrganizationEvent.Invited invited(String kind, String subject, String detail) {
    return new OrganizationEvent.Invited(ID, kind, subject, detail, "bob");
  }

  private static List<Event> rest() {
    return List.of(
        new PeopleEvent.IssuerAdded(URL, "generic", JsonObject.EMPTY),
        new PeopleEvent.IssuerEdited(URL, JsonObject.EMPTY, JsonObject.EMPTY),
        new PeopleEvent.IssuerRemoved(URL),
        new PeopleEvent.IssuerSwitched(URL, true),
        new PeopleEvent.IssuerSwitched(URL, false),
        new PeopleEvent.IdentityTokensExpired(),
        new PeopleEvent.IssuerKeysStored(URL),
        new PeopleEvent.IssuerKeysForgotten(URL),
        new KeyEvent.SigningKeyRotated(NONE, "SHA256:new"),
        new KeyEvent.SigningKeyRotated(Optional.of("SHA256:old"), "SHA256:new"),
        new NoticeEvent.WebhookAdded(HOOK),
        new NoticeEvent.WebhookRemoved(HOOK),
        new NoticeEvent.WebhookSwitchedOff(HOOK, "nothing has arrived for days"),
        new NoticeEvent.WebhookSwitchedOn(HOOK),
        new NoticeEvent.NoticeGivenUp("mail:alice", 7, "the mail server refused it"),
        new LogEvent.StrangersForgotten(Share.of("a stranger"), 500, Head.START));
  }
}
