package dev.imprimatur.claimrules;

import dev.imprimatur.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The template of a file's address, as a provider composes it: {@code PROJECT/FOLDER/FILE@REF}.
 * Addresses are composed and compared, never taken apart: a branch may be called {@code
 * release.yml@x}, and a folder {@code a@b.yml}.
 *
 * @param before what stands before the file
 * @param refs the claims whose value may stand behind the at sign
 */
public record ReferenceTemplate(List<Part> before, List<Claim> refs) {
  private static final Pattern SERVER =
      Pattern.compile("[A-Za-z0-9.-]+(?::\\d{1,5})?(?:/[A-Za-z0-9._~%+-]+){0,20}");

  /** A part of an address. */
  public sealed interface Part {
    /** A fixed text. */
    record Literal(String text) implements Part {}

    /** The value of a claim; names are compared without case. */
    record Said(Claim claim) implements Part {}

    /**
     * The address of the CI system without its scheme: host, port and path. It follows from the
     * issuer's, unless the operator says where it is.
     */
    record Server() implements Part {}
  }

  public ReferenceTemplate {
    before = List.copyOf(before);
    refs = List.copyOf(refs);
  }

  /** The values that an address is composed from. */
  private record Source(JsonObject payload, String server) {
    static Source of(TokenPayload claims) {
      return new Source(claims.json(), claims.issuer().server());
    }
  }

  boolean is(String address, String file, TokenPayload claims) {
    return refs.stream()
        .flatMap(ref -> claims.text(ref).stream())
        .map(ref -> file + "@" + ref)
        .anyMatch(end ->
            address.endsWith(end) && beginsWith(withoutEnd(address, end), Source.of(claims)));
  }

  /** The file in an address, to tell a person; nothing is decided by it. */
  Optional<String> fileIn(String address, TokenPayload claims) {
    return fileIn(address, Source.of(claims));
  }

  /** The file in an address, by what was recorded of a token. */
  Optional<String> fileIn(String address, JsonObject recorded) {
    var server = recorded.text(IssuerTraits.SERVER).or(() -> recorded.text("iss"));
    return fileIn(address, new Source(recorded, server.orElse("")));
  }

  /**
   * The CI system in an address that is right but for that: the address differs from the issuer's
   * and from what the operator said.
   */
  Optional<String> otherServer(String address, TokenPayload claims) {
    if (before.stream().findFirst().filter(Part.Server.class::isInstance).isEmpty()) {
      return Optional.empty();
    }
    var rest = new ReferenceTemplate(before.subList(1, before.size()), refs);
    return Stream.iterate(address.indexOf('/'), at -> at > 0, at -> address.indexOf('/', at + 1))
        .filter(at -> rest.fileIn(address.substring(at), claims).isPresent())
        .map(at -> address.substring(0, at))
        .filter(server -> SERVER.matcher(server).matches())
        .findFirst();
  }

  /** The address of the CI system, as it stands in the addresses of files. */
  static String server(TokenPayload claims) {
    return withoutScheme(claims.issuer().server());
  }

  private Optional<String> fileIn(String address, Source source) {
    return refs.stream()
        .flatMap(ref -> ref.read(source.payload()).stream())
        .filter(ref -> address.endsWith("@" + ref))
        .map(ref -> withoutEnd(address, "@" + ref))
        .flatMap(rest -> afterBeginning(rest, source).stream())
        .findFirst();
  }

  private boolean beginsWith(String address, Source source) {
    return afterBeginning(address, source).filter(String::isEmpty).isPresent();
  }

  private Optional<String> afterBeginning(String address, Source source) {
    int at = 0;
    for (var part : before) {
      var wanted = text(part, source);
      if (wanted.isEmpty() || address.length() < at + wanted.get().length()) {
        return Optional.empty();
      }
      var there = address.substring(at, at + wanted.get().length());
      if (!comparison(part).same(there, wanted.get())) {
        return Optional.empty();
      }
      at += there.length();
    }
    return Optional.of(address.substring(at));
  }

  private static Comparison comparison(Part part) {
    return part instanceof Part.Literal ? Comparison.EXACT : Comparison.IGNORING_ASCII_CASE;
  }

  private static Optional<String> text(Part part, Source source) {
    return switch (part) {
      case Part.Literal(var text) -> Optional.of(text);
      case Part.Said(var claim) -> claim.read(source.payload());
      case Part.Server() ->
          Optional.of(withoutScheme(source.server())).filter(text -> !text.isEmpty());
    };
  }

  /**
   * Removes the scheme, a default port and a slash at the end, as addresses of files never have
   * them.
   */
  private static String withoutScheme(String url) {
    return url.replaceFirst("^(https://[^/]*):443(?=/|$)", "$1")
        .replaceFirst("^(http://[^/]*):80(?=/|$)", "$1")
        .replaceFirst("^https?://", "")
        .replaceFirst("/+$", "");
  }

  private static String withoutEnd(String text, String end) {
    return text.substring(0, text.length() - end.length());
  }
}
