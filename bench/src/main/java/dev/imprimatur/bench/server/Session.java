package dev.imprimatur.bench.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.regex.Pattern;

/** A sign-in of the one user that our registry has. */
public final class Session {
  private static final Pattern TOKEN = Pattern.compile("\"token\":\"([^\"]+)\"");

  private Session() {}

  /** The token of a new one, which may do all that the user may. */
  public static String of(Client client, Server ours) throws IOException, InterruptedException {
    var login =
        Client.put(
            ours.at("/-/user/org.couchdb.user:" + Imprimatur.USER),
            Headers.json(Headers.ANY),
            "{\"name\":\"%s\",\"password\":\"%s\"}"
                .formatted(Imprimatur.USER, Imprimatur.PASSWORD));
    var answer = new String(client.sendWell(login).body(), UTF_8);
    var token = TOKEN.matcher(answer);
    if (!token.find()) {
      throw new IOException("A sign-in was answered without a token");
    }
    return token.group(1);
  }
}
