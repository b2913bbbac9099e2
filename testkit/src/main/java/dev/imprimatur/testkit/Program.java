package dev.imprimatur.testkit;

import dev.imprimatur.testkit.ci.CiSystem;
import dev.imprimatur.testkit.ci.CiSystems;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** {@code imprimatur fake-issuer}: a pretended CI system that runs until Ctrl-C. */
public final class Program {
  private static final String USAGE =
      """
      Usage: imprimatur fake-issuer SYSTEM [--port PORT]
      Pretends to be a CI system on this machine: real keys, real tokens, for anybody who asks.

            --port   where; any free port if it is not said

      SYSTEM is one of %s.
      Example: imprimatur fake-issuer gitlab --port 9000\
      """
          .formatted(CiSystems.ALL.stream().map(CiSystem::id).collect(Collectors.joining(", ")));

  private Program() {}

  public static void main(String[] arguments) {
    var words = List.of(arguments);
    if (words.contains("--help") || words.contains("-h")) {
      System.out.println(USAGE);
      return;
    }
    var issuer = started(words);
    if (issuer.isEmpty()) {
      System.err.println(USAGE);
      System.exit(2);
    }
    // The server's own thread keeps the process alive.
    issuer.map(Program::greeting).ifPresent(System.out::println);
  }

  /** Starts the issuer that the words ask for, or none if they are not understood. */
  static Optional<FakeIssuer> started(List<String> words) {
    boolean usual = words.size() == 1;
    boolean withPort =
        words.size() == 3 && words.get(1).equals("--port") && words.get(2).matches("\\d{1,5}");
    if (!usual && !withPort) {
      return Optional.empty();
    }
    int port = usual ? 0 : Integer.parseInt(words.get(2));
    return CiSystems.example(words.getFirst()).map(job -> FakeIssuer.startAt(job.system(), port));
  }

  static String greeting(FakeIssuer issuer) {
    return """
    Issuer:  %s
    Keys:    %s
    Tokens:  curl '%s?audience=npm:localhost'
    A job:   eval "$(curl -s '%s?audience=npm:localhost')"
    It runs until Ctrl-C, and gives a token to anybody on this machine.\
    """
        .formatted(
            issuer.issuer(),
            issuer.keySetAddress(),
            issuer.server() + TokenEndpoint.TOKEN,
            issuer.server() + TokenEndpoint.JOB);
  }
}
