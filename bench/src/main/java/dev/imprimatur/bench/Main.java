package dev.imprimatur.bench;

import dev.imprimatur.bench.dear.NoisyNeighbours;
import dev.imprimatur.bench.server.Client;
import dev.imprimatur.bench.server.Contender;
import dev.imprimatur.bench.server.Headers;
import dev.imprimatur.bench.server.Imprimatur;
import dev.imprimatur.bench.server.Machine;
import dev.imprimatur.bench.server.Nginx;
import dev.imprimatur.bench.server.Server;
import dev.imprimatur.bench.server.Verdaccio;
import dev.imprimatur.testkit.FakeIssuer;
import dev.imprimatur.testkit.ci.GitHub;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One run: starts the servers, fills them alike, lets them take turns, and prints the ratios. */
public final class Main {
  private static final String START_UP = "start-up";
  private static final String PROVENANCE = "provenance";

  private static final int STARTS = 5;
  private static final PrintStream OUT = System.out;

  private final Options options;
  private final Machine machine;
  private final FakeIssuer github;
  private final Path folder;
  private final Client client = new Client();
  private final List<Server> servers = new ArrayList<>();

  private Main(Options options, Machine machine, FakeIssuer github) {
    this.options = options;
    this.machine = machine;
    this.github = github;
    this.folder = options.home().resolve("run").toAbsolutePath();
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    try (var github = FakeIssuer.start(GitHub.SYSTEM)) {
      var options = Options.of(arguments);
      new Main(options, Machine.look(options.home()), github).run();
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(2);
    }
  }

  private void run() throws IOException, InterruptedException {
    OUT.println(machine.facts());
    empty(folder);
    var ours =
        Imprimatur.fresh(options.imprimatur(), folder.resolve("imprimatur"), github.issuer());
    var token = ours.token();
    var neighbours = new NoisyNeighbours(ours, token, github, options.burst());
    var alone = Stream.concat(Stream.of(START_UP, PROVENANCE), neighbours.names()).toList();
    var trials = trials(ours, token, alone);
    try {
      startAll(ours, token, trials);
      measure(trials);
    } finally {
      servers.forEach(Server::close);
    }
    if (options.wants(START_UP)) {
      OUT.println(StartUp.of(ours, STARTS).told());
    }
    if (options.wants(PROVENANCE)) {
      OUT.println(Verifying.of(ours, options.burst()).told());
    }
    neighbours.measure(options::wants, OUT::print);
  }

  /** The trials that are wanted, beside what is measured of our server alone. */
  private List<Trial> trials(Imprimatur ours, String token, List<String> alone) {
    var load = machine.wrk().isPresent() ? (ReadLoad) Wrk::reading : ClientLoad.reading(client);
    var all = new ArrayList<Trial>(Readings.all(new Reading.Means(client, load)));
    all.add(SignedInReading.with(token, new Reading.Means(client, load)));
    all.add(new Publishing(client, token, new AtomicInteger()));
    var crowd = new Crowd(ours.folder().resolve("data/imprimatur.db"));
    all.add(new Exchanging(github, posting(), Optional.empty()));
    all.add(new Exchanging(github, posting(), Optional.of(crowd)));
    var wanted = all.stream().filter(trial -> options.wants(trial.name())).toList();
    if (wanted.isEmpty() && alone.stream().noneMatch(options::wants)) {
      var names = all.stream().map(Trial::name).collect(Collectors.joining(", "));
      throw new IllegalArgumentException(
          "--only takes a part of: " + names + ", " + String.join(", ", alone));
    }
    return wanted;
  }

  private PostLoad posting() {
    return machine.wrk().isPresent()
        ? (duration, requests) -> Wrk.posting(folder, duration, requests)
        : (duration, requests) -> ClientLoad.writing(client, duration, requests);
  }

  private void startAll(Imprimatur registry, String token, List<Trial> trials)
      throws IOException, InterruptedException {
    var ours = registry.serve();
    servers.add(ours);
    var stock = new Stock(client);
    stock.fill(ours, Headers.bearer(token));
    stock.trust(ours, Exchanging.REPOSITORY, Exchanging.WORKFLOW);
    if (machine.nginx().isPresent() && isWanted(Contender.NGINX, trials)) {
      servers.add(new Nginx(folder.resolve("nginx"), client).mirroring(ours));
    }
    if (machine.verdaccio().isPresent() && isWanted(Contender.VERDACCIO, trials)) {
      var verdaccio = new Verdaccio(options.home(), folder.resolve("verdaccio")).serve();
      servers.add(verdaccio);
      stock.fill(verdaccio, Headers.ANY);
    }
  }

  private static boolean isWanted(Contender contender, List<Trial> trials) {
    return trials.stream().anyMatch(trial -> trial.contenders().contains(contender));
  }

  private void measure(List<Trial> trials) throws IOException, InterruptedException {
    var rounds = new Rounds(servers, options);
    OUT.print(Report.heads());
    for (var trial : trials) {
      if (trial instanceof SignedInReading signedIn) {
        var both = rounds.playTogether(List.of(signedIn, signedIn.anonymous()));
        both.forEach(score -> OUT.print(Report.row(score)));
        OUT.print(Report.signedIn(both.getFirst(), both.getLast()));
        continue;
      }
      var score = rounds.play(trial);
      OUT.print(Report.row(score));
      if (trial instanceof Exchanging) {
        OUT.print(Report.exchange(score, BareVerification.cpuMicros(options.burst())));
      }
    }
    OUT.print(Report.memory(servers));
  }

  /** Only ever what an earlier run left behind. */
  private static void empty(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (var files = Files.walk(folder)) {
        for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
    Files.createDirectories(folder);
  }
}
