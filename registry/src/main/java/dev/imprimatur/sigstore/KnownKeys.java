package dev.imprimatur.sigstore;

import dev.imprimatur.bundle.ProtoJson;
import dev.imprimatur.bundle.Refusal;
import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonRules;
import dev.imprimatur.json.MalformedJsonException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The long-lived keys that registries sign attestations with, by their names. */
public final class KnownKeys {
  public static final KnownKeys NONE = new KnownKeys(Map.of());

  private static final String FOR_ATTESTATIONS = "npm:attestations";
  private static final JsonRules RULES = JsonRules.held(8, 10_000);
  private static final int KEYS_MAX = 256;

  private final Map<String, Key> keys;

  /** A key, and the window in which it may sign. */
  record Key(VerifyingKey key, Window window) {}

  private KnownKeys(Map<String, Key> keys) {
    this.keys = Map.copyOf(keys);
  }

  /**
   * Reads a list of keys, in the form in which Sigstore's root carries a registry's ({@code
   * keys.json}, github.com/sigstore/root-signing), or in the form in which the registry itself
   * lists them ({@code /-/npm/v1/keys}).
   *
   * @throws MalformedRootException if it is none
   */
  public static KnownKeys read(String text) {
    try {
      var message = new ProtoJson(Json.readObject(text, RULES), "");
      var keys = new HashMap<String, Key>();
      for (var each : message.messages("keys", KEYS_MAX)) {
        if (!each.text("keyid").isEmpty()) {
          keys.put(each.text("keyid"), ofRegistry(each));
        } else if (each.text("keyUsage").equals(FOR_ATTESTATIONS)) {
          keys.put(each.requireText("keyId"), ofRoot(each.requireMessage("publicKey")));
        }
      }
      return new KnownKeys(keys);
    } catch (Refusal e) {
      throw new MalformedRootException(e.why());
    } catch (MalformedJsonException e) {
      throw new MalformedRootException(e.why());
    }
  }

  private static Key ofRegistry(ProtoJson key) {
    return new Key(
        VerifyingKey.ofSpki(key.requireBytes("key")),
        new Window(Instant.MIN, Window.instant(key, "expires")));
  }

  private static Key ofRoot(ProtoJson key) {
    return new Key(
        VerifyingKey.ofSpki(key.requireBytes("rawBytes")),
        key.message("validFor").map(Window::of).orElse(Window.ALWAYS));
  }

  Optional<Key> find(String name) {
    return Optional.ofNullable(keys.get(name));
  }
}
