package dev.imprimatur.doors.operation;

import static dev.imprimatur.doors.support.Trusting.github;
import static dev.imprimatur.wiring.TestRegistry.job;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.imprimatur.doors.support.Approved;
import dev.imprimatur.doors.support.Trusting;
import dev.imprimatur.main.Main;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The main job and some refusals, written down byte for byte; a program of its own, so that it can
 * run as if the machine were anywhere in the world.
 */
final class Transcript {
  private Transcript() {}

  public static void main(String[] arguments) throws IOException {
    Main.speakEnglish();
    Files.writeString(Path.of(arguments[0]), text(), UTF_8);
  }

  static String text() {
    try (var registry = TestRegistry.start()) {
      return String.join("\n", replies(registry));
    }
  }

  private static List<String> replies(TestRegistry registry) {
    registry.addUser("alice", false);
    var alice = registry.with(registry.session("alice"));
    var told = new ArrayList<String>();
    Trusting.add(alice, "infinity", github("ACME/Infinity"));
    // Everything that a job says by itself is the same in every run but for these.
    var claims =
        job("acme/INFINITY").with("jti", "one").with("run_id", "7").ref("refs/tags/v1.2.3");
    var exchanged = registry.exchange("infinity", registry.github().sign(claims));
    told.add(Approved.reply(exchanged));
    var minted = registry.with(exchanged.json().text("token").orElseThrow());
    var wanted = TestPackage.of("infinity", "1.0.0").file("README.md", "# I");
    told.add(Approved.reply(minted.put("/infinity", wanted.document())));
    told.add(Approved.reply(registry.anyone().get("/infinity")));
    told.add(Approved.reply(registry.anyone().with("accept", "text/html").get("/infinity")));
    told.add(Approved.reply(alice.get("/-/api/v1/publishers/infinity")));
    var expired = claims.with("jti", "two");
    var late = registry.clock().instant().minus(Duration.ofDays(12));
    told.add(reply(registry, registry.github().sign(expired.expiresAt(late))));
    told.add(reply(registry, "x".repeat(17_000)));
    told.add(reply(registry, registry.github().sign(claims)));
    told.add(
        Approved.reply(
            alice.put("/-/package/infinity/dist-tags/x", "\"" + "1".repeat(2000) + "\"")));
    told.add(Approved.events(registry.events()));
    return told;
  }

  private static String reply(TestRegistry registry, String idToken) {
    return Approved.reply(registry.exchange("infinity", idToken));
  }
}
