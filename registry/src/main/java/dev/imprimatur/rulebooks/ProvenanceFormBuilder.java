package dev.imprimatur.rulebooks;

import dev.imprimatur.rulebooks.ProvenanceForm.Repeated;
import dev.imprimatur.sigstore.Identity.Field;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** The builder of a provenance form; each method is a line of it. Used by one thread. */
public final class ProvenanceFormBuilder {
  final String title;
  final String predicateType;
  String buildTypeAt = "";
  String buildType = "";
  String hostedRunner = "";
  String commits = "/commit/";
  String files = "/blob/";
  UnaryOperator<String> server = issuer -> issuer;
  ConfigFile file = new ConfigFile("/", ConfigFile.End.AT_SIGN);
  final Set<String> npmIssuers = new LinkedHashSet<>();
  final List<Repeated> predicate = new ArrayList<>();
  final List<FieldTemplate> job = new ArrayList<>();

  ProvenanceFormBuilder(String title, String predicateType) {
    this.title = title;
    this.predicateType = predicateType;
  }

  /** Requires this build type at this path of predicates. */
  public ProvenanceFormBuilder hasBuildType(String path, String type) {
    buildTypeAt = path;
    buildType = type;
    return this;
  }

  /**
   * Names the issuers whose provenance npm's own registry takes, and so does a root that says
   * nothing.
   */
  public ProvenanceFormBuilder isTakenByNpmFrom(String... issuers) {
    npmIssuers.addAll(List.of(issuers));
    return this;
  }

  /** Names the value with which a certificate marks a machine of the CI system itself. */
  public ProvenanceFormBuilder hasRunnersCalled(String name) {
    hostedRunner = name;
    return this;
  }

  /**
   * Tells where an issuer's projects are, without a slash at the end; by default, at the issuer.
   */
  public ProvenanceFormBuilder hasProjectsAt(UnaryOperator<String> ofIssuer) {
    server = ofIssuer;
    return this;
  }

  /** Sets the text between a repository and a file, which ends at the first at sign. */
  public ProvenanceFormBuilder hasFilesBehind(String before) {
    file = new ConfigFile(before, ConfigFile.End.AT_SIGN);
    return this;
  }

  /** Sets the text between a repository and a file, which may hold at signs itself. */
  public ProvenanceFormBuilder hasFilesWithAtSignsBehind(String before) {
    file = new ConfigFile(before, ConfigFile.End.REF);
    return this;
  }

  /** Requires this field of the certificate here in the predicate. */
  public ProvenanceFormBuilder repeats(String path, Field field) {
    predicate.add(new Repeated(path, FieldTemplate.same(field)));
    return this;
  }

  /**
   * Requires here in the predicate what is composed from the certificate: from its fields and
   * {@code {file}}.
   *
   * @param field what a refusal calls it
   */
  public ProvenanceFormBuilder repeats(String path, Field field, String template) {
    var written = new FieldTemplate(field, template);
    for (var place : written.places()) {
      if (!place.equals(ProvenanceForm.FILE) && FieldTemplate.field(place).isEmpty()) {
        throw new IllegalArgumentException("A certificate has no field " + place);
      }
    }
    predicate.add(new Repeated(path, written));
    return this;
  }

  /**
   * Requires that the field of the certificate is composed from the job's claims, from other
   * fields, and from {@code {server}} and {@code {scheme}}; where a claim is not known, it is not
   * compared.
   */
  public ProvenanceFormBuilder certifies(Field field, String template) {
    job.add(new FieldTemplate(field, template));
    return this;
  }

  /** Sets the texts that lead from a repository to its commits, and to files of a commit. */
  public ProvenanceFormBuilder showsBehind(String commit, String blob) {
    commits = commit;
    files = blob;
    return this;
  }

  /**
   * Builds the form; throws if a line is missing without which everything or nothing would match.
   */
  public ProvenanceForm build() {
    if (buildType.isEmpty() || hostedRunner.isEmpty() || predicate.isEmpty() || job.isEmpty()) {
      throw new IllegalStateException("A provenance form that lacks a line");
    }
    return new ProvenanceForm(this);
  }
}
