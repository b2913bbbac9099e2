package dev.imprimatur.e2e;

import static dev.imprimatur.e2e.Json.members;

import java.util.List;
import java.util.Map;

/** The realm of the Keycloak in tests: two people, their groups, and the registry as a client. */
final class KeycloakRealm {
  private static final String GROUP_MAPPER = "oidc-group-membership-mapper";

  private KeycloakRealm() {}

  /** The password of everybody there. */
  static String passwordOf(String user) {
    return user + "-has-a-password";
  }

  static String json(Keycloak.Callbacks callbacks) {
    return Json.write(
        members(
            "realm",
            Keycloak.REALM,
            "enabled",
            true,
            "sslRequired",
            "none",
            "groups",
            List.of(
                members("name", "engineering", "subGroups", List.of(members("name", "release"))),
                members("name", "registry-admins")),
            "users",
            List.of(
                user("ada", "/engineering", "/engineering/release"),
                user("grace", "/registry-admins")),
            "clients",
            List.of(client(callbacks))));
  }

  private static Map<String, Object> user(String name, String... groups) {
    return members(
        "username",
        name,
        "enabled",
        true,
        "email",
        name + "@acme.example",
        "emailVerified",
        true,
        "firstName",
        name,
        "lastName",
        "Acme",
        "credentials",
        List.of(members("type", "password", "value", passwordOf(name), "temporary", false)),
        "groups",
        List.of(groups));
  }

  private static Map<String, Object> client(Keycloak.Callbacks callbacks) {
    return members(
        "clientId",
        Keycloak.CLIENT,
        "secret",
        Keycloak.SECRET,
        "protocol",
        "openid-connect",
        "enabled",
        true,
        "publicClient",
        false,
        "standardFlowEnabled",
        true,
        "directAccessGrantsEnabled",
        false,
        "redirectUris",
        List.of(callbacks.redirect()),
        "attributes",
        members(
            "pkce.code.challenge.method",
            "S256",
            "post.logout.redirect.uris",
            callbacks.signedOut(),
            "backchannel.logout.url",
            callbacks.logout(),
            "backchannel.logout.session.required",
            "true"),
        "protocolMappers",
        List.of(groups()));
  }

  private static Map<String, Object> groups() {
    return members(
        "name",
        "groups",
        "protocol",
        "openid-connect",
        "protocolMapper",
        GROUP_MAPPER,
        "config",
        members(
            "claim.name", "groups",
            "full.path", "true",
            "id.token.claim", "true",
            "access.token.claim", "false",
            "userinfo.token.claim", "true"));
  }
}
