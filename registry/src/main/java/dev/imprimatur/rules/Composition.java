package dev.imprimatur.rules;

import dev.imprimatur.json.JsonObject;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How a provider puts the address of a file together: {@code PROJECT/FOLDER/FILE@REF}. It is put
 * together from its parts and compared, never taken apart: a branch may be called {@code
 * release.yml@x}, and a folder {@code a@b.yml}.
 *
 * @param before what stands before the file
 * @param refs the claims whose value may stand behind the at sign
 */
public record Composition(List<Part> before, List<Claim> refs) {

  /** A piece of an address. */
  public sealed interface Part {
    /** Always the same. */
    record Literal(String text) implements Part {}

    /** What this claim says; names have no case. */
    record Said(Claim claim) implements Part {}

    /** The host of the issuer. */
    record IssuerHost() implements Part {}
  }

  public Composition {
    before = List.copyOf(before);
    refs = List.copyOf(refs);
  }

  boolean is(String address, String file, JsonObject payload) {
    return refs.stream()
        .flatMap(ref -> ref.read(payload).stream())
        .map(ref -> file + "@" + ref)
        .anyMatch(end -> address.endsWith(end) && beginsWith(withoutEnd(address, end), payload));
  }

  /** The file in an address, to tell a person; nothing is decided by it. */
  Optional<String> fileIn(String address, JsonObject payload) {
    return refs.stream()
        .flatMap(ref -> ref.read(payload).stream())
        .filter(ref -> address.endsWith("@" + ref))
        .map(ref -> withoutEnd(address, "@" + ref))
        .flatMap(rest -> afterBeginning(rest, payload).stream())
        .findFirst();
  }

  private boolean beginsWith(String address, JsonObject payload) {
    return afterBeginning(address, payload).filter(String::isEmpty).isPresent();
  }

  private Optional<String> afterBeginning(String address, JsonObject payload) {
    int at = 0;
    for (var part : before) {
      var wanted = text(part, payload);
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

  private static Optional<String> text(Part part, JsonObject payload) {
    return switch (part) {
      case Part.Literal(var text) -> Optional.of(text);
      case Part.Said(var claim) -> claim.read(payload);
      case Part.IssuerHost() -> payload.text("iss").map(Composition::host);
    };
  }

  private static String host(String url) {
    var address = URI.create(url);
    var host = Objects.requireNonNullElse(address.getHost(), "");
    return address.getPort() < 0 ? host : host + ":" + address.getPort();
  }

  private static String withoutEnd(String text, String end) {
    return text.substring(0, text.length() - end.length());
  }
}
