package dev.imprimatur.wiring;

import dev.imprimatur.access.AccountLinks;
import dev.imprimatur.access.Collaborators;
import dev.imprimatur.access.Invitations;
import dev.imprimatur.access.Organizations;
import dev.imprimatur.access.Owners;
import dev.imprimatur.access.PackageRights;
import dev.imprimatur.access.Registration;
import dev.imprimatur.access.TeamGrants;
import dev.imprimatur.access.Teams;
import dev.imprimatur.access.Users;
import dev.imprimatur.audit.Audit;
import dev.imprimatur.audit.AuditLog;
import dev.imprimatur.blobs.Blobs;
import dev.imprimatur.cache.PackumentCache;
import dev.imprimatur.cache.TarballCache;
import dev.imprimatur.change.AttestationRecheck;
import dev.imprimatur.change.BlobCollector;
import dev.imprimatur.change.Changes;
import dev.imprimatur.change.Maintenance;
import dev.imprimatur.change.PublishAttester;
import dev.imprimatur.change.SignatureBackfill;
import dev.imprimatur.change.VersionRelease;
import dev.imprimatur.config.Config;
import dev.imprimatur.db.Database;
import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.gate.Gate;
import dev.imprimatur.gate.Owned;
import dev.imprimatur.gate.PublisherStatus;
import dev.imprimatur.gate.SecondFactorRules;
import dev.imprimatur.http.ClientAddresses;
import dev.imprimatur.http.HttpServer;
import dev.imprimatur.http.PublicUrl;
import dev.imprimatur.http.RequestQuotas;
import dev.imprimatur.http.Route;
import dev.imprimatur.http.Router;
import dev.imprimatur.identities.OutsideIdentities;
import dev.imprimatur.ids.Ids;
import dev.imprimatur.install.PublicReads;
import dev.imprimatur.install.TarballReply;
import dev.imprimatur.issuers.Issuers;
import dev.imprimatur.limits.Limits;
import dev.imprimatur.mail.Mailer;
import dev.imprimatur.outbound.Outbound;
import dev.imprimatur.outbox.Notices;
import dev.imprimatur.packages.Packages;
import dev.imprimatur.pages.PageModels;
import dev.imprimatur.pages.PageRoutes;
import dev.imprimatur.problem.Catalogue;
import dev.imprimatur.provenancepolicy.RootFolder;
import dev.imprimatur.searchindex.SearchIndex;
import dev.imprimatur.secondfactor.Challenges;
import dev.imprimatur.secondfactor.SecondFactors;
import dev.imprimatur.signatures.Signatures;
import dev.imprimatur.sso.SignOnPolicy;
import dev.imprimatur.tokens.People;
import dev.imprimatur.tokens.Seals;
import dev.imprimatur.tokens.Tokens;
import dev.imprimatur.trust.Trust;
import dev.imprimatur.workers.WorkerPool;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All rooms of the registry, built by hand from the ground up. Read from top to bottom, it is the
 * plan.
 */
public final class Registry implements AutoCloseable {
  final Config config;

  final Environment world;
  final Limits limits;
  public final PublicUrl publicUrl;
  final Ids ids;

  public final Database db;
  final Blobs blobs;
  final WorkerPool workers;
  final RootFolder roots;
  final Packages packages;
  public final Signatures signatures;
  public final People people;
  final Seals seals;
  public final Issuers issuers;
  final Trust trust;
  final Audit audit;
  public final AuditLog auditLog = new AuditLog();
  final Challenges challenges;
  public final SecondFactors secondFactors;
  final OutsideIdentities identities = OutsideIdentities.open();
  final Notices notices;
  final Outbound outbound;

  /**
   * The client for webhooks, a separate one, as owners choose whom it talks to, and how slow those
   * are.
   */
  final Outbound toWebhooks;

  /** The sender of mails; empty if nobody gets any. */
  final Optional<Mailer> mailer;

  final Gate gate;
  final PackumentCache packumentCache;
  final TarballCache tarballs;
  final PublisherStatus publisherStatus;
  public final AttestationRecheck attestationRecheck;
  final SearchIndex searchIndex;
  final Changes changes;
  final Maintenance maintenance;
  final VersionRelease versionRelease;
  final SignatureBackfill signatureBackfill;
  final PublishAttester publishAttester;
  final BlobCollector collector;
  public final UseCases useCases;

  public Registry(Config config, Limits limits, Environment world) {
    this.config = config;
    this.limits = limits;
    this.world = world;
    var clock = world.clock();

    // Ground.
    ids = new Ids(clock, world.random());

    // Tools.
    var rootsAhead = Ahead.of(world.threads(), () -> Foundation.roots(config, world));
    publicUrl = Foundation.publicUrl(config);
    Foundation.makePrivate(config.data());
    db = Foundation.database(config, world);
    blobs = Foundation.blobs(config.data(), ids, world);
    workers = Foundation.workers(limits);
    outbound = Foundation.outbound(config, world);
    toWebhooks = Foundation.outbound(config, world);
    mailer = config.mail().map(server -> new Mailer(server, config.host(), clock, limits.mail()));
    roots = rootsAhead.get();

    // Domain.
    packages = new Packages(clock, limits, config.nameRules());
    signatures = Foundation.signatures(config, world, outbound);
    people = people();
    seals = new Seals(clock, world.random());
    issuers = issuers();
    trust = new Trust(clock, ids, limits, new Owned(people.owners()), world.providers());
    audit = new Audit(clock, ids);
    challenges = new Challenges(clock, ids, world.random(), limits.people());
    secondFactors = secondFactors();
    notices = Notices.of(clock, ids, world.random(), limits.notices());

    // Authorisation.
    publisherStatus = publisherStatus();
    gate = gate();
    packumentCache = packumentCache();
    tarballs = new TarballCache(limits.requests().readyTarballBytesMax());
    searchIndex = new SearchIndex(packages, people.owners());
    changes = new Changes(db, gate, audit, packumentCache, searchIndex);
    maintenance = new Maintenance(changes, new Caller.Registry());
    attestationRecheck = new AttestationRecheck(db, roots, packages, signatures, changes);
    versionRelease = new VersionRelease(packages, signatures, clock, publicUrl.toString());
    signatureBackfill = new SignatureBackfill(db, packages, signatures, maintenance);
    collector = new BlobCollector(db, blobs, packages, clock);
    publishAttester = publishAttester();

    useCases = new UseCases(this);
  }

  /** Returns how people get an account. */
  Registration registration() {
    return config.people().registration();
  }

  /** The ways in which people sign in. */
  SignOnPolicy signOn() {
    return config.people().signOn();
  }

  /** Returns whether a first sign-in by a provider makes an account. */
  boolean makesAccountsBySignIn() {
    return config.people().registration().bySignIn();
  }

  private PublisherStatus publisherStatus() {
    return new PublisherStatus(trust.publishers(), issuers, people.owners(), trust.locks());
  }

  private PublishAttester publishAttester() {
    return new PublishAttester(
        db, packages, signatures.attestations(), roots, maintenance, world.clock());
  }

  private SecondFactors secondFactors() {
    return new SecondFactors(
        world.clock(),
        world.random(),
        people.users(),
        people.organizations(),
        audit,
        challenges,
        limits.people(),
        config.host());
  }

  private Gate gate() {
    var rules =
        new SecondFactorRules(db, secondFactors, config.people().secondFactor(), world.clock());
    return new Gate(db, people, packages, trust.locks(), publisherStatus, rules, world.clock());
  }

  private Issuers issuers() {
    return new Issuers(
        new Issuers.Policy(config.issuers(), audiences(), world.providers()),
        db,
        outbound,
        world.clock(),
        world.nanoTime(),
        limits.trust());
  }

  private PackumentCache packumentCache() {
    return new PackumentCache(
        db,
        packages,
        people.owners(),
        signatures,
        workers,
        world.nanoTime(),
        limits.requests().readyBytesMax());
  }

  private People people() {
    var teams = new Teams();
    var grants = new TeamGrants();
    var collaborators = new Collaborators();
    var organizations =
        new Organizations(world.clock(), teams, (tx, user) -> secondFactors.has(tx, user));
    var owners = new Owners(organizations, grants, collaborators);
    return new People(
        new Users(world.clock(), world.random(), workers, limits.people(), config.host()),
        new Tokens(world.clock(), ids, world.random(), limits),
        organizations,
        owners,
        new PackageRights(organizations, owners, grants, collaborators),
        teams,
        grants,
        collaborators,
        new Invitations(world.clock(), ids, limits.people().organizations()),
        new AccountLinks(world.clock(), ids, world.random()));
  }

  /** Opens the port, after making sure that what is published can be signed. */
  public HttpServer open() throws IOException {
    var keys = Ahead.of(world.threads(), this::openKeys);
    var pages = pages();
    var router =
        new Router<>(
            useCases.routes(pages),
            gate,
            publicUrl.basePath(),
            Foundation.longBodies(limits),
            new RequestQuotas(limits.budgets().quotas(), world.nanoTime()));
    var parts =
        new HttpServer.Parts(
            ids,
            pages,
            publicUrl,
            world.threads(),
            world.nanoTime(),
            limits.requests(),
            new ClientAddresses(config.proxies()));
    var lane = new PublicReads(packumentCache, new TarballReply(blobs, tarballs), publicUrl);
    keys.get();
    return HttpServer.open(config.listen(), parts, lane, router);
  }

  /** Starts the background workers, each in a thread of its own. */
  public void startWorkers() {
    world.threads().newThread(new Housekeeping(this, world)).start();
    world.threads().newThread(new NoticeWorker(useCases.dispatcher)).start();
    if (config.transparencyLog().isPresent()) {
      world.threads().newThread(new AttestationWorker(publishAttester)).start();
    }
  }

  private boolean openKeys() {
    signatures.keys().open(db);
    seals.open(db);
    return true;
  }

  /** Returns every address that is answered. */
  List<Route<Action, Caller>> routes() {
    return useCases.routes(pages());
  }

  private PageRoutes pages() {
    return new PageRoutes(
        new PageModels(
            db,
            packages,
            world.providers(),
            gate,
            workers,
            limits.budgets().packuments().pageBytesMax()),
        Catalogue.read(),
        publicUrl);
  }

  /**
   * Returns the address at which clients find it; the port is the one that was opened, if any free
   * one was asked for.
   */
  public String publicUrl(int port) {
    return config.publicUrl().isPresent() ? publicUrl.toString() : "http://localhost:" + port;
  }

  @Override
  public void close() {
    outbound.close();
    toWebhooks.close();
    db.close();
  }

  private List<String> audiences() {
    return Stream.concat(publicUrl.audiences().stream(), config.audiences().stream()).toList();
  }
}
