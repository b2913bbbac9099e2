package dev.imprimatur;

import static dev.imprimatur.FloorPlan.HOUSE;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The plan as a test: every breach is told with the class that commits it. */
@Tag("house")
final class FloorPlanTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(HOUSE);

  @Test
  void importsOnlyGoDown() {
    var climbing =
        dependencies()
            .filter(each -> isOurs(each.getTargetClass()))
            .filter(each -> !mayKnow(roomOf(each.getOriginClass()), roomOf(each.getTargetClass())))
            .map(each -> name(each.getOriginClass()) + " -> " + name(each.getTargetClass()));
    assertThat(distinct(climbing)).isEmpty();
  }

  @Test
  void everyLibraryIsKnownToOneRoom() {
    var strangers =
        dependencies()
            .filter(each -> !isOurs(each.getTargetClass()))
            .filter(each ->
                !isEverybodys(name(each.getTargetClass()))
                    && !mayUse(roomOf(each.getOriginClass()), name(each.getTargetClass())))
            .map(each -> name(each.getOriginClass()) + " -> " + name(each.getTargetClass()));
    assertThat(distinct(strangers)).isEmpty();
  }

  @Test
  void theDomainKnowsNoHttp() {
    var asked =
        dependencies()
            .filter(each -> FloorPlan.DOMAIN.contains(roomOf(each.getOriginClass())))
            .filter(each -> name(each.getTargetClass()).startsWith(HOUSE + ".http."))
            .map(each -> name(each.getOriginClass()) + " -> " + name(each.getTargetClass()));
    assertThat(distinct(asked)).isEmpty();
  }

  @Test
  void routesDoNotSeeTransactions() {
    var seen =
        dependencies()
            .filter(each -> each.getOriginClass().getSimpleName().endsWith("Routes"))
            .filter(each -> name(each.getTargetClass()).startsWith(HOUSE + ".db."))
            .map(each -> name(each.getOriginClass()) + " -> " + name(each.getTargetClass()));
    assertThat(distinct(seen)).isEmpty();
  }

  /** Others hand a transaction on; what it runs is written in the room that owns the table. */
  @Test
  void onlyTheDomainSpeaksSql() {
    var speakers =
        CLASSES.stream()
            .filter(each -> isOurs(each) && !FloorPlan.DOMAIN.contains(roomOf(each)))
            .filter(each -> !roomOf(each).equals("db"))
            .flatMap(each -> each.getCodeUnitAccessesFromSelf().stream())
            .filter(call -> name(call.getTargetOwner()).equals(HOUSE + ".db.Tx"))
            .map(call -> name(call.getOriginOwner()) + " -> Tx." + call.getName());
    assertThat(distinct(speakers)).isEmpty();
  }

  /** What is claimed anywhere else would be served without a signature. */
  @Test
  void onlyAReleaseClaimsVersions() {
    var claiming =
        CLASSES.stream()
            .flatMap(each -> each.getCodeUnitAccessesFromSelf().stream())
            .filter(call -> name(call.getTargetOwner()).equals(HOUSE + ".packages.Packages"))
            .filter(call -> call.getName().equals("claim"))
            .map(call -> name(call.getOriginOwner()));
    assertThat(distinct(claiming)).containsExactly(HOUSE + ".change.VersionRelease");
  }

  /** Neither needs a token, so nothing that a request brings may become one. */
  @Test
  void whoIsTheOperatorOrTheRegistryIsSaidInFewPlaces() {
    assertThat(callersOf("gate.Caller$Operator", "<init>")).containsExactly("commands.Operator");
    assertThat(callersOf("gate.Caller$Registry", "<init>")).containsExactly("wiring.Registry");
  }

  /** Whatever administers goes through Changes, and so through Gate and into the audit log. */
  @Test
  void onlyChangesOpensTransactionsThatAdminister() {
    assertThat(callersOf("db.Database", "write"))
        .containsExactly(
            "change.Changes",
            // An identity token is bought with or refused, before there is a caller.
            "exchange.ExchangeTransaction",
            "exchange.Refusals",
            // Bytes first, facts second, by a transaction of its own that goes through Gate.
            "publish.PackageWrites",
            // A code is used up, and a question asked, whether or not what it is for is done.
            "secondfactor.PersonalPasskeys",
            "secondfactor.SecondFactors",
            // The first key of all, before the port is open.
            "signatures.Keys",
            // What somebody shows proves enough to begin and end sessions.
            "signin.BrowserSessions",
            "signin.Sessions",
            "signin.WebSignIn",
            // The one key of seals, before the port is open.
            "tokens.Seals");
    assertThat(callersOf("audit.Audit", "record"))
        .containsExactly(
            "change.Change",
            "exchange.Exchange",
            "exchange.ReadAndManageTokens",
            "exchange.Refusals",
            "publish.PublishTransaction",
            "secondfactor.PersonalPasskeys",
            "secondfactor.SecondFactors",
            "signin.BrowserSessions",
            "signin.Sessions",
            "signin.WebSignIn");
  }

  private static List<String> callersOf(String type, String method) {
    return distinct(
        CLASSES.stream()
            .filter(FloorPlanTest::isOurs)
            .flatMap(each -> each.getCodeUnitAccessesFromSelf().stream())
            .filter(call -> name(call.getTargetOwner()).equals(HOUSE + "." + type))
            .filter(call -> call.getName().equals(method))
            .map(call -> name(call.getOriginOwner()).substring(HOUSE.length() + 1)));
  }

  @Test
  void onlyEntryCommandsAndWiringAskTheMachine() {
    assertThat(asking())
        .allMatch(each ->
            Stream.of("main", "commands", "wiring")
                .anyMatch(room -> each.startsWith(HOUSE + "." + room + ".")));
    // Whoever hands a method on asks as well; this is where the wiring does.
    assertThat(asking()).contains(HOUSE + ".wiring.Environment -> java.lang.System.nanoTime");
  }

  /** Whatever else asked would have to say again what becomes of a JDK without it. */
  @Test
  void onlyDigestsAsksForDigests() {
    var asking =
        CLASSES.stream()
            .filter(FloorPlanTest::isOurs)
            .flatMap(each -> each.getCodeUnitAccessesFromSelf().stream())
            .filter(call -> name(call.getTargetOwner()).equals("java.security.MessageDigest"))
            .filter(call -> call.getName().equals("getInstance"))
            .map(call -> name(call.getOriginOwner()));
    assertThat(distinct(asking)).containsExactly(HOUSE + ".digests.HashAlgorithm");
  }

  private static List<String> asking() {
    return distinct(
        CLASSES.stream()
            .filter(FloorPlanTest::isOurs)
            .flatMap(each -> each.getCodeUnitAccessesFromSelf().stream())
            .filter(access -> asksTheMachine(name(access.getTargetOwner()), access.getName()))
            .map(access ->
                name(access.getOriginOwner())
                    + " -> "
                    + name(access.getTargetOwner())
                    + "."
                    + access.getName()));
  }

  private static boolean asksTheMachine(String owner, String method) {
    return switch (owner) {
      case "java.lang.System" ->
          Set.of("currentTimeMillis", "nanoTime", "getenv", "getProperty", "exit").contains(method);
      case "java.time.Instant", "java.time.LocalDate", "java.time.LocalDateTime" ->
          method.equals("now");
      case "java.time.Clock" -> method.startsWith("system") || method.startsWith("tick");
      case "java.util.UUID" -> method.equals("randomUUID");
      case "java.util.Random", "java.security.SecureRandom" -> method.equals("<init>");
      case "java.lang.Thread" ->
          method.equals("<init>") || method.startsWith("of") || method.startsWith("startVirtual");
      case "java.util.concurrent.Executors", "java.util.concurrent.ThreadLocalRandom" -> true;
      default -> false;
    };
  }

  private static boolean mayKnow(String room, String other) {
    return room.equals(other) || FloorPlan.floorOf(room) > FloorPlan.floorOf(other);
  }

  private static boolean isEverybodys(String name) {
    return (name.startsWith("java.") && !name.startsWith("java.sql."))
        || name.startsWith("javax.crypto.")
        || name.startsWith("org.jspecify.")
        || !name.contains(".");
  }

  private static boolean mayUse(String room, String name) {
    return FloorPlan.LIBRARIES.getOrDefault(room, Set.of()).stream().anyMatch(name::startsWith);
  }

  private static Stream<Dependency> dependencies() {
    return CLASSES.stream()
        .filter(FloorPlanTest::isOurs)
        .flatMap(each -> each.getDirectDependenciesFromSelf().stream());
  }

  private static boolean isOurs(JavaClass type) {
    return name(type).startsWith(HOUSE + ".") && !name(type).startsWith(HOUSE + ".testkit.");
  }

  private static String roomOf(JavaClass type) {
    return FloorPlan.roomOf(name(type));
  }

  /** An array is known by what is in it. */
  private static String name(JavaClass type) {
    return type.getBaseComponentType().getName();
  }

  private static List<String> distinct(Stream<String> breaches) {
    return List.copyOf(new TreeSet<>(breaches.toList()));
  }
}
