package dev.imprimatur.sso;

import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.openid.Identity;
import dev.imprimatur.secret.Secret;
import dev.imprimatur.sso.SignOnRoutes.Arrival;
import dev.imprimatur.tokens.Seals;
import dev.imprimatur.tokens.Seals.Purpose;
import java.util.Optional;

/**
 * The identities of people who have proved who they are and still choose a name. Their browser
 * keeps them, sealed, so that whoever comes and goes away leaves nothing here.
 */
final class SealedIdentities {
  private final Seals seals;

  SealedIdentities(Seals seals) {
    this.seals = seals;
  }

  String seal(Secret cookie, Arrival arrival) {
    var identity = arrival.identity();
    var json =
        JsonObject.with("issuer", identity.issuer())
            .and("subject", identity.subject())
            .and("claims", identity.claims())
            .and("next", arrival.next());
    identity.session().ifPresent(session -> json.and("session", session));
    return seals.seal(Purpose.SIGN_ON, cookie, Json.text(json.build()));
  }

  Optional<Arrival> open(Secret cookie, String seal) {
    return seals.open(Purpose.SIGN_ON, cookie, seal).map(opened -> arrival(opened.text()));
  }

  private static Arrival arrival(String text) {
    var json = Json.readOwn(text);
    var identity =
        new Identity(
            json.text("issuer").orElseThrow(),
            json.text("subject").orElseThrow(),
            json.text("session"),
            json.object("claims").orElseThrow());
    return new Arrival(identity, json.text("next").orElseThrow());
  }
}
