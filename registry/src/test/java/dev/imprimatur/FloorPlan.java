package dev.imprimatur;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** The design on one card: which room is on which floor, and which library is known to which. */
final class FloorPlan {
  static final String HOUSE = "dev.imprimatur";

  /** From the ground up. A room may know the floors below it, never one beside or above it. */
  static final List<List<String>> FLOORS =
      List.of(
          List.of("problem", "json", "limits", "secret", "ids"),
          List.of("npm", "http", "db", "blobs"),
          List.of("packages", "access", "trust", "audit"),
          List.of("gate", "shelf"),
          List.of("publish", "install", "exchange", "manage", "pages"),
          List.of("main"));

  static final List<String> LEDGERS = FLOORS.get(2);

  /** Beyond the JDK's own and the null annotations, a room knows these libraries and no other. */
  static final Map<String, Set<String>> LIBRARIES =
      Map.of(
          "json", Set.of("tools.jackson"),
          "npm", Set.of("org.apache.commons.compress"),
          "http", Set.of("org.eclipse.jetty"),
          "db",
              Set.of(
                  "java.sql",
                  "org.jdbi",
                  "com.zaxxer.hikari",
                  "org.flywaydb",
                  "org.sqlite",
                  "org.postgresql"),
          "trust", Set.of("com.nimbusds"),
          "access", Set.of("org.bouncycastle"),
          "shelf", Set.of("com.github.benmanes.caffeine"),
          "pages", Set.of("gg.jte", "org.commonmark", "org.owasp"),
          "main", Set.of("picocli"));

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
