package dev.imprimatur.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.e2e.Upload.Noise;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A user who is signed in, and asks for what npm would ask for them. For what has to be there
 * before a test begins: a request takes a hundredth of the time of a program that makes it.
 */
final class Owner {
  private static final int NOISE_BYTES = 64;

  private final Server server;
  private final String name;
  private final String token;

  private Owner(Server server, String name, String token) {
    this.server = server;
    this.name = name;
    this.token = token;
  }

  static Owner signIn(Server server, String user) {
    var login = "org.couchdb.user:" + user;
    var body = Json.members("_id", login, "name", user, "password", Imprimatur.PASSWORD);
    try (var web = new Web("")) {
      var answer = web.put(server.at("/-/user/" + login), Json.write(body));
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
      return new Owner(server, user, Json.object(answer.body()).text("token"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String name() {
    return name;
  }

  /** That of the session, as npm keeps it after a login. */
  String token() {
    return token;
  }

  /**
   * Trusts a CI job with a package; if there is none of the name, it will be theirs.
   *
   * @param publisher in npm's form: a type, claims, and permissions if not just that to publish
   */
  void trust(String name, Map<String, Object> publisher) {
    var address = server.at("/-/package/%s/trust".formatted(escaped(name)));
    try (var web = new Web(token)) {
      var answer = web.post(address, Json.write(publisher));
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Trusts a workflow of GitHub with a package. */
  void trustGitHub(String name, String repository, String workflowFile) {
    trust(name, gitHub(repository, workflowFile));
  }

  /** A workflow of GitHub, in npm's form. */
  static Map<String, Object> gitHub(String repository, String workflowFile, Object... more) {
    var claims =
        Json.members("repository", repository, "workflow_ref", Json.members("file", workflowFile));
    claims.putAll(Json.members(more));
    return Json.members("type", "github", "claims", claims);
  }

  /** Publishes a small version that everybody may see. */
  Upload publish(Path folder, String name, String version) {
    var upload = write(folder, name, version);
    try (var web = new Web(token)) {
      var answer = web.publish(server.at("/" + escaped(name)), upload.body());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
      return upload;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A small version that everybody may see, to be sent. */
  static Upload write(Path folder, String name, String version) {
    var noise = new Noise(new SplittableRandom(name.hashCode()), NOISE_BYTES);
    return Upload.write(folder, name, version, noise);
  }

  private static String escaped(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("%40", "@");
  }
}
