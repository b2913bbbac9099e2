package dev.imprimatur.tokens;

import dev.imprimatur.access.UserName;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.npm.Integrity;
import dev.imprimatur.npm.PackageGlob;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.npm.PublisherPermissions;
import dev.imprimatur.npm.Version;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The permissions of a token, which are never more than those of whoever got it. */
public sealed interface Grant {

  /** The grant of a signed-in user, who may do all that they may. */
  record Session(UserName user) implements Grant {}

  /**
   * The grant of a user who has signed in to our pages. It is a cookie of one browser, and never a
   * bearer token: what npm keeps in a file must not open a page, and what a page can send along
   * without knowing it must not be a credential of npm's.
   */
  record Browser(UserName user) implements Grant {}

  /** The grant of a token that its owner, or the operator, made for some purpose. */
  record Granular(UserName user, TokenTerms terms) implements Grant {}

  /** The grant that an identity token was exchanged for; it is void without its publishers. */
  sealed interface OfJob extends Grant {
    Source source();

    Duration lifetime();
  }

  /**
   * A grant for one package, on behalf of one trusted publisher.
   *
   * @param publisher as it was then; once it has changed, this is worth nothing
   */
  record Minted(
      PackageName name,
      Trusted publisher,
      PublisherPermissions powers,
      Bounds bounds,
      Source source)
      implements OfJob {
    @Override
    public Duration lifetime() {
      return bounds.lifetime();
    }
  }

  /**
   * A grant to read whatever these publishers may read.
   *
   * @param packages which packages each of them is for
   */
  record Reading(List<MayRead> packages, Duration lifetime, Source source) implements OfJob {
    public Reading {
      packages = List.copyOf(packages);
    }
  }

  /** Packages that a publisher may read. */
  record MayRead(PackageGlob packages, Trusted publisher) {}

  /** A grant to manage the trusted publishers of these packages. */
  record Managing(PackageGlob packages, Trusted publisher, Duration lifetime, Source source)
      implements OfJob {}

  /** A trusted publisher at some moment of its life. */
  record Trusted(UUID id, long revision) {}

  /**
   * The bounds of a minted token beyond its package.
   *
   * @param version the only version that it may publish
   * @param integrity the only tarball that it may publish
   * @param singleUse whether one write is its last
   */
  record Bounds(
      Duration lifetime,
      Optional<Version> version,
      Optional<Integrity> integrity,
      boolean singleUse) {}

  /**
   * The source of a job's token.
   *
   * @param issuer who signed the identity token
   * @param replayKey what the identity token is remembered by
   * @param speaksAs how the job is shown to people
   * @param claims what of the identity token is worth keeping
   * @param run the run that the job is part of
   */
  record Source(String issuer, String replayKey, SpeaksAs speaksAs, JsonObject claims, Run run) {}

  /**
   * A run of a CI system, as far as an identity token tells it.
   *
   * @param name the same for all jobs of the run, and for none of another run of the issuer
   * @param startedBy the names and ids of the account that started it; not kept with a version
   */
  record Run(Optional<String> name, List<String> startedBy) {
    public Run {
      startedBy = List.copyOf(startedBy);
    }
  }

  /**
   * The display of a trusted publisher.
   *
   * @param provider the kind of its issuer: {@code github}
   * @param title for people: {@code GitHub Actions}
   * @param email what stands where a mail address belongs; nobody reads mail there
   */
  record SpeaksAs(String provider, String title, String email) {}
}
