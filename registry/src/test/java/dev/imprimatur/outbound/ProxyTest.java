package dev.imprimatur.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.imprimatur.Covers;
import dev.imprimatur.outbound.Ask.Reach;
import dev.imprimatur.wiring.Lookups;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Behind a proxy, names are the proxy's business. */
final class ProxyTest {
  @Test
  @Covers("K22")
  void theProxyIsAskedAndNobodyElse() throws IOException {
    var asked = new CopyOnWriteArrayList<String>();
    var proxy = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
    proxy.createContext(
        "/",
        exchange -> {
          try (exchange) {
            asked.add(exchange.getRequestURI().toString());
            exchange.sendResponseHeaders(204, -1);
          }
        });
    proxy.start();
    var lookups = new Lookups();
    var address = URI.create("http://127.0.0.1:" + proxy.getAddress().getPort());
    try (var outbound = new Outbound(lookups, address)) {
      var ask =
          new Ask(
              URI.create("http://ci.example/keys"), Reach.INTERNAL, 1000, Duration.ofSeconds(10));
      assertThat(outbound.get(ask).status()).isEqualTo(204);
      assertThat(asked).isEqualTo(List.of("http://ci.example/keys"));
      assertThat(lookups.hosts()).containsExactly("127.0.0.1");
    } finally {
      proxy.stop(0);
    }
  }
}
