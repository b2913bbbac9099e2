package dev.imprimatur.install;

import dev.imprimatur.gate.Gate;
import dev.imprimatur.http.FastLane;
import dev.imprimatur.http.Method;
import dev.imprimatur.http.PathPattern;
import dev.imprimatur.http.PublicUrl;
import dev.imprimatur.http.Reply;
import dev.imprimatur.http.Request;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.shelf.ReadyPackument;
import dev.imprimatur.shelf.Shelf;
import java.util.Optional;

/**
 * Answers for public packages that are on the shelf, which is what a registry does all day. It
 * looks into memory and nowhere else; anything that it is not sure of goes the ordinary way, past
 * the gate.
 */
public final class PackumentLane implements FastLane {
  private static final PathPattern PACKUMENT = PathPattern.of("/{package}");

  private final Shelf shelf;
  private final PublicUrl publicUrl;

  public PackumentLane(Shelf shelf, PublicUrl publicUrl) {
    this.shelf = shelf;
    this.publicUrl = publicUrl;
  }

  @Override
  public Optional<Reply> answer(Request request) {
    if (!request.is(Method.GET) || request.prefersHtml()) {
      return Optional.empty();
    }
    return name(request.rawPath())
        .flatMap(name -> atHand(name, request))
        .map(ready -> PackumentReply.of(request, ready));
  }

  private Optional<ReadyPackument> atHand(PackageName name, Request request) {
    var ready =
        shelf
            .atHand(name, publicUrl.seenBy(request))
            .filter(item -> Gate.anyoneMayRead(item.visibility()));
    ready.ifPresent(item -> {
      request.note("route", PACKUMENT.toString());
      request.note("package.name", name.value());
      request.note("caller.kind", "anyone");
    });
    return ready;
  }

  private Optional<PackageName> name(String rawPath) {
    var base = publicUrl.basePath();
    if (!rawPath.startsWith(base + "/")) {
      return Optional.empty();
    }
    try {
      return PACKUMENT
          .match(rawPath.substring(base.length()))
          .flatMap(parameters -> Optional.ofNullable(parameters.get("package")))
          .map(PackageName::new);
    } catch (ProblemException notAName) {
      return Optional.empty();
    }
  }
}
