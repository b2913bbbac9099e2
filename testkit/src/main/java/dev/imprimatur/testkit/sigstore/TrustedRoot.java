package dev.imprimatur.testkit.sigstore;

import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The trusted root for a verifier (github.com/sigstore/protobuf-specs, sigstore_trustroot.proto):
 * the authorities and logs of one instance, since 2020 and without an end.
 */
final class TrustedRoot {
  private static final String MEDIA_TYPE =
      "application/vnd.dev.sigstore.trustedroot+json;version=0.1";

  private TrustedRoot() {}

  static Map<String, Object> of(Signing instance) {
    return Json.members(
        "mediaType",
        MEDIA_TYPE,
        "tlogs",
        List.of(log(instance.log()), log(instance.tiledLog())),
        "certificateAuthorities",
        List.of(authority("https://fulcio.sigstore.example", instance.authority().certificate())),
        "ctlogs",
        List.of(
            log(
                "https://ctfe.sigstore.example/test",
                instance.certificateLog(),
                base64(instance.certificateLog().id()))),
        "timestampAuthorities",
        List.of(
            authority(
                "https://timestamp.sigstore.example/api/v1/timestamp",
                instance.timestamps().certificate(),
                instance.authority().certificate())));
  }

  private static Map<String, Object> log(TransparencyLog log) {
    return log(log.address(), log.keyPair(), log.id());
  }

  private static Map<String, Object> log(String address, EcKeyPair keyPair, String id) {
    return Json.members(
        "baseUrl",
        address,
        "hashAlgorithm",
        "SHA2_256",
        "publicKey",
        publicKey(keyPair),
        "logId",
        Json.members("keyId", id));
  }

  private static Map<String, Object> publicKey(EcKeyPair keyPair) {
    var details = keyPair.scheme().equals("Ed25519") ? "PKIX_ED25519" : "PKIX_ECDSA_P256_SHA_256";
    return Json.members(
        "rawBytes", base64(keyPair.spki()), "keyDetails", details, "validFor", always());
  }

  private static Map<String, Object> authority(String address, byte[]... chain) {
    return Json.members(
        "subject",
        Json.members(
            "organization",
            CertificateAuthority.ORGANIZATION,
            "commonName",
            CertificateAuthority.COMMON_NAME),
        "uri",
        address,
        "certChain",
        Json.members(
            "certificates",
            Stream.of(chain).map(each -> Json.members("rawBytes", base64(each))).toList()),
        "validFor",
        always());
  }

  private static Map<String, Object> always() {
    return Json.members("start", "2020-01-01T00:00:00Z");
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
