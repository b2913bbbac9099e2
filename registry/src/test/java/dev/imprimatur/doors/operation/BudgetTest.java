package dev.imprimatur.doors.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.Covers;
import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonText;
import dev.imprimatur.json.JsonValue;
import dev.imprimatur.limits.Limits;
import dev.imprimatur.npm.TestTarball;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.Effort;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * What the dearest input that the limits allow takes from everybody else. It is compared with the
 * plain one in processor time and memory of the threads that all requests share, so that it does
 * not matter what else this machine does.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BudgetTest {
  private static final int MIB = 1024 * 1024;

  /**
   * What any request may take however dear it is: one long body or answer, once read or written.
   */
  private static final long NANOS_MAX = 150_000_000;

  private static final long BYTES_MAX = 24L * MIB;
  private static final int TIMES_MAX = 20;

  private static final String TABLE =
      "|a".repeat(30) + "\n" + "|-".repeat(30) + "\n" + "x\n".repeat(32_000);

  private final TestRegistry registry =
      TestRegistry.start(
          Limits.standard()
              .withBudgets(Limits.standard().budgets().withPackumentBytesMax(4L * MIB)));

  private Client alice = registry.anyone();
  private Client root = registry.anyone();

  @BeforeAll
  void open() {
    registry.user("alice");
    registry.addUser("root", true);
    alice = registry.with(registry.session("alice"));
    root = registry.with(registry.session("root"));
    publish(TestPackage.of("plain", "1.0.0").file("README.md", "# Plain"));
    for (int i = 0; i < 3; i++) {
      publish(TestPackage.of("dear", "1.0." + i).member("junk", dear()).file("README.md", TABLE));
    }
    for (int i = 0; i < 60; i++) {
      publish(TestPackage.of("dear", "0.0." + i));
    }
  }

  @AfterAll
  void close() {
    registry.close();
  }

  /** As many values as a manifest may have, and nearly as long as it may be. */
  private static JsonValue dear() {
    return new JsonArray(Collections.nCopies(90_000, new JsonText("abcdefgh")));
  }

  private void publish(TestPackage wanted) {
    var answer = alice.put(wanted.path(), wanted.document());
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
  }

  @Test
  @Covers({"B401", "B405"})
  void noAddressTakesMuchMoreFromOthersHoweverDearItIs() {
    var dearer = new ArrayList<String>();
    for (var route : registry.inside().routes()) {
      var plain = new Asking(route, "plain", "{}");
      var dear = new Asking(route, "dear", "{\"a\":[" + "0,".repeat(90_000) + "0]}");
      ask(plain);
      ask(dear);
      var usual = effort(plain);
      var most = effort(dear);
      if (most.nanos() > Math.max(NANOS_MAX, TIMES_MAX * usual.nanos())
          || most.bytes() > Math.max(BYTES_MAX, TIMES_MAX * usual.bytes())) {
        // Somebody else's work may have been counted; what is really dear is dear once more.
        most = most.least(effort(dear));
      }
      if (most.nanos() > Math.max(NANOS_MAX, TIMES_MAX * usual.nanos())
          || most.bytes() > Math.max(BYTES_MAX, TIMES_MAX * usual.bytes())) {
        dearer.add("%s: %s, and usually %s".formatted(route, most, usual));
      }
    }
    assertThat(dearer).isEmpty();
  }

  /** A request to an address, by whoever may do the most there. */
  private record Asking(String route, String name, String body) {}

  private Effort effort(Asking asking) {
    return Effort.ofShared(() -> ask(asking));
  }

  private void ask(Asking asking) {
    var route = asking.route();
    var method = route.substring(0, route.indexOf(' '));
    var path =
        route
            .substring(method.length() + 1)
            .replace(" (page)", "")
            .replace("/attestations/{package}", "/attestations/{package}@1.0.0")
            .replace("/receipt/{package}", "/receipt/{package}@1.0.0")
            .replace("{package}", asking.name())
            .replace("{version}", "1.0.0")
            .replace("{file}", asking.name() + "-1.0.0.tgz")
            .replace("{token}", "npm_garbage")
            .replaceAll("\\{\\w+\\}", "missing");
    var client = path.contains("/issuers") || path.contains("/roots") ? root : alice;
    var asked = route.endsWith("(page)") ? client.with("accept", "text/html") : client;
    var body = method.equals("POST") || method.equals("PUT") ? asking.body() : "";
    assertThat(asked.send(method, path, body.getBytes(StandardCharsets.UTF_8)).status())
        .as(route)
        .isLessThan(500);
  }

  /** Whoever renders a README for the first time does it apart; nobody does it again. */
  @Test
  @Covers("B402")
  void aReadmeIsRenderedOnceAndCostsNoMoreThanItsText() {
    publish(TestPackage.of("table", "1.0.0").file("README.md", TABLE));
    var browser = registry.anyone().with("accept", "text/html");
    var first = Effort.ofWorkers(() -> browser.get("/table"));
    assertThat(first.bytes()).isBetween(1L, 60L * MIB);
    assertThat(browser.get("/table").bytes()).hasSizeLessThan(MIB);
    var again = Effort.ofWorkers(() -> browser.get("/table"));
    assertThat(again.bytes()).isLessThan(first.bytes() / 20);
  }

  /** The packument of a package is made apart, and one version does not make it at all. */
  @Test
  @Covers("B405")
  void oneVersionCostsWhatItIsItself() {
    var anyone = registry.anyone();
    publish(TestPackage.of("dear", "2.0.0"));
    var version =
        Effort.ofWorkers(() -> assertThat(anyone.get("/dear/0.0.1").status()).isEqualTo(200));
    var tarball =
        Effort.ofWorkers(
            () -> assertThat(anyone.get("/dear/-/dear-0.0.1.tgz").status()).isEqualTo(200));
    var whole =
        Effort.ofWorkers(() -> assertThat(anyone.get("/dear").bytes().length).isGreaterThan(MIB));
    assertThat(version.bytes()).isLessThan(whole.bytes() / 10);
    assertThat(tarball.bytes()).isLessThan(whole.bytes() / 10);
  }

  /** What would be too much for its readers is refused to whoever publishes it. */
  @Test
  @Covers("B404")
  void aPackageThatIsTooMuchIsRefusedWhenItIsPublishedAndNotWhenItIsRead() {
    var answers =
        IntStream.range(0, 6)
            .mapToObj(i -> TestPackage.of("fat", "1.0." + i).member("junk", dear()))
            .map(each -> alice.put(each.path(), each.document()))
            .toList();
    assertThat(answers).extracting(Client.Answer::status).contains(201).endsWith(409);
    assertThat(answers.getLast().problem()).isEqualTo("package-too-large");
    assertThat(registry.anyone().get("/fat").status()).isEqualTo(200);
    var small = TestPackage.of("fat", "2.0.0");
    assertThat(alice.put(small.path(), small.document()).status()).isEqualTo(201);
  }

  @Test
  @Covers("B411")
  void valuesThatAreShortAndManyAreRefused() {
    var values = "[" + "[],".repeat(300_000) + "[]]";
    var wanted = TestPackage.of("values", "1.0.0").document();
    var dear = wanted.replace("\"description\":", "\"x\":" + values + ",\"description\":");
    Effort.ofShared(() -> assertThat(alice.put("/values", dear).status()).isEqualTo(400));
    var body = alice.post("/-/api/v1/trust/plan", "{\"packages\":" + values + "}");
    assertThat(body.problem()).isEqualTo("malformed-request");
  }

  @Test
  @Covers("B403")
  void aTarballOfNamesIsRefused() {
    var wanted = TestPackage.of("names", "1.0.0");
    var tarball = TestTarball.of("{\"name\":\"names\",\"version\":\"1.0.0\"}");
    var segment = "/" + "x".repeat(250);
    for (int i = 0; i < 3_600; i++) {
      tarball.file("package/" + i + segment.repeat(4), "");
    }
    var document = wanted.document(tarball.gzip());
    var answers = new ArrayList<Client.Answer>();
    var shared = Effort.ofShared(() -> answers.add(alice.put("/names", document)));
    assertThat(answers.getLast().problem()).isEqualTo("bad-tarball");
    assertThat(answers.getLast().message()).contains("names");
    assertThat(shared.nanos()).isLessThan(1_000_000_000);
  }

  /** Rights and facts are asked before bytes are kept. */
  @Test
  @Covers("B406")
  void whatIsRefusedIsNotKept() {
    publish(TestPackage.of("kept", "1.0.0"));
    long files = registry.inside().files();
    for (int i = 0; i < 3; i++) {
      var other = TestPackage.of("kept", "1.0.0").file("noise", "noise " + i);
      assertThat(alice.put(other.path(), other.document()).problem()).isEqualTo("version-exists");
    }
    registry.addUser("bob", false);
    var bob = registry.with(registry.session("bob"));
    var next = TestPackage.of("kept", "1.0.1");
    assertThat(bob.put(next.path(), next.document()).status()).isEqualTo(403);
    assertThat(registry.inside().files()).isEqualTo(files);
  }

  /** Whoever reads a long document calculates as long as it arrives. */
  @Test
  @Covers("B411")
  void aLongBodyIsReadApart() {
    var document = Json.text(registry.anyone().get("/dear").json());
    assertThat(document.length()).isGreaterThan(2 * MIB);
    var shared =
        Effort.ofShared(() -> assertThat(alice.put("/dear", document).status()).isEqualTo(200));
    assertThat(shared.bytes()).isLessThan(document.length());
  }

  /** npm sends all that it read, however much that is, and changes a word of it. */
  @Test
  void aDeprecationInALargePackageIsTaken() {
    var document = Json.text(registry.anyone().get("/dear").json());
    var deprecated =
        document.replace("\"version\":\"0.0.1\"", "\"version\":\"0.0.1\",\"deprecated\":\"old\"");
    var answer = alice.put("/dear", deprecated);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(registry.anyone().get("/dear/0.0.1").json().text("deprecated")).contains("old");
  }
}
