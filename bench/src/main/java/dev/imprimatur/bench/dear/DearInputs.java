package dev.imprimatur.bench.dear;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.imprimatur.bench.sample.DearSample;
import dev.imprimatur.bench.sample.Release;
import dev.imprimatur.bench.server.Client;
import dev.imprimatur.bench.server.Headers;
import dev.imprimatur.bench.server.Server;
import dev.imprimatur.bench.server.Session;
import dev.imprimatur.testkit.FakeIssuer;
import dev.imprimatur.testkit.JobClaims;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The dearest inputs that the limits allow, of each kind of work that a registry does. Those of
 * whoever publishes are refused at their very end, so that they can be sent for ever.
 */
final class DearInputs {
  /** More pages than are kept. */
  private static final int PAGES = 48;

  /** As many as weigh what one package may. */
  private static final int VERSIONS = 20;

  private static final int GUESSES = 1000;
  private static final int PLANNED = 1000;
  private static final int NOISE = 12_000;
  private static final String HEAVY = "dear-heavy";
  private static final String TABLE = "dear-table-";
  private static final Map<String, String> HTML = Headers.with(Headers.ANY, "Accept", "text/html");

  private final Client client;
  private final Map<String, String> token;
  private final FakeIssuer github;

  DearInputs(Client client, String token, FakeIssuer github) {
    this.client = client;
    this.token = Headers.bearer(token);
    this.github = github;
  }

  /** Publishes what is dear to read. */
  void stock(Server server) throws IOException, InterruptedException {
    for (int i = 0; i < PAGES; i++) {
      client.sendWell(Client.put(server, new DearSample(TABLE + i, i).table(), token));
    }
    for (int i = 0; i < VERSIONS; i++) {
      client.sendWell(Client.put(server, new DearSample(HEAVY, i).values(), token));
    }
  }

  /** Makes requests for a server. */
  interface Maker {
    List<HttpRequest> of(Server server) throws IOException, InterruptedException;
  }

  /** A kind of dear input, made for a server when its turn has come. */
  record Kind(String name, Maker maker) {
    DearInput at(Server server) throws IOException, InterruptedException {
      return DearInput.of(maker.of(server));
    }
  }

  List<Kind> kinds() {
    return List.of(
        new Kind("pages of tables", this::pages),
        new Kind("a whole packument", this::packuments),
        new Kind("one version", this::versions),
        new Kind("names in a tarball", server -> published(server, sample("names").names())),
        new Kind("zeros in a tarball", server -> published(server, sample("zeros").zeros())),
        new Kind("a manifest", this::manifest),
        new Kind("too long a manifest", server -> published(server, sample("long").longValues())),
        new Kind("a deprecation", this::deprecation),
        new Kind("a trust plan", this::plan),
        new Kind("any JSON", this::numbers),
        new Kind("signing in", this::guesses),
        new Kind("identity tokens", this::exchanges));
  }

  private static DearSample sample(String name) {
    return new DearSample("dear-" + name, 0);
  }

  private List<HttpRequest> published(Server server, Release release) {
    return List.of(Client.put(server, release, token));
  }

  /** Each is another one, so that none is at hand. */
  private List<HttpRequest> pages(Server server) {
    return IntStream.range(0, PAGES)
        .mapToObj(i -> Client.get(server.at("/" + TABLE + i), HTML))
        .toList();
  }

  /** Read by five while a sixth changes it, so that it is made anew each time. */
  private List<HttpRequest> packuments(Server server) {
    var all = new ArrayList<HttpRequest>();
    for (int i = 0; i < VERSIONS; i++) {
      var tag = server.at("/-/package/%s/dist-tags/dear".formatted(HEAVY));
      all.add(Client.put(tag, Headers.json(token), "\"1.0.%d\"".formatted(i)));
      for (var headers : List.of(Headers.FULL, Headers.ABBREVIATED, Headers.FULL)) {
        all.add(Client.get(server.at("/" + HEAVY), Headers.gzipped(headers)));
      }
    }
    return all;
  }

  private List<HttpRequest> versions(Server server) {
    return IntStream.range(0, VERSIONS)
        .mapToObj(i -> Client.get(server.at("/%s/1.0.%d".formatted(HEAVY, i)), Headers.FULL))
        .toList();
  }

  /** It depends on what its tarball does not, which is seen when both are read. */
  private List<HttpRequest> manifest(Server server) {
    var wanted = new String(new DearSample("dear-manifest", 0).values().document(), UTF_8);
    var other = wanted.replaceFirst("\"values\":", "\"dependencies\":{\"x\":\"1\"},$0");
    return List.of(Client.put(server.at("/dear-manifest"), Headers.json(token), other));
  }

  /** As npm sends it: all that it read of the package, with a word more. */
  private List<HttpRequest> deprecation(Server server) throws IOException, InterruptedException {
    var read = client.sendWell(Client.get(server.at("/" + HEAVY), Headers.FULL));
    var document =
        new String(read.body(), UTF_8)
            .replace("\"version\":\"1.0.0\"", "\"version\":\"1.0.0\",\"deprecated\":\"old\"");
    return List.of(Client.put(server.at("/" + HEAVY), Headers.json(token), document));
  }

  /** For as many packages as one may be for; it is refused, as too many of them would wait. */
  private List<HttpRequest> plan(Server server) throws IOException, InterruptedException {
    var packages =
        IntStream.range(0, PLANNED)
            .mapToObj(
                """
                "dear-plan-%d":{"owner":"bench","publishers":[{"type":"github","claims":\
                {"repository":"acme/rocket","workflow_ref":{"file":"publish.yml"}},\
                "permissions":["createPackage"],"pins":\
                {"repository_id":"1","repository_owner_id":"2"}}]}\
                """
                    ::formatted)
            .collect(Collectors.joining(","));
    var body = "{\"packages\":{%s}}".formatted(packages);
    return List.of(
        Client.post(server.at("/-/api/v1/trust/plan"), Headers.json(session(server)), body));
  }

  private Map<String, String> session(Server server) throws IOException, InterruptedException {
    return Headers.bearer(Session.of(client, server));
  }

  /** As many values as a body may have. */
  private List<HttpRequest> numbers(Server server) throws IOException, InterruptedException {
    return List.of(
        Client.post(
            server.at("/-/api/v1/trust/plan"),
            Headers.json(session(server)),
            "{\"a\":[%s0]}".formatted("[],".repeat(95_000))));
  }

  private List<HttpRequest> guesses(Server server) {
    return IntStream.range(0, GUESSES)
        .mapToObj(i ->
            Client.put(
                server.at("/-/user/org.couchdb.user:guess" + i),
                Headers.json(Headers.ANY),
                "{\"name\":\"guess%d\",\"password\":\"it is not this one\"}".formatted(i)))
        .toList();
  }

  /** Good ones, as long as they may be, for a package that trusts nobody. */
  private List<HttpRequest> exchanges(Server server) {
    var job =
        JobClaims.of("acme/rocket", "publish.yml")
            .audience("npm:localhost")
            .with("noise", "x".repeat(NOISE * 3 / 4));
    var path = "/-/npm/v1/oidc/token/exchange/package/" + HEAVY;
    return List.of(Client.post(server.at(path), Headers.bearer(github.sign(job))));
  }
}
