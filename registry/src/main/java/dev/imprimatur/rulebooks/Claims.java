package dev.imprimatur.rulebooks;

import dev.imprimatur.claimrules.Claim;
import dev.imprimatur.claimrules.IssuerTraits;
import dev.imprimatur.claimrules.TokenPayload;
import dev.imprimatur.json.JsonObject;
import java.util.List;
import java.util.Optional;

/**
 * What an identity token says. Whether it is to be believed is not for this room: the room {@code
 * issuers} hands out the claims of tokens whose signature is good, and whoever wants to know what
 * would be if makes up their own.
 *
 * @param issuer exactly as it is configured, and as {@code iss} says
 */
public record Claims(Issuer issuer, JsonObject payload) {

  /** The claim in the form in which it is compared, if it is there and what it must be. */
  public Optional<String> text(Claim claim) {
    return claim.read(payload);
  }

  /** A claim that is a string and not empty; anything else counts as missing. */
  public Optional<String> text(String name) {
    return text(Claim.text(name));
  }

  public String issuerUrl() {
    return issuer.url();
  }

  /** The same as the rules of its issuer read it. */
  public TokenPayload token() {
    return new TokenPayload(issuer.traits(), payload);
  }

  /** The project that it names. */
  public String project() {
    return issuer.rulebook().projectIn(token());
  }

  /** In the form in which projects are looked up, what settings could name its project. */
  public List<String> projects() {
    return issuer.rulebook().projects(token());
  }

  /** What one of many projects of an owner is known by. */
  public JsonObject knownBy() {
    return issuer.rulebook().knownBy(token());
  }

  /** Who it says it is, for somebody whom no publisher matches. */
  public String identity() {
    return issuer.rulebook().identity(token());
  }

  /**
   * What of it is kept with what it led to; enough to judge it again, and to find its job where its
   * CI system was then.
   */
  public JsonObject keep() {
    var kept = issuer.rulebook().keep(token());
    return issuer
        .reach()
        .server()
        .map(server -> kept.but().and(IssuerTraits.SERVER, server).build())
        .orElse(kept);
  }

  /** What a job's token must have and this one lacks, as the end of a sentence. */
  public List<String> missingOfKind() {
    return issuer.provider().missingOfKind(token());
  }

  /** Names of claims that no line of its provider mentions: the provider changed its tokens. */
  public List<String> news() {
    return issuer.provider().news(token(), issuer.rulebook());
  }
}
