package dev.imprimatur;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** The design on one card: which room is on which floor, and which library is known to which. */
final class FloorPlan {
  static final String HOUSE = "dev.imprimatur";

  /** From the ground up. A room may know the floors below it, never one beside or above it. */
  static final List<List<String>> FLOORS =
      List.of(
          List.of("digests"),
          List.of("problem", "json", "limits", "secret", "ids", "git", "tar", "addresses"),
          List.of(
              "npm",
              "bundle",
              "http",
              "db",
              "blobs",
              "outbound",
              "mail",
              "display",
              "passwords",
              "workers",
              "jose",
              "webauthn",
              "qr"),
          List.of("claimrules", "sigstore", "openid"),
          List.of("rulebooks"),
          List.of("providers", "provenancepolicy"),
          List.of("packages", "signatures", "access", "issuers", "trust", "audit", "outbox"),
          List.of("tokens", "searchindex", "identities"),
          List.of("secondfactor"),
          List.of("gate", "cache"),
          List.of("change"),
          List.of(
              "publish",
              "install",
              "exchange",
              "packageadmin",
              "staging",
              "trustadmin",
              "notifications",
              "search",
              "pages"),
          List.of("signin"),
          List.of("accounts", "tokenadmin", "orgadmin", "unpublish"),
          List.of("accountpages"),
          List.of("sso", "trustpages"),
          List.of("config"),
          List.of("wiring"),
          List.of("commands"),
          List.of("main"));

  /** The rooms that keep what the registry knows, each in tables of its own. */
  static final List<String> DOMAIN =
      IntStream.rangeClosed(6, 8).mapToObj(FLOORS::get).flatMap(List::stream).toList();

  /** Beyond the JDK's own and the null annotations, a room knows these libraries and no other. */
  static final Map<String, Set<String>> LIBRARIES =
      Map.ofEntries(
          Map.entry("json", Set.of("tools.jackson")),
          Map.entry("tar", Set.of("org.apache.commons.compress")),
          Map.entry("http", jetty("server")),
          Map.entry("outbound", jetty("client")),
          Map.entry("mail", Set.of("jakarta.mail", "org.eclipse.angus.mail", "javax.net.ssl")),
          Map.entry(
              "db",
              Set.of(
                  "java.sql",
                  "javax.sql",
                  "com.zaxxer.hikari",
                  "org.flywaydb",
                  "org.sqlite",
                  "org.postgresql")),
          Map.entry("sigstore", Set.of("javax.security.auth.x500")),
          Map.entry("jose", Set.of("com.nimbusds")),
          Map.entry("webauthn", Set.of("com.webauthn4j")),
          Map.entry("qr", Set.of("io.nayuki.qrcodegen")),
          Map.entry("passwords", Set.of("org.bouncycastle")),
          Map.entry("cache", Set.of("com.github.benmanes.caffeine")),
          Map.entry("pages", Set.of("gg.jte", "org.commonmark", "org.owasp")),
          Map.entry("commands", Set.of("picocli")));

  /** One room knows its server and another its client, and both what the two have in common. */
  private static Set<String> jetty(String half) {
    return Set.of(
        "org.eclipse.jetty." + half,
        "org.eclipse.jetty.http",
        "org.eclipse.jetty.io",
        "org.eclipse.jetty.util");
  }

  private FloorPlan() {}

  static int floorOf(String room) {
    for (int floor = 0; floor < FLOORS.size(); floor++) {
      if (FLOORS.get(floor).contains(room)) {
        return floor;
      }
    }
    throw new AssertionError("The room " + room + " is not on the plan");
  }

  /** The room of a class of ours. */
  static String roomOf(String className) {
    var inside = className.substring(HOUSE.length() + 1);
    return inside.substring(0, inside.indexOf('.'));
  }
}
