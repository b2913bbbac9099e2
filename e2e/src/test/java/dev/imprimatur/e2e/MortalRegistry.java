package dev.imprimatur.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** A registry that dies and starts again, where anybody makes an account. */
final class MortalRegistry implements AutoCloseable {
  /** What its webhook hears of. */
  private static final List<String> KINDS =
      List.of("package-unpublished", "staged-version-approved", "package-transferred");

  private final Path folder;
  private final KilledDatabase database;
  private final Imprimatur operator;
  private final HookReceiver receiver = HookReceiver.start();
  private Server server;

  private MortalRegistry(Path folder, KilledDatabase database, Imprimatur operator) {
    this.folder = folder;
    this.database = database;
    this.operator = operator;
    this.server = operator.serve();
    var words = new ArrayList<>(List.of("webhook", "add", receiver.address(), "--internal"));
    for (var kind : List.of("version-removed", "approved", "owner-changed")) {
      words.addAll(List.of("--kind", kind));
    }
    operator.run(words.toArray(String[]::new));
  }

  /** Starts one whose database is made for its data folder. */
  static MortalRegistry start(Path folder, Function<Path, KilledDatabase> databases) {
    var fresh = Imprimatur.fresh(folder.resolve("registry"), List.of());
    var database = databases.apply(fresh.data());
    var environment = new TreeMap<>(database.environment());
    environment.put("IMPRIMATUR_REGISTRATION", "open");
    // Where it was before, so that those who know it find it again.
    environment.put(Imprimatur.LISTEN, Server.freeAddress());
    return new MortalRegistry(folder, database, fresh.with(environment));
  }

  /** Where tests put what they send. */
  Path folder() {
    return folder;
  }

  Imprimatur operator() {
    return operator;
  }

  Server server() {
    return server;
  }

  /** Makes an account, as anybody does. */
  Owner signUp(String name) {
    var body =
        Json.members(
            "name",
            name,
            "password",
            Imprimatur.PASSWORD,
            "email",
            name + "@acme.example",
            "type",
            "user");
    try (var web = new Web("")) {
      var answer = web.put(server.at("/-/user/org.couchdb.user:" + name), Json.write(body));
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
      return Owner.signIn(server, name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts anew after {@link Server#kill}. */
  void restart() throws SQLException, InterruptedException {
    database.settle();
    database.passTaken();
    server = operator.serve();
  }

  /** Requires that what happened was told, once for each event, and nothing else was. */
  void requireTold(List<Deed> done) throws InterruptedException {
    var told = ToldEvents.of(operator);
    var counted = told.counted();
    assertThat(done.stream().flatMap(deed -> deed.events().stream()))
        .allSatisfy(event -> assertThat(counted).containsEntry(event, 1L));
    var wanted = told.ofKinds(KINDS);
    receiver.await(_ -> messages().keySet().containsAll(wanted.keySet()));
    assertThat(messages()).isEqualTo(wanted);
    operator.run("audit", "verify");
  }

  /** What the webhook was told; a message may come again. */
  private Map<Long, String> messages() {
    var messages = new TreeMap<Long, String>();
    receiver.messages().forEach(message -> messages.put(message.seq(), message.type()));
    return messages;
  }

  @Override
  public void close() {
    try (database;
        receiver) {
      server.close();
    }
  }
}
