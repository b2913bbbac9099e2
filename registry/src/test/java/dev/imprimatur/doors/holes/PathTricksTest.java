package dev.imprimatur.doors.holes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.doors.people.RouteVisit;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Path tricks (CVE-2024-4956, GHSL-2024-073): a name from outside becomes a path on the disk. Here
 * no name ever does, wherever it comes in: in a part of a path, in a query, in a document.
 */
final class PathTricksTest {
  private static final Pattern PART = Pattern.compile("\\{\\w+}");
  private static final String MARK = "this is in a file beside the registry's";

  private static final List<String> TRICKS =
      List.of(
          "..",
          "%2e%2e",
          "..%2f..%2fsecret.txt",
          "%2e%2e%2f%2e%2e%2fsecret.txt",
          "..%252f..%252fsecret.txt",
          "..%5c..%5csecret.txt",
          "%c0%ae%c0%ae%c0%afsecret.txt",
          "..%ef%bc%8fsecret.txt",
          "....//....//secret.txt",
          "..;%2f..;%2fsecret.txt",
          "%2fetc%2fpasswd",
          "@acme%2f..%2f..%2fsecret.txt",
          "@acme%2f%2e%2e%2fsecret.txt",
          "@acme%2fx%2f..%2f..%2fsecret.txt",
          "@..%2fsecret.txt",
          "rocket%2f..%2f..%2fsecret.txt",
          "rocket%00.tgz",
          "rocket-1.0.0.tgz%2f..%2f..%2f..%2fsecret.txt",
          "file:%2f%2f%2fetc%2fpasswd",
          "CON",
          "rocket.",
          "rocket%20",
          "a%0d%0aset-cookie:x=y");

  private final TestRegistry registry = TestRegistry.start();
  private Client root = registry.anyone();

  @BeforeEach
  void open() throws IOException {
    // Wherever a path could lead that begins in the registry's folder.
    for (var folder : List.of(registry.folder(), registry.folder().resolve("blobs"))) {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve("secret.txt"), MARK);
    }
    registry.addUser("root", true);
    root = registry.with(registry.session("root"));
    var first = TestPackage.of("rocket", "1.0.0");
    assertThat(root.put(first.path(), first.document()).status()).isEqualTo(201);
  }

  @AfterEach
  void close() {
    registry.close();
  }

  /** By whoever may do everything, so that it is no lack of rights that they are refused for. */
  @Test
  void noPartOfAnAddressLeadsToAFile() throws IOException {
    var before = files();
    for (var route : registry.inside().routes()) {
      var parts = PART.matcher(route).results().count();
      for (int part = 0; part < parts; part++) {
        for (var trick : TRICKS) {
          var tricked = replaced(route, part, trick);
          var answer = RouteVisit.ask(root, tricked, "rocket");
          assertThat(answer.status()).as(tricked).isNotEqualTo(500);
          assertThat(answer.text()).as(tricked).doesNotContain(MARK, "root:x:", "BEGIN PRIVATE");
          assertThat(answer.header("set-cookie")).as(tricked).isNotEqualTo("x=y");
        }
      }
    }
    assertThat(files()).isEqualTo(before);
  }

  private static String replaced(String route, int part, String trick) {
    var found = PART.matcher(route).results().toList().get(part);
    return route.substring(0, found.start()) + trick + route.substring(found.end());
  }

  /** Every text of a document that names something. */
  @Test
  void noNameInADocumentBecomesAPath() throws IOException {
    var good = TestPackage.of("shuttle", "1.0.0").document();
    var places =
        List.of(
            "\"_id\":\"shuttle\"",
            "\"name\":\"shuttle\"",
            "\"1.0.0\":{",
            "\"version\":\"1.0.0\"",
            "\"latest\":\"1.0.0\"",
            "\"latest\":",
            "\"shuttle-1.0.0.tgz\"",
            "http://somewhere.else/x.tgz");
    var kept = files();
    for (var place : places) {
      assertThat(good).contains(place);
      for (var trick : List.of("../../evil", "..\\\\..\\\\evil", "/etc/evil", "evil\\u0000")) {
        var changed =
            place.replaceFirst(
                "shuttle|1\\.0\\.0|latest|somewhere.else", Matcher.quoteReplacement(trick));
        var answer = root.put("/shuttle", good.replace(place, changed));
        assertThat(answer.status()).as("%s %s", changed, answer.text()).isIn(200, 201, 400);
      }
    }
    var made = files().stream().filter(file -> !kept.contains(file)).toList();
    assertThat(made).allMatch(file -> file.matches("blobs/sha512/[0-9a-f/]+"));
    assertThat(Path.of("/etc/evil")).doesNotExist();
    assertThat(registry.folder().resolveSibling("evil")).doesNotExist();
  }

  /** The names of what was published; a database's own files come and go. */
  private List<String> files() throws IOException {
    try (Stream<Path> all = Files.walk(registry.folder())) {
      return all.filter(Files::isRegularFile)
          .map(file -> registry.folder().relativize(file).toString())
          .filter(file -> !file.startsWith("imprimatur.db"))
          .sorted()
          .toList();
    }
  }

  @Test
  void aTarballIsKeptByItsDigest() throws IOException {
    assertThat(files())
        .filteredOn(file -> file.startsWith("blobs/") && !file.endsWith("secret.txt"))
        .isNotEmpty()
        .allMatch(file -> file.matches("blobs/sha512/[0-9a-f/]+"));
    assertThat(root.get("/rocket/-/rocket-1.0.0.tgz").bytes())
        .isEqualTo(TestPackage.of("rocket", "1.0.0").tarball());
  }
}
