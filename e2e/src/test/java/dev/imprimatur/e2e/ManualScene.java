package dev.imprimatur.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.testkit.JobClaims;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What the words of a printed command stand for: a package of alice's whose first version a job has
 * published, a trusted publisher of it, and staged versions.
 */
final class ManualScene {
  private final E2eEnvironment surroundings;
  private final Path folder;
  private final String name;
  private int staged;

  ManualScene(E2eEnvironment surroundings, Path folder, String name) {
    this.surroundings = surroundings;
    this.folder = folder;
    this.name = name;
  }

  String name() {
    return name;
  }

  /** The name of the package without its scope. */
  String bareName() {
    return name.replaceFirst(".*/", "");
  }

  /** Publishes the first version, in a project of its own: too much of one is held. */
  void begin() {
    var repository = "acme/" + bareName();
    surroundings.owner().trust(name, Owner.gitHub(repository, "first.yml"));
    var job = JobClaims.of(repository, "first.yml").audience("npm:localhost");
    var exchange = "/-/npm/v1/oidc/token/exchange/package/" + escaped();
    put(posted(surroundings.github().sign(job), exchange, "").text("token"), "1.0.0");
  }

  /** Publishes another version, as a person. */
  void publish(String version) {
    put(surroundings.owner().token(), version);
  }

  /** Publishes version 1.1.0 with provenance. */
  void publishWithProvenance(Npm npm) {
    PublicRepository.trust(surroundings, name);
    PublicRepository.runner(surroundings, npm, name, "1.1.0")
        .npm("publish", "--registry", surroundings.url())
        .done();
  }

  /** Points an old dist-tag to the first version. */
  void tag(String tag) {
    try (var web = new Web(surroundings.owner().token())) {
      var address = at("/-/package/%s/dist-tags/%s".formatted(escaped(), tag));
      assertThat(web.put(address, "\"1.0.0\"").statusCode()).isBetween(200, 201);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The id of a publisher, which is of a file of its own. */
  String publisher() {
    var publisher = Owner.gitHub("acme/rocket", "other.yml");
    var path = "/-/package/%s/trust".formatted(escaped());
    return posted(surroundings.owner().token(), path, "[" + Json.write(publisher) + "]").text("id");
  }

  /** The id of a version that waits for approval. */
  String stagedVersion() {
    var upload = upload("9.0." + ++staged);
    try {
      var document = Files.readString(upload.document());
      var path = "/-/stage/package/" + escaped();
      return posted(surroundings.owner().token(), path, document).text("stageId");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Words that make a command one of a job, which has no home with a token in it. */
  String inJob(JobClaims job) {
    var words = new StringBuilder("HOME='%s' ".formatted(folder));
    surroundings
        .github()
        .job(job)
        .environment()
        .forEach((variable, value) -> words.append("%s='%s' ".formatted(variable, value)));
    return words.toString();
  }

  private URI at(String path) {
    return surroundings.server().at(path);
  }

  private String escaped() {
    return name.replace("/", "%2f");
  }

  private Json posted(String token, String path, String body) {
    try (var web = new Web(token)) {
      var answer = web.post(at(path), body);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
      return Json.object(answer.body().replaceFirst("^\\[", "").replaceFirst("]$", ""));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void put(String token, String version) {
    try (var web = new Web(token)) {
      var answer = web.publish(at("/" + escaped()), upload(version).body());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Upload upload(String version) {
    return Upload.write(folder, name, version, new Upload.Noise(new SplittableRandom(1), 16));
  }

  /** What a person types who signs in. */
  static List<Command.Answer> signingIn() {
    return List.of(
        new Command.Answer("Username:", E2eEnvironment.OWNER),
        new Command.Answer("Password:", Imprimatur.PASSWORD));
  }
}
