package dev.imprimatur.install;

import dev.imprimatur.cache.EncodedPackument;
import dev.imprimatur.cache.PackumentCache;
import dev.imprimatur.gate.Gate;
import dev.imprimatur.http.FastPath;
import dev.imprimatur.http.Method;
import dev.imprimatur.http.PathPattern;
import dev.imprimatur.http.PublicUrl;
import dev.imprimatur.http.Reply;
import dev.imprimatur.http.Request;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.problem.ProblemException;
import java.util.Map;
import java.util.Optional;

/**
 * The answers about public packages that are cached, which is what a registry does all day. It
 * looks into memory and nowhere else; anything that it is not sure of goes the ordinary way,
 * through the gate.
 */
public final class PublicReads implements FastPath {
  private static final PathPattern PACKUMENT = PathPattern.of("/{package}");
  private static final PathPattern TARBALL = PathPattern.of("/{package}/-/{file}");

  private final PackumentCache packumentCache;
  private final TarballReply tarballs;
  private final PublicUrl publicUrl;

  public PublicReads(PackumentCache packumentCache, TarballReply tarballs, PublicUrl publicUrl) {
    this.packumentCache = packumentCache;
    this.tarballs = tarballs;
    this.publicUrl = publicUrl;
  }

  @Override
  public Optional<Reply> answer(Request request) {
    var base = publicUrl.basePath();
    var path = request.rawPath();
    if (!request.is(Method.GET) || request.prefersHtml() || !path.startsWith(base + "/")) {
      return Optional.empty();
    }
    try {
      return answer(request, path.substring(base.length()));
    } catch (ProblemException notAName) {
      return Optional.empty();
    }
  }

  private Optional<Reply> answer(Request request, String path) {
    var packument = PACKUMENT.match(path);
    if (packument.isPresent()) {
      return fresh(packument.get(), PACKUMENT, request)
          .map(ready -> PackumentReply.of(request, ready));
    }
    return TARBALL
        .match(path)
        .flatMap(parameters ->
            fresh(parameters, TARBALL, request)
                .flatMap(ready -> tarballs.fresh(ready, parameters.getOrDefault("file", ""))));
  }

  private Optional<EncodedPackument> fresh(
      Map<String, String> parameters, PathPattern route, Request request) {
    var name = new PackageName(parameters.getOrDefault("package", ""));
    var ready =
        packumentCache
            .fresh(name, publicUrl.seenBy(request))
            .filter(item -> Gate.anyoneMayRead(item.visibility()));
    ready.ifPresent(item -> {
      request.note("route", route.toString());
      request.note("package.name", name.value());
      request.note("caller.kind", "anyone");
    });
    return ready;
  }
}
