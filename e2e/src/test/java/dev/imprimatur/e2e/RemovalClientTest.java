package dev.imprimatur.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What {@code npm unpublish}, {@code search}, {@code outdated} and {@code audit} make of answers.
 */
@ParameterizedClass
@Execution(ExecutionMode.CONCURRENT)
@MethodSource("dev.imprimatur.e2e.Clients#all")
@ExtendWith(E2eEnvironments.OfClass.class)
final class RemovalClientTest {
  private final Npm npm;
  private final E2eEnvironment surroundings;

  RemovalClientTest(Npm npm, E2eEnvironments environments) {
    this.npm = npm;
    this.surroundings = environments.of(npm);
  }

  private ClientMachine owner() {
    return surroundings.machine(npm).token(surroundings.server(), surroundings.owner().token());
  }

  private Outcome npm(ClientMachine machine, String... words) {
    return machine.npm(with(words));
  }

  private String[] with(String... words) {
    var all = Arrays.copyOf(words, words.length + 2);
    all[words.length] = "--registry";
    all[words.length + 1] = surroundings.url();
    return all;
  }

  private void publish(ClientMachine machine, String name, String... versions) {
    for (var version : versions) {
      npm(machine.project(name, version), "publish").done();
    }
  }

  @Test
  void aVersionAndThenThePackageIsUnpublished() {
    var machine = owner();
    publish(machine, "gone", "1.0.0", "1.1.0");
    assertThat(npm(machine, "unpublish", "gone@1.1.0").done().out()).contains("- gone@1.1.0");
    assertThat(npm(machine, "view", "gone", "dist-tags.latest").done().out()).isEqualTo("1.0.0");
    assertThat(npm(machine, "unpublish", "gone", "--force").done().out()).contains("- gone");
    assertThat(npm(machine, "view", "gone").refused().err()).contains("Unpublished on");
    var again = npm(machine.project("gone", "2.0.0"), "publish").refused();
    assertThat(again.err()).contains("cannot be republished until 24 hours have passed");
  }

  @Test
  void whoMayNotUnpublishIsNotToldThatItIsDone() {
    var machine = owner();
    publish(machine, "stays", "1.0.0");
    var stranger = npm(surroundings.machine(npm), "unpublish", "stays", "--force").refused();
    assertThat(stranger.err()).contains("E401");
    assertThat(npm(machine, "view", "stays", "version").done().out()).isEqualTo("1.0.0");
  }

  @Test
  void whatIsPublishedIsFound() {
    var machine = owner();
    publish(machine, "findable-thing", "1.0.0");
    var found = npm(machine, "search", "findable").done().out();
    assertThat(found).contains("findable-thing", "1.0.0", E2eEnvironment.OWNER);
  }

  @Test
  void anAuditSaysThatNothingWasChecked() {
    var machine = owner();
    publish(machine, "audited", "1.0.0");
    var user = surroundings.machine(npm).consumer();
    npm(user, "install", "audited").done();
    assertThat(npm(user, "audit").done().err()).contains("nothing was checked");
  }
}
