package dev.imprimatur.e2e;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How a command ended.
 *
 * @param out what it wrote to its standard output
 * @param err what it wrote to its standard error, where npm writes all but results
 */
record Outcome(String command, int exit, String out, String err) {

  Outcome done() {
    assertThat(exit).as("%s", this).isZero();
    return this;
  }

  Outcome refused() {
    assertThat(exit).as("%s", this).isNotZero();
    return this;
  }

  @Override
  public String toString() {
    return "%s%nexit %d%n--- out%n%s%n--- err%n%s".formatted(command, exit, out, err);
  }
}
