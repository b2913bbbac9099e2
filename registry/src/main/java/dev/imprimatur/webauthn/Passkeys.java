package dev.imprimatur.webauthn;

import com.webauthn4j.WebAuthnManager;
import com.webauthn4j.converter.AttestedCredentialDataConverter;
import com.webauthn4j.converter.util.ObjectConverter;
import com.webauthn4j.credential.CredentialRecordImpl;
import com.webauthn4j.data.AuthenticationParameters;
import com.webauthn4j.data.AuthenticationRequest;
import com.webauthn4j.data.PublicKeyCredentialParameters;
import com.webauthn4j.data.PublicKeyCredentialType;
import com.webauthn4j.data.RegistrationParameters;
import com.webauthn4j.data.RegistrationRequest;
import com.webauthn4j.data.attestation.statement.COSEAlgorithmIdentifier;
import com.webauthn4j.data.attestation.statement.NoneAttestationStatement;
import com.webauthn4j.data.client.Origin;
import com.webauthn4j.data.client.challenge.DefaultChallenge;
import com.webauthn4j.server.ServerProperty;
import com.webauthn4j.verifier.exception.BadAlgorithmException;
import com.webauthn4j.verifier.exception.BadChallengeException;
import com.webauthn4j.verifier.exception.BadOriginException;
import com.webauthn4j.verifier.exception.BadRpIdException;
import com.webauthn4j.verifier.exception.BadSignatureException;
import com.webauthn4j.verifier.exception.BadTopOriginException;
import com.webauthn4j.verifier.exception.CrossOriginException;
import com.webauthn4j.verifier.exception.InconsistentClientDataTypeException;
import com.webauthn4j.verifier.exception.MaliciousCounterValueException;
import com.webauthn4j.verifier.exception.NotAllowedAlgorithmException;
import com.webauthn4j.verifier.exception.NotAllowedCredentialIdException;
import com.webauthn4j.verifier.exception.UserNotPresentException;
import com.webauthn4j.verifier.exception.UserNotVerifiedException;
import com.webauthn4j.verifier.exception.VerificationException;
import java.util.Base64;
import java.util.List;
import java.util.Objects;

/**
 * The verification of what authenticators sign. Which maker an authenticator is of is not asked
 * (attestation {@code none}): whoever enrols a passkey vouches for it themselves. It has to check
 * who uses it, by a PIN or a finger; so a passkey is all that somebody signs in with.
 */
public final class Passkeys {
  private static final List<PublicKeyCredentialParameters> PARAMETERS =
      RelyingParty.ALGORITHMS.stream()
          .map(each ->
              new PublicKeyCredentialParameters(
                  PublicKeyCredentialType.PUBLIC_KEY, COSEAlgorithmIdentifier.create(each)))
          .toList();

  /** The library, which takes long to load, and so is loaded when somebody needs it first. */
  private static final class Library {
    static final ObjectConverter CONVERTER = new ObjectConverter();
    static final AttestedCredentialDataConverter KEYS =
        new AttestedCredentialDataConverter(CONVERTER);
    static final WebAuthnManager CEREMONIES =
        WebAuthnManager.createNonStrictWebAuthnManager(CONVERTER);
  }

  /** Verifies the response to {@link RelyingParty#creationOptions} (WebAuthn, section 7.1). */
  public Ceremony register(RelyingParty party, Challenge challenge, Response response) {
    var attestation = response.bytes("attestationObject");
    var clientData = response.bytes("clientDataJSON");
    if (attestation.isEmpty() || clientData.isEmpty()) {
      return new Ceremony.Refused(Ceremony.Reason.MALFORMED);
    }
    try {
      var registration =
          Library.CEREMONIES.verify(
              new RegistrationRequest(attestation.get(), clientData.get()),
              new RegistrationParameters(expected(party, challenge), PARAMETERS, true, true));
      var made = Objects.requireNonNull(registration.getAttestationObject()).getAuthenticatorData();
      var key = Objects.requireNonNull(made.getAttestedCredentialData());
      var id = CredentialId.of(key.getCredentialId());
      return id.equals(response.id()) && isReadAlike(response, challenge)
          ? new Ceremony.Registered(
              new PublicKeyCredential(id, text(Library.KEYS.convert(key)), made.getSignCount()))
          : new Ceremony.Refused(Ceremony.Reason.MALFORMED);
    } catch (RuntimeException e) {
      return refused(e);
    }
  }

  /** Verifies the response to {@link RelyingParty#requestOptions} (WebAuthn, section 7.2). */
  public Ceremony verify(
      RelyingParty party, Challenge challenge, PublicKeyCredential credential, Response response) {
    var authenticator = response.bytes("authenticatorData");
    var clientData = response.bytes("clientDataJSON");
    var signature = response.bytes("signature");
    if (authenticator.isEmpty() || clientData.isEmpty() || signature.isEmpty()) {
      return new Ceremony.Refused(Ceremony.Reason.MALFORMED);
    }
    if (!credential.id().equals(response.id())) {
      return new Ceremony.Refused(Ceremony.Reason.KEY);
    }
    var request =
        new AuthenticationRequest(
            credential.id().bytes(), authenticator.get(), clientData.get(), signature.get());
    try {
      var assertion = Library.CEREMONIES.verify(request, parameters(party, challenge, credential));
      var signed = Objects.requireNonNull(assertion.getAuthenticatorData());
      return isReadAlike(response, challenge)
          ? new Ceremony.Asserted(credential.id(), signed.getSignCount())
          : new Ceremony.Refused(Ceremony.Reason.MALFORMED);
    } catch (RuntimeException e) {
      return refused(e);
    }
  }

  /**
   * Returns whether our strict reader sees the challenge that the library saw, which takes text
   * that is no UTF-8 and a member that stands twice. What two readers see differently proves
   * nothing.
   */
  private static boolean isReadAlike(Response response, Challenge challenge) {
    return response.challenge().filter(challenge::equals).isPresent();
  }

  private AuthenticationParameters parameters(
      RelyingParty party, Challenge challenge, PublicKeyCredential credential) {
    var key = Library.KEYS.convert(Base64.getUrlDecoder().decode(credential.key()));
    var known =
        new CredentialRecordImpl(
            new NoneAttestationStatement(),
            null,
            null,
            null,
            credential.counter(),
            key,
            null,
            null,
            null,
            null);
    return new AuthenticationParameters(expected(party, challenge), known, null, true, true);
  }

  private static ServerProperty expected(RelyingParty party, Challenge challenge) {
    return ServerProperty.builder()
        .origin(Origin.create(party.origin()))
        .rpId(party.id())
        .challenge(new DefaultChallenge(challenge.bytes()))
        .build();
  }

  /**
   * Says why a response proves nothing. What strangers send is read by a library, so whatever that
   * throws is theirs: nothing is kept, and nobody is let in.
   */
  private static Ceremony refused(RuntimeException e) {
    return new Ceremony.Refused(
        switch (e) {
          case BadChallengeException _ -> Ceremony.Reason.CHALLENGE;
          case BadOriginException _, BadTopOriginException _, CrossOriginException _ ->
              Ceremony.Reason.ORIGIN;
          case BadRpIdException _ -> Ceremony.Reason.RELYING_PARTY;
          case InconsistentClientDataTypeException _ -> Ceremony.Reason.KIND;
          case UserNotPresentException _ -> Ceremony.Reason.USER_NOT_PRESENT;
          case UserNotVerifiedException _ -> Ceremony.Reason.USER_NOT_VERIFIED;
          case BadAlgorithmException _,
              NotAllowedAlgorithmException _,
              NotAllowedCredentialIdException _ ->
              Ceremony.Reason.KEY;
          case BadSignatureException _ -> Ceremony.Reason.SIGNATURE;
          case MaliciousCounterValueException _ -> Ceremony.Reason.COUNTER;
          case VerificationException _ -> Ceremony.Reason.OTHER;
          default -> Ceremony.Reason.MALFORMED;
        });
  }

  private static String text(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
