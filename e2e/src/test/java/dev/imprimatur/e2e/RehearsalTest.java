package dev.imprimatur.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The first start of a release, with the real JVM: what it learns is good, and nothing of the
 * operator's was opened for it, whatever is set. The start itself, which comes after that, is left
 * out: of the JVM only those runs are let through by which the launcher learns.
 */
final class RehearsalTest {
  private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();

  @TempDir private Path folder;

  @Test
  void itLearnsAndReachesNothingOfTheOperators() throws Exception {
    var operators = Files.createDirectories(folder.resolve("operators"));
    try (var listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      var builder =
          new ProcessBuilder(release().toString(), "serve", "--data", operators.toString());
      builder.directory(operators.toFile()).redirectErrorStream(true);
      builder.environment().putAll(settings("127.0.0.1:" + listener.getLocalPort(), operators));
      var process = builder.start();
      var said = new String(process.getInputStream().readAllBytes(), UTF_8);

      assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
      assertThat(said).contains("learned in ").contains("started ").contains("-XX:AOTCache=");
      listener.setSoTimeout(1);
      assertThat(isAsked(listener)).isFalse();
    }
    try (var left = Files.list(operators)) {
      assertThat(left).isEmpty();
    }
  }

  private Path release() throws IOException {
    var jdk = Path.of(System.getProperty("java.home"));
    var java = Files.createDirectories(folder.resolve("jdk/bin")).resolve("java");
    Files.writeString(java, learning(jdk.resolve("bin/java")));
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));
    Files.copy(jdk.resolve("release"), folder.resolve("jdk/release"));
    Files.createDirectories(folder.resolve("copy/lib"));
    Files.copy(
        PROJECT.resolve("registry/target/imprimatur.jar"),
        folder.resolve("copy/lib/imprimatur.jar"));
    var launcher = folder.resolve("copy/imprimatur");
    Files.copy(PROJECT.resolve("imprimatur"), launcher);
    Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwx------"));
    return launcher;
  }

  private static String learning(Path java) {
    return """
    #!/bin/sh
    case "$*" in
      *-XX:AOTCacheOutput=* | *-XX:AOTMode=on*) exec %s "$@" ;;
    esac
    echo "started $*"
    """
        .formatted(java);
  }

  private Map<String, String> settings(String host, Path operators) {
    var settings = new HashMap<String, String>();
    settings.put("IMPRIMATUR_JAVA_HOME", folder.resolve("jdk").toString());
    settings.put("IMPRIMATUR_DATABASE", "jdbc:postgresql://" + host + "/imprimatur");
    settings.put("IMPRIMATUR_DATA", operators.toString());
    settings.put("IMPRIMATUR_SIGNING_KEY", operators.resolve("key.pem").toString());
    settings.put("IMPRIMATUR_PROXY", "http://" + host);
    settings.put("IMPRIMATUR_TRANSPARENCY_LOG", "http://" + host);
    settings.put("IMPRIMATUR_ISSUERS", "[{provider: gitlab, url: 'http://" + host + "'}]");
    settings.put("IMPRIMATUR_TRUST_ROOTS", operators.toString());
    settings.put("IMPRIMATUR_LISTEN", host);
    settings.put("IMPRIMATUR_PUBLIC_URL", "http://" + host);
    settings.put("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + operators);
    return settings;
  }

  private static boolean isAsked(ServerSocket listener) throws IOException {
    try (var asked = listener.accept()) {
      return asked.isConnected();
    } catch (SocketTimeoutException nobody) {
      return false;
    }
  }
}
