package dev.imprimatur.rulebooks;

import dev.imprimatur.provenance.Identity.Field;
import dev.imprimatur.rulebooks.ProvenanceForm.Repeated;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** A provenance form being written; each method is a line of it. Used by one thread. */
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

  /** Its predicates have this build type at this path. */
  public ProvenanceFormBuilder hasBuildType(String path, String type) {
    buildTypeAt = path;
    buildType = type;
    return this;
  }

  /** npm's own registry takes it from these issuers, and so does a root that says nothing. */
  public ProvenanceFormBuilder isTakenByNpmFrom(String... issuers) {
    npmIssuers.addAll(List.of(issuers));
    return this;
  }

  /** What a certificate calls a machine of the CI system itself. */
  public ProvenanceFormBuilder hasRunnersCalled(String name) {
    hostedRunner = name;
    return this;
  }

  /** Where an issuer's projects are, without a slash behind it; the issuer itself if not said. */
  public ProvenanceFormBuilder hasProjectsAt(UnaryOperator<String> ofIssuer) {
    server = ofIssuer;
    return this;
  }

  /** This stands between a repository and a file, which ends at the first at sign. */
  public ProvenanceFormBuilder hasFilesBehind(String before) {
    file = new ConfigFile(before, ConfigFile.End.AT_SIGN);
    return this;
  }

  /** This stands between a repository and a file, which may hold at signs itself. */
  public ProvenanceFormBuilder hasFilesWithAtSignsBehind(String before) {
    file = new ConfigFile(before, ConfigFile.End.REF);
    return this;
  }

  /** The predicate must have this field of the certificate here. */
  public ProvenanceFormBuilder repeats(String path, Field field) {
    predicate.add(new Repeated(path, FieldTemplate.same(field)));
    return this;
  }

  /**
   * The predicate must have here what is put together from the certificate: from its fields and
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
   * The field of the certificate must be what is put together from the job's claims, from other
   * fields, and from {@code {server}} and {@code {scheme}}; where a claim is not known, it is not
   * compared.
   */
  public ProvenanceFormBuilder certifies(Field field, String template) {
    job.add(new FieldTemplate(field, template));
    return this;
  }

  /** Below a repository, commits and files of a commit are shown behind these. */
  public ProvenanceFormBuilder showsBehind(String commit, String blob) {
    commits = commit;
    files = blob;
    return this;
  }

  /** Throws if a line is missing without which everything or nothing would fit. */
  public ProvenanceForm build() {
    if (buildType.isEmpty() || hostedRunner.isEmpty() || predicate.isEmpty() || job.isEmpty()) {
      throw new IllegalStateException("A provenance form that lacks a line");
    }
    return new ProvenanceForm(this);
  }
}
