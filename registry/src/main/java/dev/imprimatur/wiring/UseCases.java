package dev.imprimatur.wiring;

import dev.imprimatur.accountpages.Desk;
import dev.imprimatur.accountpages.SignInPages;
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
import dev.imprimatur.notifications.WebhookAdmin;
import dev.imprimatur.notifications.WebhookRoutes;
import dev.imprimatur.packageadmin.AbsentRoutes;
import dev.imprimatur.packageadmin.AccessRoutes;
import dev.imprimatur.packageadmin.DistTagRoutes;
import dev.imprimatur.packageadmin.DistTags;
import dev.imprimatur.packageadmin.HeldReview;
import dev.imprimatur.packageadmin.HeldRoutes;
import dev.imprimatur.packageadmin.KeyRotation;
import dev.imprimatur.packageadmin.LockRoutes;
import dev.imprimatur.packageadmin.ProvenanceRuleChange;
import dev.imprimatur.packageadmin.PublishingAccessChange;
import dev.imprimatur.packageadmin.RootRoutes;
import dev.imprimatur.packageadmin.RuleRoutes;
import dev.imprimatur.packageadmin.VisibilityChange;
import dev.imprimatur.pages.PageRoutes;
import dev.imprimatur.publish.HeldVersions;
import dev.imprimatur.publish.PackageWrites;
import dev.imprimatur.publish.PublishRoutes;
import dev.imprimatur.publish.PublishTransaction;
import dev.imprimatur.signin.BrowserSessions;
import dev.imprimatur.signin.Sessions;
import dev.imprimatur.signin.SignInRoutes;
import dev.imprimatur.staging.StageRoutes;
import dev.imprimatur.staging.StagedReview;
import dev.imprimatur.trustadmin.Accounts;
import dev.imprimatur.trustadmin.DriftDecisionRoutes;
import dev.imprimatur.trustadmin.DriftDecisions;
import dev.imprimatur.trustadmin.IdLookup;
import dev.imprimatur.trustadmin.IssuerAdmin;
import dev.imprimatur.trustadmin.IssuerRoutes;
import dev.imprimatur.trustadmin.Membership;
import dev.imprimatur.trustadmin.PackageTransfer;
import dev.imprimatur.trustadmin.PackageTransferRoutes;
import dev.imprimatur.trustadmin.PendingOwner;
import dev.imprimatur.trustadmin.PlanRoutes;
import dev.imprimatur.trustadmin.SuggestedFixRoutes;
import dev.imprimatur.trustadmin.SuggestedFixes;
import dev.imprimatur.trustadmin.TrustJson;
import dev.imprimatur.trustadmin.TrustPlan;
import dev.imprimatur.trustadmin.TrustRoutes;
import dev.imprimatur.trustadmin.TrustedPublishers;
import dev.imprimatur.trustadmin.VisiblePublishers;
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
  public final PackageTransfer packageTransfer;
  public final IssuerAdmin issuerAdmin;
  public final PublishingAccessChange publishingAccess;
  public final Membership membership;
  public final ProvenanceRuleChange provenanceRuleChange;
  public final HeldReview holding;
  public final Accounts accounts;
  public final KeyRotation keyRotation;
  public final ExchangeExplainer explainer;
  public final EventQueries eventQueries;
  final NotificationDispatcher dispatcher;
  public final WebhookAdmin webhookAdmin;

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
    visiblePublishers = new VisiblePublishers(db, publishers, futureOwner);
    trustedPublishers = trustedPublishers(registry, futureOwner);
    trustPlan = new TrustPlan(publishers, futureOwner, changes, trustedPublishers);
    suggestedFixes = suggestedFixes(registry, futureOwner, trustedPublishers);
    driftDecisions =
        new DriftDecisions(db, publishers, trust.drifts(), issuers, people.tokens(), changes);
    packageTransfer =
        new PackageTransfer(packages, people, registry.notices, changes, trustedPublishers);
    membership = new Membership(people.users(), people.organizations(), changes, trustedPublishers);
    issuerAdmin = new IssuerAdmin(db, issuers, publishers, changes);
    publishingAccess =
        new PublishingAccessChange(
            db, trust.locks(), people.owners(), people.tokens(), changes, clock);
    provenanceRuleChange = new ProvenanceRuleChange(db, packages.provenanceRules(), changes, clock);
    holding = new HeldReview(db, changes, packages, registry.versionRelease);
    accounts =
        new Accounts(
            people.users(), people.tokens(), people.organizations(), changes, trustedPublishers);
    keyRotation = new KeyRotation(registry.signatures.keys(), changes);
    explainer = new ExchangeExplainer(db, registry.issuers, registry.trust.matcher());
    eventQueries = new EventQueries(db, registry.auditLog, people.owners());
    dispatcher = dispatcher(registry);
    webhookAdmin =
        new WebhookAdmin(
            db, registry.notices, people.organizations(), changes, dispatcher, registry.ids);
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
            jobs(), owners(), people(), observers(), accountPages(), pages.routes(), readers()));
  }

  private List<Route<Action, Caller>> accountPages() {
    var desk = new Desk(registry.publicUrl, registry.world.random());
    var browsers = new BrowserSessions(registry.db, registry.people.tokens(), registry.audit);
    return new SignInPages(desk, sessions(), browsers).routes();
  }

  private Sessions sessions() {
    return new Sessions(registry.db, registry.people, registry.audit);
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
    var held = new HeldVersions(registry.packages, registry.ids, registry.world.clock(), limits);
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
    int bodyBytesMax = registry.limits.requests().bodyBytesMax();
    return all(
        Stream.of(
            new TrustRoutes(trustedPublishers, visiblePublishers, trustJson, lookup, bodyBytesMax)
                .routes(),
            new PlanRoutes(trustPlan, trustJson, lookup).routes(),
            new DriftDecisionRoutes(driftDecisions).routes(),
            new SuggestedFixRoutes(suggestedFixes, trustJson).routes(),
            new PackageTransferRoutes(packageTransfer).routes(),
            new IssuerRoutes(issuerAdmin, registry.world.clock(), bodyBytesMax).routes(),
            new RootRoutes(registry.roots, registry.world.clock()).routes(),
            new LockRoutes(publishingAccess).routes(),
            new RuleRoutes(provenanceRuleChange).routes(),
            new HeldRoutes(holding).routes()));
  }

  private List<Route<Action, Caller>> people() {
    var staging =
        new StagedReview(
            registry.db,
            registry.packages,
            registry.blobs,
            registry.gate,
            registry.changes,
            registry.versionRelease);
    return all(
        Stream.of(
            new StageRoutes(staging).routes(),
            new DistTagRoutes(new DistTags(registry.changes, registry.gate, registry.packages))
                .routes(),
            new AccessRoutes(
                    new VisibilityChange(registry.changes, registry.packages), publishingAccess)
                .routes(),
            new SignInRoutes(sessions()).routes(),
            new AbsentRoutes().routes()));
  }

  private List<Route<Action, Caller>> observers() {
    return all(
        Stream.of(
            new EventRoutes(eventQueries).routes(),
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
