package dev.imprimatur.main;

import dev.imprimatur.access.Organizations;
import dev.imprimatur.access.Owners;
import dev.imprimatur.access.People;
import dev.imprimatur.access.Tokens;
import dev.imprimatur.access.Users;
import dev.imprimatur.audit.Audit;
import dev.imprimatur.audit.AuditLog;
import dev.imprimatur.blobs.Blobs;
import dev.imprimatur.builds.RootFolder;
import dev.imprimatur.change.Attesting;
import dev.imprimatur.change.BlobCollector;
import dev.imprimatur.change.Change;
import dev.imprimatur.change.Completing;
import dev.imprimatur.change.Rechecking;
import dev.imprimatur.change.Showing;
import dev.imprimatur.config.BadConfigException;
import dev.imprimatur.config.Config;
import dev.imprimatur.db.Database;
import dev.imprimatur.db.DatabaseUnusableException;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.gate.Demand;
import dev.imprimatur.gate.Gate;
import dev.imprimatur.gate.Owned;
import dev.imprimatur.gate.Standing;
import dev.imprimatur.http.HttpServer;
import dev.imprimatur.http.PublicUrl;
import dev.imprimatur.http.Route;
import dev.imprimatur.http.Router;
import dev.imprimatur.ids.Ids;
import dev.imprimatur.install.PublicLane;
import dev.imprimatur.install.TarballReply;
import dev.imprimatur.issuers.Issuers;
import dev.imprimatur.limits.Limits;
import dev.imprimatur.mail.Mailer;
import dev.imprimatur.notices.Notices;
import dev.imprimatur.outbound.Outbound;
import dev.imprimatur.packages.Packages;
import dev.imprimatur.pages.PageRoutes;
import dev.imprimatur.pages.Viewing;
import dev.imprimatur.problem.Catalogue;
import dev.imprimatur.problem.OutageLog;
import dev.imprimatur.provenance.MalformedRootException;
import dev.imprimatur.secret.OwnFiles;
import dev.imprimatur.shelf.Shelf;
import dev.imprimatur.shelf.Tarballs;
import dev.imprimatur.signatures.Signatures;
import dev.imprimatur.signatures.TransparencyLog;
import dev.imprimatur.trust.Trust;
import dev.imprimatur.workers.WorkerPool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All rooms of the registry, built by hand from the ground up. Read top to bottom, it is the plan.
 */
public final class Registry implements AutoCloseable {
  private final Config config;

  final World world;
  final Limits limits;
  final PublicUrl publicUrl;
  final Ids ids;

  final Database db;
  final Blobs blobs;
  final WorkerPool workers;
  final RootFolder roots;
  final Packages packages;
  final Signatures signatures;
  final People people;
  final Issuers issuers;
  final Trust trust;
  final Audit audit;
  final AuditLog auditLog = new AuditLog();
  final Notices notices;
  final Outbound outbound;

  /** Apart from the other, as owners choose whom it talks to, and how slow those are. */
  final Outbound toWebhooks;

  /** Empty if nobody gets mails. */
  final Optional<Mailer> mailer;

  final Gate gate;
  final Shelf shelf;
  final Tarballs tarballs;
  final Standing standing;
  final Rechecking rechecking;
  final Change change;
  final Showing showing;
  final Completing completing;
  final Attesting attesting;
  final BlobCollector collector;
  final Counters counters;

  Registry(Config config, Limits limits, World world) {
    this.config = config;
    this.limits = limits;
    this.world = world;
    var clock = world.clock();
    var random = world.random();

    // Ground.
    ids = new Ids(clock, random);

    // Tools.
    publicUrl = publicUrl(config);
    makePrivate(config.data());
    db = database(config, world);
    blobs = blobs(config.data(), ids, world);
    workers = workers(limits);
    outbound = new Outbound(world.resolver(), config.proxy());
    toWebhooks = new Outbound(world.resolver(), config.proxy());
    mailer = config.mail().map(server -> new Mailer(server, config.host(), clock, limits.mail()));

    // Engine.
    roots = roots(config, clock);

    // Ledgers.
    packages = new Packages(clock, limits);
    signatures = signatures(config, world, outbound);
    people = people();
    issuers = issuers();
    trust = new Trust(clock, ids, limits, new Owned(people.owners()), world.providers());
    audit = new Audit(clock, ids);
    notices = Notices.of(clock, ids, random, limits.notices());

    // Landing.
    standing = new Standing(trust.publishers(), issuers, people.owners(), trust.locks());
    gate = new Gate(db, new Gate.Ledgers(people, packages, trust.locks()), standing);
    shelf = shelf();
    tarballs = new Tarballs(limits.requests().readyTarballBytesMax());
    rechecking = new Rechecking(db, roots, new Rechecking.Ledgers(packages, signatures, audit));
    change = new Change(db, gate, audit, shelf);
    showing = new Showing(packages, signatures, clock, publicUrl.toString());
    completing = new Completing(db, packages, signatures, shelf);
    collector = new BlobCollector(db, blobs, packages, clock);
    attesting =
        new Attesting(
            new Attesting.Parts(db, packages, signatures.attestations(), roots, shelf, clock));

    counters = new Counters(this);
  }

  private static Signatures signatures(Config config, World world, Outbound outbound) {
    var log = config.transparencyLog().map(address -> new TransparencyLog(outbound, address));
    return new Signatures(config.signingKey(), world.secureRandom(), world.clock(), log);
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

  private Shelf shelf() {
    return new Shelf(
        db,
        packages,
        people.owners(),
        signatures,
        workers,
        world.nanoTime(),
        limits.requests().readyBytesMax());
  }

  private People people() {
    var organizations = new Organizations(world.clock());
    return new People(
        new Users(world.clock(), world.random(), workers, limits.people()),
        new Tokens(world.clock(), ids, world.random(), limits),
        organizations,
        new Owners(organizations));
  }

  /** Opens the port, once it is sure that what is published can be signed. */
  HttpServer open() throws IOException {
    signatures.keys().open(db);
    var pages = pages();
    var router = new Router<>(counters.routes(pages), gate, publicUrl.basePath());
    var parts =
        new HttpServer.Parts(
            ids, pages, publicUrl, world.threads(), world.nanoTime(), limits.requests());
    var lane = new PublicLane(shelf, new TarballReply(blobs, tarballs), publicUrl);
    return HttpServer.open(config.listen(), parts, lane, router);
  }

  /** Every address that is answered. */
  List<Route<Demand, Caller>> routes() {
    return counters.routes(pages());
  }

  private PageRoutes pages() {
    return new PageRoutes(
        new Viewing(
            db, packages, world.providers(), workers, limits.budgets().packuments().pageBytesMax()),
        Catalogue.read(),
        publicUrl);
  }

  private static PublicUrl publicUrl(Config config) {
    return config
        .publicUrl()
        .map(PublicUrl::configured)
        .orElseGet(() -> PublicUrl.thisMachine(config.listen().getPort()));
  }

  /** Roots that cannot be read stop the start: a registry that trusts nobody refuses everything. */
  static RootFolder roots(Config config, InstantSource clock) {
    try {
      return new RootFolder(config.trustRoots(), clock);
    } catch (MalformedRootException e) {
      throw new BadConfigException(
          "trustRoots: %s. Mend the file, or take it out of the folder.".formatted(e.why()));
    }
  }

  private static Database database(Config config, World world) {
    try {
      return config
          .database()
          .map(url -> Database.postgres(url, world.nanoTime()))
          .orElseGet(() ->
              Database.sqlite(
                  config.data().resolve("imprimatur.db"),
                  Thread.ofPlatform().daemon().name("database-writer").factory(),
                  world.nanoTime()));
    } catch (DatabaseUnusableException e) {
      throw new BadConfigException(e.what());
    }
  }

  private static WorkerPool workers(Limits limits) {
    var threads = Thread.ofPlatform().daemon().name("worker-", 0).factory();
    return new WorkerPool(threads, limits.budgets().workers());
  }

  private static Blobs blobs(Path data, Ids ids, World world) {
    try {
      return new Blobs(data.resolve("blobs"), ids, world.nanoTime());
    } catch (UncheckedIOException e) {
      throw unusable(data, e);
    }
  }

  private static BadConfigException unusable(Path data, Exception why) {
    return new BadConfigException(
        "The data folder %s cannot be used (%s). Make it a folder that is yours to write."
            .formatted(data, OutageLog.cause(why)));
  }

  /** Where clients find it; the port is the one that was opened, if any free one was wanted. */
  String publicUrl(int port) {
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

  /** A folder that was made by somebody else stays as it is; what we put into it is ours alone. */
  private static void makePrivate(Path folder) {
    try {
      if (Files.notExists(folder)) {
        OwnFiles.makeFolder(folder);
      }
    } catch (IOException e) {
      throw unusable(folder, e);
    }
  }
}
