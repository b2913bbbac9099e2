package dev.imprimatur.rulebooks;

import dev.imprimatur.claimrules.Claim;
import dev.imprimatur.claimrules.IssuerTraits;
import dev.imprimatur.claimrules.TokenPayload;
import dev.imprimatur.json.JsonObject;
import java.util.List;
import java.util.Optional;

/**
 * The claims of an identity token and their issuer. Nothing here says that they are true: {@code
 * issuers} hands out the claims of tokens whose signature is valid, and a simulation makes up its
 * own.
 *
 * @param issuer exactly as it is configured, and as {@code iss} says
 */
public record Claims(Issuer issuer, JsonObject payload) {

  /** The claim in the form in which it is compared, if it is there and has the right form. */
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

  /** The payload as the rules of its issuer read it. */
  public TokenPayload token() {
    return new TokenPayload(issuer.traits(), payload);
  }

  /** The project that the claims name. */
  public String project() {
    return issuer.rulebook().projectIn(token());
  }

  /** The projects by which settings could name this one, in the form for looking up. */
  public List<String> projects() {
    return issuer.rulebook().projects(token());
  }

  /** The facts by which one of an owner's many projects is known. */
  public JsonObject knownBy() {
    return issuer.rulebook().knownBy(token());
  }

  /** The identity that the claims state, for somebody whom no publisher matches. */
  public String identity() {
    return issuer.rulebook().identity(token());
  }

  /**
   * Selects the claims to record; enough to match the token again, and to find its job where its CI
   * system was then.
   */
  public JsonObject keep() {
    var kept = issuer.rulebook().keep(token());
    return issuer
        .reach()
        .server()
        .map(server -> kept.but().and(IssuerTraits.SERVER, server).build())
        .orElse(kept);
  }

  /** The name of the job's run among all of the issuer's; empty if the token does not tell it. */
  public Optional<String> run() {
    return issuer.provider().run(payload);
  }

  /** The names and ids of the account that started the run; none if the token does not tell it. */
  public List<String> startedBy() {
    return issuer.provider().startedBy(payload);
  }

  /** The claims that a job's token must have and this one lacks, as the ends of sentences. */
  public List<String> missingOfKind() {
    return issuer.provider().missingOfKind(token());
  }

  /** The names of claims that no line of its provider mentions: the provider changed its tokens. */
  public List<String> news() {
    return issuer.provider().news(token(), issuer.rulebook());
  }
}
