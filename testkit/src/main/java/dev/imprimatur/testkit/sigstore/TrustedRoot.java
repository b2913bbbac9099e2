package dev.imprimatur.testkit.sigstore;

import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * Whom a verifier is to trust (github.com/sigstore/protobuf-specs, sigstore_trustroot.proto): the
 * authorities and logs of one instance, since 2020 and without an end.
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
        List.of(log("https://" + TransparencyLog.NAME, instance.log().seal())),
        "certificateAuthorities",
        List.of(authority("https://fulcio.sigstore.example", instance.authority())),
        "ctlogs",
        List.of(log("https://ctfe.sigstore.example/test", instance.certificateLog())),
        "timestampAuthorities",
        List.of());
  }

  private static Map<String, Object> log(String address, Seal seal) {
    return Json.members(
        "baseUrl",
        address,
        "hashAlgorithm",
        "SHA2_256",
        "publicKey",
        publicKey(seal.spki()),
        "logId",
        Json.members("keyId", base64(seal.id())));
  }

  static Map<String, Object> publicKey(byte[] key) {
    return Json.members(
        "rawBytes", base64(key), "keyDetails", "PKIX_ECDSA_P256_SHA_256", "validFor", always());
  }

  private static Map<String, Object> authority(String address, CertificateAuthority authority) {
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
            "certificates", List.of(Json.members("rawBytes", base64(authority.certificate())))),
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
