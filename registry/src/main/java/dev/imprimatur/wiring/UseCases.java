package dev.imprimatur.wiring;

import dev.imprimatur.entrust.Deciding;
import dev.imprimatur.entrust.DecisionRoutes;
import dev.imprimatur.entrust.FutureOwner;
import dev.imprimatur.entrust.Giving;
import dev.imprimatur.entrust.GivingRoutes;
import dev.imprimatur.entrust.IdLookup;
import dev.imprimatur.entrust.IssuerKeeping;
import dev.imprimatur.entrust.IssuerRoutes;
import dev.imprimatur.entrust.Membership;
import dev.imprimatur.entrust.Mending;
import dev.imprimatur.entrust.MendingRoutes;
import dev.imprimatur.entrust.PlanRoutes;
import dev.imprimatur.entrust.Planning;
import dev.imprimatur.entrust.TrustJson;
import dev.imprimatur.entrust.TrustKeeping;
import dev.imprimatur.entrust.TrustRoutes;
import dev.imprimatur.entrust.VisiblePublishers;
import dev.imprimatur.exchange.Exchange;
import dev.imprimatur.exchange.ExchangeRoutes;
import dev.imprimatur.exchange.ExchangeTransaction;
import dev.imprimatur.exchange.Explaining;
import dev.imprimatur.exchange.JobTokens;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.gate.Demand;
import dev.imprimatur.http.Route;
import dev.imprimatur.install.InstallRoutes;
import dev.imprimatur.install.KeyList;
import dev.imprimatur.install.Reading;
import dev.imprimatur.install.TarballReply;
import dev.imprimatur.manage.AbsentRoutes;
import dev.imprimatur.manage.AccessRoutes;
import dev.imprimatur.manage.Accounts;
import dev.imprimatur.manage.DistTagRoutes;
import dev.imprimatur.manage.HeldRoutes;
import dev.imprimatur.manage.Holding;
import dev.imprimatur.manage.KeyRotation;
import dev.imprimatur.manage.LockRoutes;
import dev.imprimatur.manage.Locking;
import dev.imprimatur.manage.Opening;
import dev.imprimatur.manage.RootRoutes;
import dev.imprimatur.manage.RuleRoutes;
import dev.imprimatur.manage.Ruling;
import dev.imprimatur.manage.SignInRoutes;
import dev.imprimatur.manage.SigningIn;
import dev.imprimatur.manage.StageRoutes;
import dev.imprimatur.manage.Staging;
import dev.imprimatur.manage.Tagging;
import dev.imprimatur.notify.EventReading;
import dev.imprimatur.notify.EventRoutes;
import dev.imprimatur.notify.MessageSender;
import dev.imprimatur.notify.Messenger;
import dev.imprimatur.notify.Telling;
import dev.imprimatur.notify.WebhookKeeping;
import dev.imprimatur.notify.WebhookRoutes;
import dev.imprimatur.pages.PageRoutes;
import dev.imprimatur.publish.Facts;
import dev.imprimatur.publish.HeldVersions;
import dev.imprimatur.publish.PublishRoutes;
import dev.imprimatur.publish.Publishing;
import java.util.List;
import java.util.stream.Stream;

/**
 * The use cases of the registry, for its visitors and for the operator's commands. Those that
 * nothing but requests come to are built when the port is opened.
 */
public final class UseCases {
  private final Registry house;

  public final IdLookup lookup;
  final FutureOwner futureOwner;
  public final VisiblePublishers visiblePublishers;
  public final TrustKeeping trustKeeping;
  public final Planning planning;
  public final Mending mending;
  public final Deciding deciding;
  public final Giving giving;
  public final IssuerKeeping issuerKeeping;
  public final Locking locking;
  public final Membership membership;
  public final Ruling ruling;
  public final Holding holding;
  public final Accounts accounts;
  public final KeyRotation keyRotation;
  public final Explaining explaining;
  public final EventReading eventReading;
  final Messenger messenger;
  public final WebhookKeeping webhookKeeping;

  UseCases(Registry house) {
    this.house = house;
    var db = house.db;
    var people = house.people;
    var packages = house.packages;
    var publishers = house.trust.publishers();
    var issuers = house.issuers;
    var trust = house.trust;
    var changes = house.changes;
    var clock = house.world.clock();

    lookup = new IdLookup(house.outbound);
    futureOwner =
        new FutureOwner(
            packages, people.users(), people.organizations(), people.owners(), publishers);
    visiblePublishers = new VisiblePublishers(db, publishers, futureOwner);
    trustKeeping = trustKeeping(house, futureOwner);
    planning = new Planning(publishers, futureOwner, changes, trustKeeping);
    mending = mending(house, futureOwner, trustKeeping);
    deciding = new Deciding(db, publishers, trust.drifts(), issuers, people.tokens(), changes);
    giving = new Giving(packages, people, house.notices, changes, trustKeeping);
    membership = new Membership(people.users(), people.organizations(), changes, trustKeeping);
    issuerKeeping = new IssuerKeeping(db, issuers, publishers, changes);
    locking = new Locking(db, trust.locks(), people.owners(), people.tokens(), changes, clock);
    ruling = new Ruling(db, packages.provenanceRules(), changes, clock);
    holding = new Holding(db, changes, packages, house.showing);
    accounts = new Accounts(people.users(), people.tokens(), changes);
    keyRotation = new KeyRotation(house.signatures.keys(), changes);
    explaining = new Explaining(db, house.issuers, house.trust.judging());
    eventReading = new EventReading(db, house.auditLog, people.owners());
    messenger = messenger(house);
    webhookKeeping =
        new WebhookKeeping(
            db, house.notices, people.organizations(), changes, messenger, house.ids);
  }

  private static TrustKeeping trustKeeping(Registry house, FutureOwner futureOwner) {
    var trust = house.trust;
    return new TrustKeeping(
        trust.publishers(),
        trust.drifts(),
        trust.releases(),
        house.issuers,
        house.people.tokens(),
        house.standing,
        futureOwner,
        house.changes);
  }

  private static Mending mending(Registry house, FutureOwner futureOwner, TrustKeeping keeping) {
    return new Mending(
        house.auditLog,
        house.trust.publishers(),
        house.trust.judging(),
        house.issuers,
        futureOwner,
        house.changes,
        keeping);
  }

  private static Messenger messenger(Registry house) {
    var people = house.people;
    var telling =
        new Telling(
            house.db,
            house.auditLog,
            house.audit,
            house.notices,
            people,
            house.trust.publishers(),
            house.mailer.isPresent());
    var sender =
        new MessageSender(
            house.db,
            house.auditLog,
            people.users(),
            house.toWebhooks,
            house.mailer,
            house.world.clock(),
            house.publicUrl,
            house.limits.notices());
    return new Messenger(
        house.db,
        house.notices,
        house.audit,
        people,
        telling,
        sender,
        house.world.threads(),
        house.limits.notices().atOnce());
  }

  /** Every address that a program may ask, and at the end those that show pages. */
  List<Route<Demand, Caller>> routes(PageRoutes pages) {
    return all(Stream.of(jobs(), owners(), people(), witnesses(), pages.routes(), readers()));
  }

  private List<Route<Demand, Caller>> jobs() {
    return all(
        Stream.of(
            exchangeRoutes().routes(),
            new PublishRoutes(publishing(), house.publicUrl, house.limits.uploads()).routes()));
  }

  private Publishing publishing() {
    var limits = house.limits.publishers();
    var held = new HeldVersions(house.packages, house.ids, house.world.clock(), limits);
    var facts =
        new Facts(
            house.packages,
            house.people,
            house.trust,
            house.audit,
            house.gate,
            house.showing,
            held,
            limits.burstWindow());
    return new Publishing(
        house.db,
        house.blobs,
        house.shelf,
        facts,
        house.roots,
        house.workers,
        house.limits.uploads());
  }

  private ExchangeRoutes exchangeRoutes() {
    var judging = house.trust.judging();
    var tokens = house.people.tokens();
    var transaction =
        new ExchangeTransaction(house.db, house.issuers, house.trust, house.packages, house.audit);
    return new ExchangeRoutes(
        new Exchange(
            transaction, house.db, judging, house.standing, house.packages, tokens, house.audit),
        new JobTokens(transaction, judging, house.standing, tokens, house.audit),
        explaining);
  }

  private List<Route<Demand, Caller>> owners() {
    var trustJson = new TrustJson(house.issuers);
    int bodyBytesMax = house.limits.requests().bodyBytesMax();
    return all(
        Stream.of(
            new TrustRoutes(trustKeeping, visiblePublishers, trustJson, lookup, bodyBytesMax)
                .routes(),
            new PlanRoutes(planning, trustJson, lookup).routes(),
            new DecisionRoutes(deciding).routes(),
            new MendingRoutes(mending, trustJson).routes(),
            new GivingRoutes(giving).routes(),
            new IssuerRoutes(issuerKeeping, house.world.clock(), bodyBytesMax).routes(),
            new RootRoutes(house.roots, house.world.clock()).routes(),
            new LockRoutes(locking).routes(),
            new RuleRoutes(ruling).routes(),
            new HeldRoutes(holding).routes()));
  }

  private List<Route<Demand, Caller>> people() {
    var staging =
        new Staging(
            house.db, house.packages, house.blobs, house.gate, house.changes, house.showing);
    return all(
        Stream.of(
            new StageRoutes(staging).routes(),
            new DistTagRoutes(new Tagging(house.changes, house.gate, house.packages)).routes(),
            new AccessRoutes(new Opening(house.changes, house.packages), locking).routes(),
            new SignInRoutes(new SigningIn(house.db, house.people, house.audit)).routes(),
            new AbsentRoutes().routes()));
  }

  private List<Route<Demand, Caller>> witnesses() {
    return all(
        Stream.of(
            new EventRoutes(eventReading).routes(),
            new WebhookRoutes(webhookKeeping, house.limits.requests().bodyBytesMax()).routes()));
  }

  private List<Route<Demand, Caller>> readers() {
    var tarballs = new TarballReply(house.blobs, house.tarballs);
    var reading =
        new Reading(
            house.db, house.packages, house.signatures, house.shelf, tarballs, house.workers);
    var keys = new KeyList(house.db, house.signatures);
    return new InstallRoutes(reading, keys, house.publicUrl).routes();
  }

  private static List<Route<Demand, Caller>> all(Stream<List<Route<Demand, Caller>>> routes) {
    return routes.flatMap(List::stream).toList();
  }
}
