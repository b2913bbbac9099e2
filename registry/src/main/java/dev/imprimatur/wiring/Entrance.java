package dev.imprimatur.wiring;

import dev.imprimatur.config.Config;
import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.http.ClientAddresses;
import dev.imprimatur.http.HttpServer;
import dev.imprimatur.http.LongBodies;
import dev.imprimatur.http.RequestQuotas;
import dev.imprimatur.http.Route;
import dev.imprimatur.http.Router;
import dev.imprimatur.install.PublicReads;
import dev.imprimatur.install.TarballReply;
import dev.imprimatur.limits.Limits;
import dev.imprimatur.pages.PageModels;
import dev.imprimatur.pages.PageRoutes;
import dev.imprimatur.problem.Catalogue;
import java.io.IOException;
import java.util.List;

/** The port of a registry with all that answers behind it. */
record Entrance(Registry registry, Config config) {

  HttpServer open() throws IOException {
    var world = registry.world;
    var limits = registry.limits;
    var url = registry.publicUrl;
    var keys = Ahead.of(world.threads(), this::openKeys);
    var pages = pages();
    var router =
        new Router<>(
            registry.useCases.routes(pages),
            registry.gate,
            url.basePath(),
            longBodies(limits),
            new RequestQuotas(limits.budgets().quotas(), world.nanoTime()));
    var parts =
        new HttpServer.Parts(
            registry.ids,
            pages,
            url,
            world.threads(),
            world.nanoTime(),
            limits.requests(),
            new ClientAddresses(config.proxies()));
    var tarballs = new TarballReply(registry.blobs, registry.tarballs);
    var lane = new PublicReads(registry.packumentCache, tarballs, url);
    keys.get();
    return HttpServer.open(config.listen(), parts, lane, router);
  }

  private boolean openKeys() {
    registry.signatures.keys().open(registry.db);
    return true;
  }

  /** Returns every address that is answered. */
  List<Route<Action, Caller>> routes() {
    return registry.useCases.routes(pages());
  }

  private PageRoutes pages() {
    return new PageRoutes(
        new PageModels(
            registry.db,
            registry.packages,
            registry.world.providers(),
            registry.workers,
            registry.limits.budgets().packuments().pageBytesMax()),
        Catalogue.read(),
        registry.publicUrl);
  }

  private static LongBodies longBodies(Limits limits) {
    var threads = Thread.ofPlatform().daemon().name("body-", 0).factory();
    return new LongBodies(threads, limits.uploads().atOnce());
  }
}
