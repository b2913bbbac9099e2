package dev.imprimatur.sigstore;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The identity that a certificate authority certified (github.com/sigstore/fulcio, "oid-info.md").
 *
 * @param subject the file that really ran, or the address of a person
 * @param extensions by their last number, those from 8 up
 */
public record Identity(String subject, Map<Integer, String> extensions) {

  public Identity {
    extensions = Map.copyOf(extensions);
  }

  /** The extensions that decide something, under the names that people know from npm's refusals. */
  public enum Field {
    ISSUER(8, "Issuer"),
    BUILD_SIGNER(9, "BuildSignerURI"),
    BUILD_SIGNER_DIGEST(10, "BuildSignerDigest"),
    RUNNER_ENVIRONMENT(11, "RunnerEnvironment"),
    SOURCE_REPOSITORY(12, "SourceRepositoryURI"),
    SOURCE_DIGEST(13, "SourceRepositoryDigest"),
    SOURCE_REF(14, "SourceRepositoryRef"),
    SOURCE_REPOSITORY_ID(15, "SourceRepositoryIdentifier"),
    SOURCE_OWNER(16, "SourceRepositoryOwnerURI"),
    SOURCE_OWNER_ID(17, "SourceRepositoryOwnerIdentifier"),
    BUILD_CONFIG(18, "BuildConfigURI"),
    BUILD_CONFIG_DIGEST(19, "BuildConfigDigest"),
    BUILD_TRIGGER(20, "BuildTrigger"),
    RUN_INVOCATION(21, "RunInvocationURI"),
    SOURCE_VISIBILITY(22, "SourceRepositoryVisibilityAtSigning"),
    ENVIRONMENT(23, "DeploymentEnvironment");

    private final int number;
    private final String title;

    Field(int number, String title) {
      this.number = number;
      this.title = title;
    }

    /** Returns its name in npm's refusals. */
    public String title() {
      return title;
    }
  }

  /** Makes an identity whose fields are known otherwise than from a certificate. */
  public static Identity of(String subject, Map<Field, String> said) {
    var extensions = new LinkedHashMap<Integer, String>();
    said.forEach((field, value) -> extensions.put(field.number, value));
    return new Identity(subject, extensions);
  }

  public Optional<String> get(Field field) {
    return Optional.ofNullable(extensions.get(field.number));
  }
}
