package dev.imprimatur.packages;

import dev.imprimatur.npm.PackageName;
import dev.imprimatur.npm.Version;

/** An attestation of a version that is no longer valid. */
public record FailedAttestation(PackageName name, Version version, Attestation attestation) {

  /** The kind of attestation. */
  public enum Attestation {
    /** The statement of how it was built, by whoever built it. */
    PROVENANCE("provenance", "provenance"),
    /** The statement that it was published here, by this registry. */
    PUBLISH("publish", "publish attestation");

    private final String code;
    private final String title;

    Attestation(String code, String title) {
      this.code = code;
      this.title = title;
    }

    /** The code under which it is stored, and which programs read. */
    public String code() {
      return code;
    }

    public String title() {
      return title;
    }
  }
}
