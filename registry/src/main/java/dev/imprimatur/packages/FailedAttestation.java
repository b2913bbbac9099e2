package dev.imprimatur.packages;

import dev.imprimatur.npm.PackageName;
import dev.imprimatur.npm.Version;

/** Something that was attested of a version, and that holds no more. */
public record FailedAttestation(PackageName name, Version version, Attestation attestation) {

  /** What is attested of a version. */
  public enum Attestation {
    /** How it was built, by whoever built it. */
    PROVENANCE("provenance", "provenance"),
    /** That it was published here, by this registry. */
    PUBLISH("publish", "publish attestation");

    private final String code;
    private final String title;

    Attestation(String code, String title) {
      this.code = code;
      this.title = title;
    }

    /** As it is stored, and as programs read it. */
    public String code() {
      return code;
    }

    public String title() {
      return title;
    }
  }
}
