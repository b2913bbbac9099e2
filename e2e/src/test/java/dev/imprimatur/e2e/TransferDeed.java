package dev.imprimatur.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/**
 * Somebody accepts a package that its owner gives to them. What the owner trusted ends with it.
 *
 * @param invitation by which the owner offers it
 */
record TransferDeed(Owner giver, Owner taker, String name, String invitation) implements Deed {
  private static final String INVITATIONS = "/-/api/v1/invitations";

  /** Publishes it, trusts a job with it, and offers it. */
  static TransferDeed prepare(MortalRegistry registry, Owner giver, Owner taker, String name) {
    var _ = giver.publish(registry.folder(), name, "1.0.0");
    giver.trustGitHub(name, "acme/kit", "publish.yml");
    var body = Json.write(Json.members("owner", taker.name()));
    try (var web = new Web(giver.token())) {
      var answer = web.put(registry.server().at("/-/api/v1/owner/" + name), body);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
      return new TransferDeed(giver, taker, name, Json.object(answer.body()).text("invitation"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String kind() {
    return "transfer";
  }

  @Override
  public void ask(Server server) throws IOException {
    try (var web = new Web(taker.token())) {
      var answer = web.post(server.at(INVITATIONS + "/" + invitation + "/accept"));
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }
  }

  @Override
  public boolean done(Server server) {
    try (var givers = new Web(giver.token());
        var takers = new Web(taker.token())) {
      var maintainers = (List<?>) takers.json(server.at("/" + name)).at("maintainers").value();
      assertThat(maintainers).hasSize(1);
      var owner = String.valueOf(((Map<?, ?>) maintainers.getFirst()).get("name"));
      assertThat(owner).isIn(giver.name(), taker.name());
      boolean given = owner.equals(taker.name());
      var trust = server.at("/-/package/%s/trust".formatted(name));
      var trusted = Json.array(new String((given ? takers : givers).bytes(trust), UTF_8));
      assertThat((List<?>) trusted.value()).hasSize(given ? 0 : 1);
      var others = given ? givers : takers;
      assertThat(others.status(trust)).isIn(403, 404);
      var waiting = new String(takers.bytes(server.at(INVITATIONS)), UTF_8);
      assertThat(waiting.contains(invitation)).isNotEqualTo(given);
      return given;
    }
  }

  @Override
  public List<String> events() {
    return List.of("package-transferred " + name);
  }
}
