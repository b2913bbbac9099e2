package dev.imprimatur.main;

import dev.imprimatur.entrust.Deciding;
import dev.imprimatur.entrust.DecisionRoutes;
import dev.imprimatur.entrust.FutureOwner;
import dev.imprimatur.entrust.Giving;
import dev.imprimatur.entrust.GivingRoutes;
import dev.imprimatur.entrust.IdLookup;
import dev.imprimatur.entrust.IssuerKeeping;
import dev.imprimatur.entrust.IssuerRoutes;
import dev.imprimatur.entrust.Mending;
import dev.imprimatur.entrust.MendingRoutes;
import dev.imprimatur.entrust.PlanRoutes;
import dev.imprimatur.entrust.Planning;
import dev.imprimatur.entrust.TrustJson;
import dev.imprimatur.entrust.TrustKeeping;
import dev.imprimatur.entrust.TrustRoutes;
import dev.imprimatur.exchange.Exchange;
import dev.imprimatur.exchange.ExchangeRoutes;
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
import dev.imprimatur.manage.DistTagRoutes;
import dev.imprimatur.manage.HeldRoutes;
import dev.imprimatur.manage.Holding;
import dev.imprimatur.manage.LockRoutes;
import dev.imprimatur.manage.Locking;
import dev.imprimatur.manage.Membership;
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
import dev.imprimatur.notify.Messenger;
import dev.imprimatur.notify.WebhookKeeping;
import dev.imprimatur.notify.WebhookRoutes;
import dev.imprimatur.pages.PageRoutes;
import dev.imprimatur.publish.PublishRoutes;
import dev.imprimatur.publish.Publishing;
import java.util.List;
import java.util.stream.Stream;

/**
 * What visitors do in the registry, and its operator with commands. Those counters that nothing but
 * requests come to are built when the port is opened.
 */
final class Counters {
  private final Registry house;
  private final TrustKeeping.Ledgers trustLedgers;
  private final Exchange.Ledgers exchanging;

  final IdLookup lookup;
  final FutureOwner futureOwner;
  final TrustKeeping trustKeeping;
  final Planning planning;
  final Mending mending;
  final Deciding deciding;
  final Giving giving;
  final IssuerKeeping issuerKeeping;
  final Locking locking;
  final Membership membership;
  final Ruling ruling;
  final Holding holding;
  final Explaining explaining;
  final EventReading eventReading;
  final Messenger messenger;
  final WebhookKeeping webhookKeeping;

  Counters(Registry house) {
    this.house = house;
    var db = house.db;
    var people = house.people;
    var packages = house.packages;
    var publishers = house.trust.publishers();
    var change = house.change;
    var clock = house.world.clock();

    lookup = new IdLookup(house.outbound, house.world.nanoTime());
    futureOwner = new FutureOwner(packages, people, publishers);
    trustLedgers = new TrustKeeping.Ledgers(db, house.trust, house.issuers, people.tokens());
    trustKeeping = new TrustKeeping(trustLedgers, change, house.standing, futureOwner);
    planning =
        new Planning(
            new Planning.Ledgers(db, publishers, house.audit),
            house.gate,
            trustKeeping,
            futureOwner);
    mending = mending(house, trustKeeping);
    deciding = new Deciding(trustLedgers, change, house.gate);
    giving =
        new Giving(
            new Giving.Ledgers(packages, people, publishers, house.notices), change, trustKeeping);
    issuerKeeping =
        new IssuerKeeping(new IssuerKeeping.Ledgers(db, house.issuers, publishers), change);
    locking = new Locking(new Locking.Ledgers(db, house.trust.locks(), people), change, clock);
    membership = new Membership(people);
    ruling = new Ruling(db, packages.provenanceRules(), change, clock);
    holding = new Holding(db, change, packages, house.showing);
    exchanging =
        new Exchange.Ledgers(
            db, house.issuers, house.trust, people.tokens(), packages, house.audit);
    explaining = new Explaining(exchanging);
    eventReading = new EventReading(new EventReading.Ledgers(db, house.auditLog, people.owners()));
    messenger =
        new Messenger(
            new Messenger.Ledgers(
                db, house.auditLog, house.audit, house.notices, people, publishers),
            new Messenger.World(
                house.toWebhooks, house.mailer, clock, house.world.threads(), house.publicUrl),
            house.limits.notices());
    webhookKeeping =
        new WebhookKeeping(
            new WebhookKeeping.Ledgers(db, house.notices, people.organizations()),
            change,
            messenger,
            house.ids);
  }

  private static Mending mending(Registry house, TrustKeeping keeping) {
    var ledgers = new Mending.Ledgers(house.auditLog, house.trust, house.issuers);
    return new Mending(ledgers, house.change, house.gate, keeping);
  }

  /** Every address that a program may ask, and at the end those that show pages. */
  List<Route<Demand, Caller>> routes(PageRoutes pages) {
    return all(Stream.of(jobs(), owners(), people(), witnesses(), pages.routes(), readers()));
  }

  private List<Route<Demand, Caller>> jobs() {
    var publishing =
        new Publishing(
            new Publishing.Ledgers(
                house.db, house.blobs, house.packages, house.people, house.trust, house.audit),
            new Publishing.Landing(house.gate, house.showing, house.shelf),
            new Publishing.World(
                house.world.clock(), house.ids, house.roots, house.workers, house.limits));
    return all(
        Stream.of(
            new ExchangeRoutes(
                    new Exchange(exchanging, house.standing),
                    new JobTokens(exchanging, house.standing),
                    explaining)
                .routes(),
            new PublishRoutes(publishing, house.publicUrl, house.limits.uploads()).routes()));
  }

  private List<Route<Demand, Caller>> owners() {
    var trustJson = new TrustJson(house.issuers);
    int bodyBytesMax = house.limits.requests().bodyBytesMax();
    return all(
        Stream.of(
            new TrustRoutes(trustKeeping, trustJson, lookup, bodyBytesMax).routes(),
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
            new Staging.Ledgers(house.db, house.packages, house.blobs),
            house.gate,
            house.change,
            house.showing);
    return all(
        Stream.of(
            new StageRoutes(staging).routes(),
            new DistTagRoutes(new Tagging(house.change, house.gate, house.packages)).routes(),
            new AccessRoutes(new Opening(house.change, house.packages), locking).routes(),
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
            new Reading.Ledgers(house.db, house.packages, house.signatures),
            house.shelf,
            tarballs,
            house.workers);
    var keys = new KeyList(house.db, house.signatures);
    return new InstallRoutes(reading, keys, house.publicUrl).routes();
  }

  private static List<Route<Demand, Caller>> all(Stream<List<Route<Demand, Caller>>> routes) {
    return routes.flatMap(List::stream).toList();
  }
}
