package dev.imprimatur.testkit.demo;

import dev.imprimatur.testkit.FakeIssuer;
import dev.imprimatur.testkit.ci.GitHub;
import dev.imprimatur.testkit.sigstore.FakeSigstore;
import java.io.IOException;
import java.util.List;
import java.util.Objects;

/**
 * {@code imprimatur demo}: starts a registry on a throwaway folder, lets a pretend GitHub Actions
 * job publish with the real npm, which signs where it built that, installs what it published and
 * checks the signatures. Leaves with 0 if all went well.
 */
public final class Demo {
  private static final String USAGE =
      """
      Usage: imprimatur demo [--exit]
      The main job on a throwaway folder: a registry, a pretend GitHub Actions job without any
      secret, the real npm publishing, installing and checking signatures. A pretend Sigstore signs,
      so that nothing gets into the public one. Stays up until Ctrl-C.

            --exit   leave after the story, with 0 if all went well

      Example: imprimatur demo --exit\
      """;

  private Demo() {}

  public static void main(String[] arguments) throws InterruptedException {
    var words = List.of(arguments);
    if (words.contains("--help") || words.contains("-h")) {
      say(USAGE);
      return;
    }
    if (!words.isEmpty() && !words.equals(List.of("--exit"))) {
      System.err.println(USAGE);
      System.exit(2);
    }
    System.exit(play(words.isEmpty()) ? 0 : 1);
  }

  static void say(String line) {
    System.out.println(line);
  }

  private static boolean play(boolean staysUp) throws InterruptedException {
    var launcher = Objects.requireNonNull(System.getProperty("imprimatur.launcher"), "launcher");
    try {
      var stage = Stage.set();
      // However the demo ends, by itself or by Ctrl-C, this is the one way out.
      Runtime.getRuntime().addShutdownHook(new Thread(stage::close));
      var github = FakeIssuer.start(GitHub.SYSTEM);
      stage.atItsEnd(github::close);
      var sigstore = FakeSigstore.start().believing(github);
      stage.atItsEnd(sigstore::close);
      say("Imprimatur: a CI job publishes a package with no token, and someone installs it.");
      // What is signed here does not get into the public log.
      var npm = Npm.find(stage).with(sigstore.npmVariables(stage.folder("sigstore")));
      say(
          "   npm %s is here; a registry starts on a throwaway folder ..."
              .formatted(npm.version()));
      var registry = Registry.start(launcher, stage, github.issuer(), sigstore.trustedRoot());
      new Story(stage, npm, github, registry).tell();
      if (staysUp) {
        say("   The registry stays up until you press Ctrl-C; then all of it is gone.");
        registry.await();
      }
      return true;
    } catch (IOException e) {
      System.err.println("The demo failed. " + e.getMessage());
      return false;
    }
  }
}
