package dev.imprimatur.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;

/** Somebody unpublishes a package with all of its versions. */
record UnpublishDeed(Owner owner, List<Upload> versions) implements Deed {
  private static final List<String> VERSIONS = List.of("1.0.0", "1.1.0");

  /** Publishes what is to go. */
  static UnpublishDeed prepare(MortalRegistry registry, Owner owner, String name) {
    var versions =
        VERSIONS.stream().map(version -> owner.publish(registry.folder(), name, version)).toList();
    return new UnpublishDeed(owner, versions);
  }

  @Override
  public String kind() {
    return "unpublish";
  }

  @Override
  public void ask(Server server) throws IOException {
    try (var web = new Web(owner.token())) {
      var rev = web.json(server.at(path())).text("_rev");
      var answer = web.delete(server.at(path() + "/-rev/" + rev));
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }
  }

  @Override
  public boolean done(Server server) {
    try (var anyone = new Web("")) {
      var packument = anyone.json(server.at(path()));
      var found = packument.at("versions").names();
      if (packument.at("time").names().contains("unpublished")) {
        assertThat(found).isEmpty();
        assertThat(versions)
            .extracting(version -> anyone.status(server.at(version.tarballPath())))
            .containsOnly(410);
        return true;
      }
      assertThat(found).containsExactlyInAnyOrderElementsOf(VERSIONS);
      assertThat(versions)
          .allMatch(version ->
              anyone.integrity(server.at(version.tarballPath())).equals(version.integrity()));
      return false;
    }
  }

  @Override
  public List<String> events() {
    return List.of("package-unpublished " + versions.getFirst().name());
  }

  private String path() {
    return versions.getFirst().path();
  }
}
