package dev.imprimatur.doors.people;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.wiring.Client;
import java.nio.charset.StandardCharsets;

/** A visit of somebody at a route, of whatever use to them; it changes nothing. */
public final class RouteVisit {
  private RouteVisit() {}

  /** Asks there, about this package where it is about one. */
  public static Client.Answer ask(Client client, String route, String name) {
    var method = method(route);
    var asking = route.endsWith("(page)") ? client.with("accept", "text/html") : client;
    var body = method.equals("POST") || method.equals("PUT") ? "[5]" : "";
    return asking.send(method, path(route, name), body.getBytes(StandardCharsets.UTF_8));
  }

  public static String method(String route) {
    return route.substring(0, route.indexOf(' '));
  }

  /**
   * The path of a route, with something that is not there wherever it needs more than a package.
   */
  public static String path(String route, String name) {
    var bare = name.substring(name.indexOf('/') + 1);
    var path =
        route
            .substring(method(route).length() + 1)
            .replace(" (page)", "")
            .replace("/attestations/{package}", "/attestations/{package}@1.0.0")
            .replace("/receipt/{package}", "/receipt/{package}@1.0.0")
            .replace("{package}", name.replace("/", "%2f"))
            .replace("{id}", "01a20320-a200-7000-b520-50e95869e138")
            .replace("{tag}", "missing")
            .replace("{version}", "1.0.0")
            .replace("{file}", bare + "-1.0.0.tgz")
            .replace("{code}", "not-allowed")
            .replace("{login}", "org.couchdb.user:alice")
            .replace("{token}", "npm_garbage")
            .replace("{challenge}", "0".repeat(64))
            .replace("{rev}", "1-0")
            .replace("{user}", "alice")
            .replace("{org}", "acme")
            .replace("{team}", "devs")
            .replace("{provider}", "nowhere")
            .replace("{secret}", "0".repeat(64))
            .replace("{key}", "1234abcd");
    assertThat(path).as("what shall stand there?").doesNotContain("{");
    return path;
  }
}
