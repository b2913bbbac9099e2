package dev.imprimatur.problem;

import static dev.imprimatur.problem.Quoted.text;

import java.util.List;

/** A problem with a package, or with what would become one. */
public sealed interface PackageProblem extends Problem {

  record InvalidName(String name, String rule) implements PackageProblem {
    @Override
    public String detail() {
      return "%s is not a package name: %s.".formatted(text(name), rule);
    }
  }

  record InvalidVersion(String version, String rule) implements PackageProblem {
    @Override
    public String detail() {
      return "%s is not a version: %s.".formatted(text(version), rule);
    }
  }

  record InvalidTag(String tag, String rule) implements PackageProblem {
    @Override
    public String detail() {
      return "%s is not a dist-tag: %s.".formatted(text(tag), rule);
    }
  }

  /** Also the answer to strangers who ask for a private package: they learn nothing. */
  record PackageNotFound(String name) implements PackageProblem {
    @Override
    public String detail() {
      return "There is no package %s here that you may read.".formatted(text(name));
    }
  }

  record VersionNotFound(String name, String version) implements PackageProblem {
    @Override
    public String detail() {
      return "%s has no version or dist-tag %s.".formatted(name, text(version));
    }
  }

  /** The first sentence is npm's own, word for word: release tools look for it. */
  record VersionExists(String name, String version) implements PackageProblem {
    @Override
    public String detail() {
      return ("You cannot publish over the previously published versions: %s."
              + " %s@%s stays as it is for ever; raise the version.")
          .formatted(version, name, version);
    }
  }

  /** A publish cannot make a package public; only its owners can. */
  record StaysPrivate(String name) implements PackageProblem {
    @Override
    public String detail() {
      return ("%s is private, and no publish makes it public; an owner does, with \"npm access set"
              + " status=public %s\". Nothing was published.")
          .formatted(name, name);
    }
  }

  /** The package is public, which somebody who typed "restricted" does not expect. */
  record StaysPublic(String name) implements PackageProblem {
    @Override
    public String detail() {
      return ("%s is public, and no publish makes it private; an owner does, with \"npm access set"
              + " status=private %s\". Nothing was published.")
          .formatted(name, name);
    }
  }

  record HeldVersionNotFound(String id) implements PackageProblem {
    @Override
    public String detail() {
      return "There is no held version %s.".formatted(text(id));
    }
  }

  record VersionStaged(String name, String version) implements PackageProblem {
    @Override
    public String detail() {
      return "%s@%s is staged, and waits to be approved or rejected."
          .formatted(name, text(version));
    }
  }

  /** Its code is npm's, word for word: release tools look for it. */
  record StagedOnly(String name) implements PackageProblem {
    @Override
    public String detail() {
      return ("E_STAGE_REQUIRED: every version of %s is staged, and approved by a person. Stage it"
              + " with \"npm stage publish\"; nothing was published.")
          .formatted(name);
    }
  }

  /** Four eyes see more than two. */
  record OwnApproval(String name, String version, String who) implements PackageProblem {
    @Override
    public String detail() {
      return "%s@%s needs four eyes: %s staged it, so somebody else approves it."
          .formatted(name, version, who);
    }
  }

  /** A run was started by somebody, and it may be the very person who wants to approve. */
  record ApproverUnknown(String name, String version, String who, String issuer)
      implements PackageProblem {
    @Override
    public String detail() {
      return ("%s@%s needs four eyes, and nobody has said which account at %s is yours: it may have"
              + " been you who started the run that staged it (%s). The operator says it, with"
              + " \"imprimatur user ci-account\".")
          .formatted(name, version, text(issuer), text(who));
    }
  }

  /** Also the answer to callers who may see no version of it. */
  record ReleaseGroupNotFound(String id) implements PackageProblem {
    @Override
    public String detail() {
      return "There is no release group %s with staged versions that you may see."
          .formatted(text(id));
    }
  }

  record ReleaseGroupChanged(String id, String difference) implements PackageProblem {
    @Override
    public String detail() {
      return "The release group %s is not what you have seen: %s. Nothing was approved."
          .formatted(id, difference);
    }
  }

  record ReleaseGroupTooLarge(int versionsMax) implements PackageProblem {
    @Override
    public String detail() {
      return "At most %d versions are approved at once.".formatted(versionsMax);
    }
  }

  record OtherBytesStaged(String id, String seen) implements PackageProblem {
    @Override
    public String detail() {
      return "What is staged as %s is not %s. Nothing was approved."
          .formatted(text(id), text(seen));
    }
  }

  /** Also the answer to callers who may not know of it. */
  record StagedVersionNotFound(String id) implements PackageProblem {
    @Override
    public String detail() {
      return "No staged package version found with the provided ID: %s.".formatted(text(id));
    }
  }

  record TooManyHeld(String name, int heldMax) implements PackageProblem {
    @Override
    public String detail() {
      return "%d versions of %s wait for a decision already, and there may be no more."
          .formatted(heldMax, name);
    }
  }

  /** Refuses staging only: what a paused publisher publishes is accepted, and held. */
  record PublisherPaused(String name, String why) implements PackageProblem {
    @Override
    public String detail() {
      return "This trusted publisher of %s stages nothing until an owner lets it go on: %s."
          .formatted(name, why);
    }
  }

  record TooManyVersions(String name, int versionsMax) implements PackageProblem {
    @Override
    public String detail() {
      return "%s has %,d versions, and a package may have no more.".formatted(name, versionsMax);
    }
  }

  /**
   * The document that every reader of the package gets would be too long; each version adds to it.
   */
  record PackageTooLarge(String name, long bytesMax) implements PackageProblem {
    @Override
    public String detail() {
      return ("With this, the versions of %s would have more to say of themselves than the %,d"
              + " bytes that one document may hold.")
          .formatted(name, bytesMax);
    }
  }

  record TooManyTags(String name, int tagsMax) implements PackageProblem {
    @Override
    public String detail() {
      return "%s has %,d dist-tags, and a package may have no more.".formatted(name, tagsMax);
    }
  }

  record TagProtected(String name, String tag) implements PackageProblem {
    @Override
    public String detail() {
      return "Every package keeps its dist-tag %s; move it to another version of %s instead."
          .formatted(text(tag), name);
    }
  }

  record MalformedPublish(String why) implements PackageProblem {
    @Override
    public String detail() {
      return "This is not a publish document: %s.".formatted(why);
    }
  }

  record UnsupportedWrite(String command) implements PackageProblem {
    @Override
    public String detail() {
      return "This registry does not understand %s yet.".formatted(command);
    }
  }

  record IntegrityMismatch(String digest, String stated, String computed)
      implements PackageProblem {
    @Override
    public String detail() {
      return "The %s of the uploaded tarball is %s, but the publish document says %s."
          .formatted(digest, computed, text(stated));
    }
  }

  record BadTarball(String why) implements PackageProblem {
    @Override
    public String detail() {
      return "The tarball is refused: %s.".formatted(why);
    }
  }

  /**
   * The document's manifest differs from the tarball's.
   *
   * @param document the differing entry in the document
   * @param tarball the same entry in the tarball
   * @param cure the likely cause, and how to stop it
   */
  record ManifestMismatch(String field, String document, String tarball, String cure)
      implements PackageProblem {
    @Override
    public String detail() {
      return "The publish document and the package.json in the tarball differ in %s: %s and %s. %s"
          .formatted(text(field), text(document), text(tarball), cure);
    }
  }

  /**
   * The provenance is refused, in npm's own words where it has any: people and programs look for
   * them.
   */
  record ProvenanceRefused(String why) implements PackageProblem {
    @Override
    public String detail() {
      return "Error verifying sigstore provenance bundle: " + why;
    }
  }

  record ProvenancePolicy(String name, String why) implements PackageProblem {
    @Override
    public String detail() {
      return "%s does not take this version: %s.".formatted(name, why);
    }
  }

  record ProvenanceNotFound(String name, String version) implements PackageProblem {
    @Override
    public String detail() {
      return "%s has no version %s with provenance.".formatted(name, text(version));
    }
  }

  record ReceiptNotFound(String name, String version) implements PackageProblem {
    @Override
    public String detail() {
      return "%s has no version %s that a CI job published.".formatted(name, text(version));
    }
  }

  record ProvenanceUnavailable(List<String> roots) implements PackageProblem {
    @Override
    public String detail() {
      return ("The provenance bundle cannot be verified at the moment: the trusted root %s of this"
              + " registry cannot be read. Ask its operator, and publish again.")
          .formatted(String.join(", ", roots));
    }
  }
}
