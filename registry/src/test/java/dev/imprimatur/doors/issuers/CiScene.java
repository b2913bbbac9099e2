package dev.imprimatur.doors.issuers;

import dev.imprimatur.testkit.ci.CiSystem;
import dev.imprimatur.testkit.ci.Job;
import java.util.ArrayList;
import java.util.List;

/**
 * A CI system that an operator has added, a job of it that is trusted with a package, and jobs that
 * are not.
 *
 * @param terms how {@code issuer add} is told of it, beside its address
 * @param trusted how {@code trust add} is told of the job
 */
record CiScene(
    CiSystem system, List<String> terms, List<String> trusted, Job job, List<Refused> refused) {

  /** A job, and the problem that it is told. */
  record Refused(String what, Job job, String problem) {}

  CiScene {
    terms = List.copyOf(terms);
    trusted = List.copyOf(trusted);
    refused = List.copyOf(refused);
  }

  /** A job, and what {@code trust add} is told of it. */
  static CiScene of(Job job, String... trusted) {
    return new CiScene(job.system(), List.of(), List.of(trusted), job, List.of());
  }

  /** With what {@code issuer add} is told of its CI system. */
  CiScene on(String... more) {
    return new CiScene(system, List.of(more), trusted, job, refused);
  }

  CiScene refusing(String what, Job bad, String problem) {
    var more = new ArrayList<>(refused);
    more.add(new Refused(what, bad, problem));
    return new CiScene(system, terms, trusted, job, more);
  }

  String packageName() {
    return "rocket-" + system.id();
  }

  @Override
  public String toString() {
    return system.id();
  }
}
