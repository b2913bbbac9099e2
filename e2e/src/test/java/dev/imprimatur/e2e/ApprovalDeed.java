package dev.imprimatur.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Somebody approves all packages of a monorepo at once.
 *
 * @param ids of what is staged, in the order of the versions
 */
record ApprovalDeed(Owner owner, List<Upload> versions, List<String> ids, String group)
    implements Deed {
  private static final int PACKAGES = 20;
  private static final String GROUPS = "/-/api/v1/stage/groups";

  /** Stages one more version of each package, and makes a group of them. */
  static ApprovalDeed prepare(MortalRegistry registry, Owner owner, String version) {
    var versions =
        IntStream.range(0, PACKAGES)
            .mapToObj(i -> Owner.write(registry.folder(), "part-" + i, version))
            .toList();
    try (var web = new Web(owner.token())) {
      var ids = new ArrayList<String>();
      for (var each : versions) {
        var address = registry.server().at("/-/stage/package" + each.path());
        var answer = web.post(address, each.body());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        ids.add(Json.object(answer.body()).text("stageId"));
      }
      var made =
          web.post(registry.server().at(GROUPS), Json.write(Json.members("ids", List.copyOf(ids))));
      assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
      return new ApprovalDeed(owner, versions, ids, Json.object(made.body()).text("id"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String kind() {
    return "approval of " + PACKAGES;
  }

  @Override
  public void ask(Server server) throws IOException {
    var seen =
        IntStream.range(0, PACKAGES)
            .mapToObj(i -> Json.members("id", ids.get(i), "integrity", versions.get(i).integrity()))
            .toList();
    try (var web = new Web(owner.token())) {
      var answer =
          web.post(
              server.at(GROUPS + "/" + group + "/approve"),
              Json.write(Json.members("versions", seen)));
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }
  }

  @Override
  public boolean done(Server server) {
    try (var web = new Web(owner.token())) {
      var out = versions.stream().filter(version -> isOut(web, server, version)).toList();
      assertThat(out.size()).as("%s came out", out).isIn(0, PACKAGES);
      var group = web.get(server.at(GROUPS + "/" + group()), BodyHandlers.ofString());
      if (out.isEmpty()) {
        assertThat(new TreeSet<>(staged(group.body()))).isEqualTo(new TreeSet<>(ids));
        assertThat(ids).allMatch(id -> web.status(server.at("/-/stage/" + id)) == 200);
        return false;
      }
      assertThat(group.statusCode()).isEqualTo(404);
      assertThat(ids)
          .allMatch(id ->
              web.json(server.at("/-/api/v1/stage/" + id + "/wait"))
                  .text("status")
                  .equals("approved"));
      return true;
    }
  }

  private static List<String> staged(String group) {
    return ((List<?>) Json.object(group).at("items").value())
        .stream().map(item -> String.valueOf(((Map<?, ?>) item).get("id"))).toList();
  }

  /** Returns whether a version can be installed; then its tag points to it, and its bytes are. */
  private static boolean isOut(Web web, Server server, Upload version) {
    var answer = web.get(server.at(version.path()), BodyHandlers.ofString());
    var there =
        answer.statusCode() == 200
            && Json.object(answer.body()).at("versions").names().contains(version.version());
    if (!there) {
      assertThat(web.status(server.at(version.tarballPath()))).isEqualTo(404);
      return false;
    }
    assertThat(Json.object(answer.body()).text("dist-tags", "latest")).isEqualTo(version.version());
    assertThat(web.integrity(server.at(version.tarballPath()))).isEqualTo(version.integrity());
    return true;
  }

  @Override
  public List<String> events() {
    return versions.stream()
        .map(version -> "staged-version-approved " + version.name() + "@" + version.version())
        .toList();
  }
}
