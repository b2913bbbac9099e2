package dev.imprimatur.wiring;

import dev.imprimatur.exchange.Exchange;
import dev.imprimatur.exchange.ExchangeExplainer;
import dev.imprimatur.exchange.ExchangeRoutes;
import dev.imprimatur.exchange.ExchangeTransaction;
import dev.imprimatur.exchange.ReadAndManageTokens;
import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.http.Route;
import dev.imprimatur.install.InstallRoutes;
import dev.imprimatur.install.KeyList;
import dev.imprimatur.install.PackageReads;
import dev.imprimatur.install.TarballReply;
import dev.imprimatur.notifications.EventQueries;
import dev.imprimatur.notifications.EventRoutes;
import dev.imprimatur.notifications.MailSender;
import dev.imprimatur.notifications.MessageSender;
import dev.imprimatur.notifications.NotificationDispatcher;
import dev.imprimatur.notifications.NotificationPlanner;
import dev.imprimatur.notifications.NpmHookRoutes;
import dev.imprimatur.notifications.WebhookAdmin;
import dev.imprimatur.notifications.WebhookRoutes;
import dev.imprimatur.packageadmin.AccessRoutes;
import dev.imprimatur.packageadmin.AuditRoutes;
import dev.imprimatur.packageadmin.DistTagRoutes;
import dev.imprimatur.packageadmin.DistTags;
import dev.imprimatur.packageadmin.HeldReview;
import dev.imprimatur.packageadmin.HeldRoutes;
import dev.imprimatur.packageadmin.KeyRotation;
import dev.imprimatur.packageadmin.LockRoutes;
import dev.imprimatur.packageadmin.NameCheck;
import dev.imprimatur.packageadmin.NameRoutes;
import dev.imprimatur.packageadmin.ProvenanceRuleChange;
import dev.imprimatur.packageadmin.PublishingAccessChange;
import dev.imprimatur.packageadmin.RootRoutes;
import dev.imprimatur.packageadmin.RuleRoutes;
import dev.imprimatur.packageadmin.StarRoutes;
import dev.imprimatur.packageadmin.StarredPackages;
import dev.imprimatur.packageadmin.VisibilityChange;
import dev.imprimatur.pages.PageRoutes;
import dev.imprimatur.publish.HeldVersions;
import dev.imprimatur.publish.PackageWrites;
import dev.imprimatur.publish.PublishRoutes;
import dev.imprimatur.publish.PublishTransaction;
import dev.imprimatur.search.PackageSearch;
import dev.imprimatur.search.SearchRoutes;
import dev.imprimatur.sso.SignOn;
import dev.imprimatur.tokenadmin.PasswordCheck;
import dev.imprimatur.tokenadmin.TokenAdmin;
import dev.imprimatur.tokenadmin.TokenRoutes;
import dev.imprimatur.trustadmin.Accounts;
import dev.imprimatur.trustadmin.DriftDecisionRoutes;
import dev.imprimatur.trustadmin.DriftDecisions;
import dev.imprimatur.trustadmin.IdLookup;
import dev.imprimatur.trustadmin.IssuerAdmin;
import dev.imprimatur.trustadmin.IssuerRoutes;
import dev.imprimatur.trustadmin.PendingOwner;
import dev.imprimatur.trustadmin.PlanRoutes;
import dev.imprimatur.trustadmin.SuggestedFixRoutes;
import dev.imprimatur.trustadmin.SuggestedFixes;
import dev.imprimatur.trustadmin.TrustJson;
import dev.imprimatur.trustadmin.TrustPlan;
import dev.imprimatur.trustadmin.TrustRoutes;
import dev.imprimatur.trustadmin.TrustedPublishers;
import dev.imprimatur.trustadmin.VisiblePublishers;
import dev.imprimatur.unpublish.NameEnd;
import dev.imprimatur.unpublish.PackageRemoval;
import dev.imprimatur.unpublish.UnpublishRoutes;
import java.util.List;
import java.util.stream.Stream;

/**
 * The use cases of the registry, for requests and for the operator's commands. Those that only
 * requests reach are built when the port is opened.
 */
public final class UseCases {
  private final Registry registry;

  public final IdLookup lookup;
  final PendingOwner futureOwner;
  public final VisiblePublishers visiblePublishers;
  public final TrustedPublishers trustedPublishers;
  public final TrustPlan trustPlan;
  public final SuggestedFixes suggestedFixes;
  public final DriftDecisions driftDecisions;
  public final PackageRemoval packageRemoval;
  public final IssuerAdmin issuerAdmin;
  public final PublishingAccessChange publishingAccess;
  public final OrganizationUseCases organizations;
  public final ProvenanceRuleChange provenanceRuleChange;
  public final HeldReview holding;
  public final Accounts accounts;
  public final TokenAdmin tokenAdmin;
  public final KeyRotation keyRotation;
  public final ExchangeExplainer explainer;
  public final EventQueries eventQueries;
  public final StagingCases staging;
  final NotificationDispatcher dispatcher;
  public final WebhookAdmin webhookAdmin;
  public final AccountUseCases account;
  final SignOn signOn;

  UseCases(Registry registry) {
    this.registry = registry;
    var db = registry.db;
    var people = registry.people;
    var packages = registry.packages;
    var publishers = registry.trust.publishers();
    var issuers = registry.issuers;
    var trust = registry.trust;
    var changes = registry.changes;
    var clock = registry.world.clock();

    lookup = new IdLookup(registry.outbound, registry.world.nanoTime());
    futureOwner =
        new PendingOwner(
            packages, people.users(), people.organizations(), people.owners(), publishers);
    visiblePublishers =
        new VisiblePublishers(db, publishers, futureOwner, registry.people.rights());
    trustedPublishers = trustedPublishers(registry, futureOwner);
    trustPlan = new TrustPlan(publishers, futureOwner, changes, trustedPublishers);
    suggestedFixes = suggestedFixes(registry, futureOwner, trustedPublishers);
    driftDecisions =
        new DriftDecisions(db, publishers, trust.drifts(), issuers, people.tokens(), changes);
    packageRemoval = packageRemoval(registry, trustedPublishers);
    organizations = new OrganizationUseCases(registry, trustedPublishers);
    issuerAdmin = new IssuerAdmin(db, issuers, publishers, changes);
    publishingAccess =
        new PublishingAccessChange(
            db, trust.locks(), people.users(), people.rights(), people.tokens(), changes, clock);
    provenanceRuleChange = new ProvenanceRuleChange(db, packages.provenanceRules(), changes, clock);
    holding = new HeldReview(db, changes, packages, registry.versionRelease);
    accounts = accounts(registry, trustedPublishers);
    account = new AccountUseCases(registry, accounts);
    signOn = signOn(registry, organizations, trustedPublishers);
    tokenAdmin = new TokenAdmin(db, people, changes, registry.limits.people().tokens());
    keyRotation = new KeyRotation(registry.signatures.keys(), changes);
    explainer = new ExchangeExplainer(db, registry.issuers, registry.trust.matcher());
    eventQueries = new EventQueries(db, registry.auditLog, people.owners());
    staging = new StagingCases(registry);
    dispatcher = dispatcher(registry);
    webhookAdmin =
        new WebhookAdmin(
            db, registry.notices, people.organizations(), changes, dispatcher, registry.ids);
  }

  private static SignOn signOn(
      Registry registry, OrganizationUseCases organizations, TrustedPublishers publishers) {
    return new SignOn(
        registry.people,
        registry.identities,
        organizations.membership,
        publishers,
        registry.makesAccountsBySignIn(),
        registry.secondFactors,
        registry.maintenance,
        registry.world.clock());
  }

  private static Accounts accounts(Registry registry, TrustedPublishers keeping) {
    return new Accounts(
        registry.people.users(),
        registry.people.tokens(),
        registry.people.organizations(),
        registry.challenges,
        registry.people.links(),
        registry.changes,
        keeping);
  }

  private static TrustedPublishers trustedPublishers(Registry registry, PendingOwner futureOwner) {
    var trust = registry.trust;
    return new TrustedPublishers(
        trust.publishers(),
        trust.drifts(),
        trust.releases(),
        registry.issuers,
        registry.people.tokens(),
        registry.publisherStatus,
        futureOwner,
        registry.changes);
  }

  private static PackageRemoval packageRemoval(Registry registry, TrustedPublishers publishers) {
    var nameEnd =
        new NameEnd(
            registry.packages,
            registry.people,
            registry.trust.locks(),
            registry.notices,
            publishers);
    return new PackageRemoval(
        registry.db,
        registry.changes,
        registry.packages,
        registry.signatures,
        nameEnd,
        registry.config.unpublish(),
        registry.world.clock());
  }

  private static SuggestedFixes suggestedFixes(
      Registry registry, PendingOwner futureOwner, TrustedPublishers keeping) {
    return new SuggestedFixes(
        registry.auditLog,
        registry.trust.publishers(),
        registry.trust.matcher(),
        registry.issuers,
        futureOwner,
        registry.changes,
        keeping);
  }

  private static NotificationDispatcher dispatcher(Registry registry) {
    var people = registry.people;
    var telling =
        new NotificationPlanner(
            registry.db,
            registry.auditLog,
            registry.notices,
            registry.maintenance,
            people,
            registry.trust.publishers(),
            registry.mailer.isPresent());
    var sender =
        new MessageSender(
            registry.db,
            registry.auditLog,
            mailing(registry),
            registry.toWebhooks,
            registry.world.clock(),
            registry.publicUrl,
            registry.limits.notices());
    return new NotificationDispatcher(
        registry.db,
        registry.notices,
        people,
        telling,
        sender,
        registry.maintenance,
        registry.world.threads(),
        registry.limits.notices().atOnce());
  }

  private static MailSender mailing(Registry registry) {
    return registry.mailer.isPresent()
        ? new MailSender.ByServer(registry.db, registry.people.users(), registry.mailer.get())
        : new MailSender.None();
  }

  /** Returns every address that a program may ask, and at the end those that show pages. */
  List<Route<Action, Caller>> routes(PageRoutes pages) {
    return all(
        Stream.of(
            jobs(),
            owners(),
            people(),
            observers(),
            new BrowserRoutes(registry, this).routes(),
            pages.routes(),
            readers()));
  }

  private List<Route<Action, Caller>> jobs() {
    return all(
        Stream.of(
            exchangeRoutes().routes(),
            new PublishRoutes(publishing(), registry.publicUrl, registry.limits.uploads())
                .routes()));
  }

  private PackageWrites publishing() {
    var limits = registry.limits.publishers();
    var held =
        new HeldVersions(
            registry.packages,
            registry.trust.locks(),
            registry.ids,
            registry.world.clock(),
            limits);
    var facts =
        new PublishTransaction(
            registry.packages,
            registry.people,
            registry.trust,
            registry.audit,
            registry.gate,
            registry.versionRelease,
            held,
            limits.burstWindow());
    return new PackageWrites(
        registry.db,
        registry.blobs,
        registry.packumentCache,
        registry.searchIndex,
        facts,
        registry.roots,
        registry.workers,
        registry.limits.uploads());
  }

  private ExchangeRoutes exchangeRoutes() {
    var matcher = registry.trust.matcher();
    var tokens = registry.people.tokens();
    var transaction =
        new ExchangeTransaction(
            registry.db, registry.issuers, registry.trust, registry.packages, registry.audit);
    return new ExchangeRoutes(
        new Exchange(
            transaction,
            registry.db,
            matcher,
            registry.publisherStatus,
            registry.packages,
            tokens,
            registry.audit),
        new ReadAndManageTokens(
            transaction, matcher, registry.publisherStatus, tokens, registry.audit),
        explainer);
  }

  private List<Route<Action, Caller>> owners() {
    var trustJson = new TrustJson(registry.issuers);
    var unpublish = new UnpublishRoutes(packageRemoval, registry.limits.uploads());
    int bodyBytesMax = registry.limits.requests().bodyBytesMax();
    return all(
        Stream.of(
            new TrustRoutes(trustedPublishers, visiblePublishers, trustJson, lookup, bodyBytesMax)
                .routes(),
            new PlanRoutes(trustPlan, trustJson, lookup).routes(),
            new DriftDecisionRoutes(driftDecisions).routes(),
            new SuggestedFixRoutes(suggestedFixes, trustJson).routes(),
            organizations.routes(unpublish),
            unpublish.routes(),
            new IssuerRoutes(issuerAdmin, registry.world.clock(), bodyBytesMax).routes(),
            new RootRoutes(registry.roots, registry.world.clock()).routes(),
            new LockRoutes(publishingAccess).routes(),
            new RuleRoutes(provenanceRuleChange).routes(),
            new HeldRoutes(holding).routes()));
  }

  private List<Route<Action, Caller>> people() {
    return all(
        Stream.of(
            staging.routes(),
            new DistTagRoutes(new DistTags(registry.changes, registry.gate, registry.packages))
                .routes(),
            new AccessRoutes(
                    new VisibilityChange(registry.changes, registry.packages), publishingAccess)
                .routes(),
            account.routes(),
            tokenRoutes().routes(),
            new NameRoutes(new NameCheck(registry.db, registry.gate, registry.packages)).routes(),
            new StarRoutes(
                    new StarredPackages(
                        registry.db, registry.changes, registry.gate, registry.packages))
                .routes(),
            new AuditRoutes().routes()));
  }

  private TokenRoutes tokenRoutes() {
    return new TokenRoutes(
        tokenAdmin,
        new PasswordCheck(account.sessions),
        registry.publicUrl,
        registry.world.clock());
  }

  private List<Route<Action, Caller>> observers() {
    return all(
        Stream.of(
            new SearchRoutes(
                    new PackageSearch(registry.db, registry.gate, registry.searchIndex),
                    registry.publicUrl)
                .routes(),
            new EventRoutes(eventQueries).routes(),
            new NpmHookRoutes(webhookAdmin, registry.limits.requests().bodyBytesMax()).routes(),
            new WebhookRoutes(webhookAdmin, registry.limits.requests().bodyBytesMax()).routes()));
  }

  private List<Route<Action, Caller>> readers() {
    var tarballs = new TarballReply(registry.blobs, registry.tarballs);
    var reading =
        new PackageReads(
            registry.db,
            registry.packages,
            registry.signatures,
            registry.packumentCache,
            tarballs,
            registry.workers);
    var keys = new KeyList(registry.db, registry.signatures);
    return new InstallRoutes(reading, keys, registry.publicUrl).routes();
  }

  private static List<Route<Action, Caller>> all(Stream<List<Route<Action, Caller>>> routes) {
    return routes.flatMap(List::stream).toList();
  }
}
