package dev.imprimatur.wiring;

import dev.imprimatur.blobs.Blobs;
import dev.imprimatur.config.BadConfigException;
import dev.imprimatur.config.Config;
import dev.imprimatur.db.Database;
import dev.imprimatur.db.DatabaseUnusableException;
import dev.imprimatur.http.LongBodies;
import dev.imprimatur.http.PublicUrl;
import dev.imprimatur.ids.Ids;
import dev.imprimatur.limits.Limits;
import dev.imprimatur.outbound.Outbound;
import dev.imprimatur.problem.OutageLog;
import dev.imprimatur.provenancepolicy.RootFolder;
import dev.imprimatur.secret.OwnFiles;
import dev.imprimatur.signatures.Signatures;
import dev.imprimatur.signatures.TransparencyLog;
import dev.imprimatur.sigstore.MalformedRootException;
import dev.imprimatur.workers.WorkerPool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The parts of a registry that its configuration alone decides about, and none of its rooms. */
public final class Foundation {
  private Foundation() {}

  static Outbound outbound(Config config, Environment world) {
    var proxy = config.proxy();
    return proxy.isPresent()
        ? new Outbound(world.resolver(), proxy.get())
        : new Outbound(world.resolver());
  }

  static Signatures signatures(Config config, Environment world, Outbound outbound) {
    var key = config.signingKey();
    var log = config.transparencyLog().map(address -> new TransparencyLog(outbound, address));
    return log.isPresent()
        ? new Signatures(key, world.secureRandom(), world.clock(), log.get())
        : new Signatures(key, world.secureRandom(), world.clock());
  }

  static PublicUrl publicUrl(Config config) {
    return config
        .publicUrl()
        .map(PublicUrl::configured)
        .orElseGet(() -> PublicUrl.thisMachine(config.listen().getPort()));
  }

  /**
   * Reads the roots; the start fails if they cannot be read, as a registry that trusts nobody
   * refuses everything.
   */
  public static RootFolder roots(Config config, Environment world) {
    try {
      var providers = world.providers().all();
      return config
          .trustRoots()
          .map(folder -> new RootFolder(folder, providers, world.clock()))
          .orElseGet(() -> new RootFolder(providers, world.clock()));
    } catch (MalformedRootException e) {
      throw new BadConfigException(
          "trustRoots: %s. Mend the file, or take it out of the folder.".formatted(e.why()));
    }
  }

  static Database database(Config config, Environment world) {
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

  static LongBodies longBodies(Limits limits) {
    var threads = Thread.ofPlatform().daemon().name("body-", 0).factory();
    return new LongBodies(threads, limits.uploads().atOnce());
  }

  static WorkerPool workers(Limits limits) {
    var threads = Thread.ofPlatform().daemon().name("worker-", 0).factory();
    return new WorkerPool(threads, limits.budgets().workers());
  }

  static Blobs blobs(Path data, Ids ids, Environment world) {
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

  /**
   * Makes a private folder; one that somebody else made stays as it is, but only we can read what
   * we put into it.
   */
  static void makePrivate(Path folder) {
    try {
      if (Files.notExists(folder)) {
        OwnFiles.makeFolder(folder);
      }
    } catch (IOException e) {
      throw unusable(folder, e);
    }
  }
}
