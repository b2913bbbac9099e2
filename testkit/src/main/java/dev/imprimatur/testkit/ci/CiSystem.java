package dev.imprimatur.testkit.ci;

import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A CI system and its way to issue identity tokens.
 *
 * @param id a word for it: {@code gitlab}
 * @param site where it is an issuer
 * @param signing what its tokens' headers and its keys say
 * @param supply how a job comes to its tokens
 * @param claims says of a job all that was not chosen
 * @param variables what the environment of a job says, by the claims of the same job
 */
public record CiSystem(
    String id,
    Site site,
    Signing signing,
    Supply supply,
    Consumer<ClaimsBuilder> claims,
    Function<Map<String, @Nullable Object>, Map<String, String>> variables) {

  /** A way for a job to come to its tokens. */
  public enum Supply {
    /** It asks for one as often as it likes, at {@code ACTIONS_ID_TOKEN_REQUEST_URL}. */
    ASKED_FOR,
    /** It has one in {@code NPM_ID_TOKEN}, by its definition or its first command. */
    GIVEN
  }

  /**
   * The addresses of a CI system as an issuer.
   *
   * @param issuer what {@code iss} says; {@code {server}} stands for scheme, host and port
   * @param keysPath where the keys are on that server
   */
  public record Site(String issuer, String keysPath) {
    private static final String SERVER = "{server}";

    /** Returns the issuer on this server, such as {@code http://127.0.0.1:4321}. */
    public String issuerAt(String server) {
      return issuer.replace(SERVER, server);
    }

    /** Returns the path below which discovery is. */
    public String path() {
      return issuer.startsWith(SERVER) ? issuer.substring(SERVER.length()) : "";
    }
  }

  /**
   * The members that a CI system adds to headers and keys.
   *
   * @param headers of every token, besides {@code alg} and {@code kid}
   * @param keyUse what a published key is for ({@code use}, RFC 7517, section 4.2)
   */
  public record Signing(Map<String, String> headers, String keyUse) {
    static final Signing PLAIN = new Signing(Map.of("typ", "JWT"), "sig");

    /** Headers with a certificate's thumbprint that no verifier may ask for. */
    static final Signing WITH_THUMBPRINT =
        new Signing(Map.of("typ", "JWT", "x5t", "A".repeat(27)), "sig");

    public Signing {
      headers = Map.copyOf(headers);
    }
  }
}
