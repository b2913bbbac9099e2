package dev.imprimatur.doors.publish;

import static dev.imprimatur.doors.publish.StageScene.approve;
import static dev.imprimatur.doors.publish.StageScene.approveGroup;
import static dev.imprimatur.doors.publish.StageScene.group;
import static dev.imprimatur.doors.publish.StageScene.groupOf;
import static dev.imprimatur.doors.publish.StageScene.id;
import static dev.imprimatur.doors.publish.StageScene.run;
import static dev.imprimatur.doors.publish.StageScene.seen;
import static dev.imprimatur.doors.publish.StageScene.stage;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.Covers;
import dev.imprimatur.OnPostgres;
import dev.imprimatur.audit.EventKind;
import dev.imprimatur.doors.support.Approved;
import dev.imprimatur.doors.support.AtOnce;
import dev.imprimatur.doors.support.Sentences;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A monorepo comes out as one, or not at all. */
@OnPostgres
final class ReleaseGroupTest {
  @RegisterExtension static final Sentences SENTENCES = Approved.sentences();

  private static final int PACKAGES = 20;

  private final StageScene scene = new StageScene(TestRegistry.start());

  @AfterEach
  void close() {
    scene.close();
  }

  private static TestPackage part(int number) {
    return TestPackage.of("@acme/part-" + number, "1.0.0");
  }

  /** The parts, each of which needs the one before it, staged in any order. */
  private List<String> stagedParts(int packages, String run) {
    var numbers = new ArrayList<>(IntStream.range(0, packages).boxed().toList());
    Collections.shuffle(numbers, new Random(7));
    return numbers.stream()
        .map(number ->
            scene.staged(
                number == 0
                    ? part(0)
                    : part(number)
                        .member(
                            "dependencies",
                            JsonObject.with(part(number - 1).name(), "1.0.0").build()),
                run(run, "octocat")))
        .toList();
  }

  private List<String> approved() {
    return scene.registry.events().stream()
        .filter(event -> event.kind() == EventKind.STAGED_VERSION_APPROVED)
        .map(event -> event.packageName().orElseThrow())
        .toList();
  }

  @Test
  void allThatARunStagedIsApprovedAtOnceAndWhatIsNeededFirst() {
    var ids = stagedParts(PACKAGES, "1");
    var group = groupOf(scene.alice, ids.getFirst());
    assertThat(ids).allMatch(id -> groupOf(scene.alice, id).equals(group));
    var other = scene.staged(TestPackage.of("@acme/other", "1.0.0"), run("2", "octocat"));
    assertThat(groupOf(scene.alice, other)).isNotEqualTo(group);
    var listed = scene.alice.get("/-/api/v1/stage/groups").json().array("groups").orElseThrow();
    assertThat(listed.items()).hasSize(2);

    var shown = group(scene.alice, group);
    var done = approveGroup(scene.alice, group, seen(shown));
    assertThat(done.status()).as(done.text()).isEqualTo(201);
    assertThat(approved())
        .isEqualTo(IntStream.range(0, PACKAGES).mapToObj(i -> part(i).name()).toList());
    for (int i = 0; i < PACKAGES; i++) {
      assertThat(scene.registry.versions(part(i).name())).hasSize(1);
    }
    assertThat(group(scene.alice, group).problem()).isEqualTo("release-group-not-found");
    // The same approval again, by whoever kept it.
    var again = approveGroup(scene.alice, group, seen(shown));
    assertThat(again.problem()).isEqualTo("release-group-not-found");
    assertThat(approve(scene.alice, other).status()).isEqualTo(201);
  }

  /** All or nothing: the last of them cannot come out. */
  @Test
  @Covers("S64")
  void ifOneCannotComeOutNoneDoes() {
    var ids = stagedParts(3, "1");
    var group = groupOf(scene.alice, ids.getFirst());
    var shown = seen(group(scene.alice, group));
    scene.run("package", "access", "@acme/part-2", "--approver", "mallory");
    assertThat(approveGroup(scene.alice, group, shown).status()).isEqualTo(403);
    assertThat(approved()).isEmpty();
    assertThat(scene.registry.rows("version")).isZero();
    assertThat(scene.registry.rows("held_version")).isEqualTo(3);
    assertThat(scene.registry.rows("staged_outcome")).isZero();
  }

  @Test
  @Covers({"P18", "S63"})
  void whatNobodyHasSeenIsNotApproved() {
    var ids = stagedParts(2, "1");
    var group = groupOf(scene.alice, ids.getFirst());
    var shown = seen(group(scene.alice, group));
    // One more comes after somebody has looked.
    var late = scene.staged(TestPackage.of("@acme/late", "1.0.0"), run("1", "octocat"));
    SENTENCES.refused("more", approveGroup(scene.alice, group, shown), "release-group-changed");
    assertThat(scene.alice.delete("/-/stage/" + late).status()).isEqualTo(204);
    // Other bytes are staged in its place.
    var first = ids.getFirst();
    var item = scene.alice.get("/-/stage/" + first).json();
    var other =
        shown.replace(item.text("integrity").orElseThrow(), "sha512-" + "A".repeat(86) + "==");
    var bytes = approveGroup(scene.alice, group, other);
    assertThat(bytes.problem()).isEqualTo("release-group-changed");
    assertThat(bytes.message()).contains("is not sha512-AAAA").endsWith("Nothing was approved.");
    assertThat(scene.alice.delete("/-/stage/" + first).status()).isEqualTo(204);
    var fewer = approveGroup(scene.alice, group, shown);
    assertThat(fewer.problem()).isEqualTo("release-group-changed");
    for (var body : List.of("[]", "{}", "{\"versions\":[1]}", "{\"versions\":[{\"id\":\"x\"}]}")) {
      assertThat(approveGroup(scene.alice, group, body).problem()).isEqualTo("malformed-request");
    }
    assertThat(approved()).isEmpty();
  }

  @Test
  @Covers({"P18", "S63"})
  void anApprovalOfOneVersionMayNameItsBytes() {
    var id = id(stage(scene.alice, part(0)));
    var path = "/-/api/v1/stage/" + id + "/approve";
    var body = "{\"integrity\":\"%s\"}";
    var other = scene.alice.post(path, body.formatted("sha512-" + "A".repeat(86) + "=="));
    assertThat(other.status()).isEqualTo(409);
    assertThat(other.problem()).isEqualTo("other-bytes-staged");
    assertThat(scene.alice.post(path, "{}").problem()).isEqualTo("malformed-request");
    var integrity = scene.alice.get("/-/stage/" + id).json().text("integrity").orElseThrow();
    assertThat(scene.alice.post(path, body.formatted(integrity)).status()).isEqualTo(201);
    assertThat(scene.alice.post(path, body.formatted(integrity)).status()).isEqualTo(404);
  }

  @Test
  @Covers("S65")
  void ofTwoWhoApproveAGroupAtOnceOneDoes() {
    var ids = stagedParts(5, "1");
    var group = groupOf(scene.alice, ids.getFirst());
    var shown = seen(group(scene.alice, group));
    var clients = List.of(scene.alice, scene.bob, scene.alice, scene.bob);
    var answers =
        AtOnce.all(IntStream.range(0, 4), i -> approveGroup(clients.get(i), group, shown).status());
    assertThat(answers.stream().filter(status -> status == 201)).hasSize(1);
    assertThat(answers).containsOnly(201, 404);
    assertThat(approved()).hasSize(5).doesNotHaveDuplicates();
  }

  /** One approves the whole while another rejects a part: whichever is first. */
  @Test
  @Covers("S65")
  void aPartThatIsRejectedMeanwhileLeavesTheRestAlone() {
    var ids = stagedParts(5, "1");
    var group = groupOf(scene.alice, ids.getFirst());
    var shown = seen(group(scene.alice, group));
    var answers =
        AtOnce.all(
            IntStream.range(0, 2),
            i ->
                i == 0
                    ? approveGroup(scene.alice, group, shown).status()
                    : scene.bob.delete("/-/stage/" + ids.get(2)).status());
    assertThat(answers.toString()).isIn("[201, 404]", "[409, 204]");
    assertThat(approved()).hasSize(answers.contains(201) ? 5 : 0);
  }

  @Test
  void whatIsStagedByHandBecomesAGroupByTheApi() {
    var one = id(stage(scene.alice, part(1).member("dependencies", needs(0))));
    var two = id(stage(scene.alice, part(0)));
    var groups = "/-/api/v1/stage/groups";
    var ids = "{\"ids\":[\"%s\",\"%s\"]}".formatted(one, two);
    var made = scene.alice.post(groups, ids);
    assertThat(made.status()).as(made.text()).isEqualTo(201);
    var items = made.json().array("items").orElseThrow().items();
    assertThat(items).hasSize(2);
    assertThat(((JsonObject) items.getFirst()).text("packageName")).contains("@acme/part-0");
    var group = made.json().text("id").orElseThrow();
    assertThat(groupOf(scene.alice, one)).isEqualTo(group);

    var mallory = scene.registry.with(scene.registry.session("mallory"));
    assertThat(mallory.post(groups, ids).status()).isEqualTo(404);
    assertThat(group(mallory, group).status()).isEqualTo(404);
    assertThat(mallory.delete(groups + "/" + group).status()).isEqualTo(404);
    assertThat(scene.alice.post(groups, "{\"ids\":[]}").status()).isEqualTo(404);
    assertThat(scene.alice.post(groups, "{\"ids\":[7]}").status()).isEqualTo(400);
    assertThat(group(scene.alice, "none").status()).isEqualTo(404);

    assertThat(scene.bob.delete(groups + "/" + group).status()).isEqualTo(204);
    assertThat(scene.registry.rows("held_version")).isZero();
    assertThat(approved()).isEmpty();
  }

  /** A run may publish packages of several owners; each decides about their own. */
  @Test
  void whoSeesAPartOfAGroupDecidesAboutThatPart() {
    scene.run("package", "access", "@acme/part-1", "--approver", "mallory");
    var mallory = scene.registry.with(scene.registry.session("mallory"));
    var ids = stagedParts(3, "1");
    var group = groupOf(scene.alice, ids.getFirst());
    var part = group(mallory, group);
    assertThat(part.json().array("items").orElseThrow().items()).hasSize(1);
    assertThat(approveGroup(mallory, group, seen(part)).status()).isEqualTo(201);
    assertThat(approved()).containsExactly("@acme/part-1");
    assertThat(scene.registry.rows("held_version")).isEqualTo(2);
  }

  private static JsonObject needs(int number) {
    return JsonObject.with(part(number).name(), "1.0.0").build();
  }
}
