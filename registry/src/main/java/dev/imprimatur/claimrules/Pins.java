package dev.imprimatur.claimrules;

import dev.imprimatur.claimrules.Verdict.Identity;
import dev.imprimatur.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The ids that a provider gives to a project and to its owner, and never to another. They are
 * learned from the first accepted token, or when a publisher is saved, and may never change.
 *
 * @param project ids of the project itself
 * @param owner ids of whom it belongs to
 */
public record Pins(List<Claim> project, List<Claim> owner) {
  public static final Pins NONE = new Pins(List.of(), List.of());

  public Pins {
    project = List.copyOf(project);
    owner = List.copyOf(owner);
  }

  /** All ids, the project's first. */
  public List<Claim> all() {
    return Stream.concat(project.stream(), owner.stream()).toList();
  }

  /** The ids of the owner among these. */
  public JsonObject ofOwner(JsonObject ids) {
    return ids.without(name -> !isOfOwner(name));
  }

  /**
   * Returns whether these are all ids of a project itself, which tell it from the others of its
   * owner.
   */
  boolean tell(JsonObject ids) {
    return !project.isEmpty() && project.stream().allMatch(claim -> ids.has(claim.name()));
  }

  /** Returns whether these ids tell which project of its owner it is, and those before did not. */
  public boolean tellMore(JsonObject ids, JsonObject before) {
    return tell(ids) && !tell(before);
  }

  /** Returns whether it is an id of a project, or of its owner. */
  boolean isId(String name) {
    return all().stream().anyMatch(claim -> claim.name().equals(name));
  }

  /** Returns whether it is an id of the project's owner. */
  public boolean isOfOwner(String id) {
    return owner.stream().anyMatch(claim -> claim.name().equals(id));
  }

  /** Returns whether the tokens of this issuer say any of the ids. */
  boolean isLearned(IssuerTraits issuer) {
    return !expected(issuer).isEmpty();
  }

  /** The ids that the tokens of this issuer say; it may lack some. */
  public List<Claim> expected(IssuerTraits issuer) {
    return all().stream().filter(claim -> !issuer.mayLack().contains(claim.name())).toList();
  }

  /** The agreement of the ids in a token with those that are known. */
  private enum Agreement {
    /** All of them are known, and the token says the same. */
    SAME,
    /** One is known, and the token says another. */
    OTHER,
    /** Not all of them are known. Unknown ids agree with everybody, and so prove nothing. */
    UNKNOWN
  }

  private static Agreement agreement(List<Claim> ids, JsonObject known, TokenPayload claims) {
    var knownIds = ids.stream().filter(claim -> known.has(claim.name())).toList();
    if (!knownIds.stream().allMatch(claim -> claims.text(claim).equals(known.text(claim.name())))) {
      return Agreement.OTHER;
    }
    return knownIds.isEmpty() || knownIds.size() < ids.size() ? Agreement.UNKNOWN : Agreement.SAME;
  }

  /**
   * The relation of a token's project to one of which these ids are known. It is the same project,
   * perhaps renamed, only by an id of the project itself; where none is known, its name decides,
   * and a known owner must be the same as well.
   *
   * @param sameName whether the token names the project as its publisher does
   */
  Identity identity(boolean sameName, JsonObject known, TokenPayload claims) {
    if (missing(known, claims).isPresent()) {
      return sameName ? Identity.FIRST : Identity.STRANGER;
    }
    var ofOwner = agreement(owner, known, claims);
    return switch (agreement(project, known, claims)) {
      case SAME -> ofSameProject(sameName, ofOwner);
      case OTHER ->
          !sameName
              ? Identity.STRANGER
              : ofOwner == Agreement.SAME ? Identity.RECREATED : Identity.REPLACED;
      case UNKNOWN ->
          !sameName
              ? Identity.STRANGER
              : ofOwner == Agreement.OTHER ? Identity.REPLACED : Identity.FIRST;
    };
  }

  /**
   * The identity by the owner's ids; where those are not known, a new name may be that of a new
   * owner.
   */
  private Identity ofSameProject(boolean sameName, Agreement ofOwner) {
    if (ofOwner == Agreement.OTHER) {
      return Identity.TRANSFERRED;
    }
    if (sameName) {
      return Identity.SAME;
    }
    return ofOwner == Agreement.SAME || owner.isEmpty() ? Identity.RENAMED : Identity.STRANGER;
  }

  /** The id that is known of a publisher and missing in the token, if there is one. */
  Optional<Claim> missing(JsonObject known, TokenPayload claims) {
    return all().stream()
        .filter(claim -> known.has(claim.name()) && claims.text(claim).isEmpty())
        .findFirst();
  }
}
