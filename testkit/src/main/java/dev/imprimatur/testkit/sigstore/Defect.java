package dev.imprimatur.testkit.sigstore;

/** One thing that can be wrong with a bundle, when everything else about it is right. */
public enum Defect {
  /** The promise of the certificate log is signed with another key. */
  PROMISE_FORGED(new Fault.InSigning()),
  /** The certificate has no promise of a certificate log. */
  PROMISE_MISSING(new Fault.InSigning()),
  /** Another authority with the same name has issued the certificate. */
  CERTIFICATE_OF_ANOTHER_AUTHORITY(new Fault.InSigning()),
  /** The certificate was issued an hour before the entry was logged. */
  CERTIFICATE_EXPIRED(new Fault.InSigning()),
  /** The certificate begins an hour after the entry was logged. */
  CERTIFICATE_NOT_YET_VALID(new Fault.InSigning()),
  /** Another key than the certified one has signed; the log was told the same. */
  KEY_NOT_CERTIFIED(new Fault.InSigning()),
  /** The log's entry is that of another signature over the same statement. */
  ENTRY_OF_ANOTHER_SIGNATURE(new Fault.InSigning()),

  /** There is no log entry, and nothing else says when. */
  ENTRY_MISSING(new Fault.InBundle(bundle -> BundleFaults.clear(bundle, "tlogEntries"))),
  /** The entry names a log that nobody knows. */
  ENTRY_OF_UNKNOWN_LOG(new Fault.InBundle(BundleFaults::logUnknown)),
  /** The entry has a proof, but no promise that says when. */
  ENTRY_PROMISE_MISSING(new Fault.InBundle(BundleFaults::promiseMissing)),
  /** One bit of the entry's promise is another. */
  ENTRY_PROMISE_ALTERED(new Fault.InBundle(BundleFaults::promiseAltered)),
  /** The entry says that it was logged a second later. */
  ENTRY_TIME_ALTERED(new Fault.InBundle(BundleFaults::timeAltered)),
  /** One bit of a hash of the proof is another. */
  PROOF_HASH_ALTERED(new Fault.InBundle(BundleFaults::proofAltered)),
  /** The proof lacks its last hash. */
  PROOF_HASH_MISSING(new Fault.InBundle(BundleFaults::proofHashMissing)),
  /** There is a promise, but no proof. */
  PROOF_MISSING(new Fault.InBundle(BundleFaults::proofMissing)),
  /** The proof is for a tree that is larger by one. */
  PROOF_TREE_SIZE_ALTERED(new Fault.InBundle(BundleFaults::treeSizeAltered)),
  /** One bit of the checkpoint's signature is another. */
  CHECKPOINT_ALTERED(new Fault.InBundle(BundleFaults::checkpointAltered)),
  /** The log has signed the checkpoint, but of another state of its tree. */
  CHECKPOINT_OF_ANOTHER_TREE(new Fault.InSigning()),

  /** The timestamp is for another signature; for forms that have one, like the next. */
  TIMESTAMP_OF_ANOTHER_SIGNATURE(new Fault.InSigning()),
  /** Another key than the timestamp authority's has signed the timestamp. */
  TIMESTAMP_FORGED(new Fault.InSigning()),

  /** The signature names a key, although there is a certificate; nothing signs this name. */
  KEY_ID_SET(new Fault.InBundle(BundleFaults::keyIdSet)),
  /** There is a second signature, the same one again. */
  TWO_SIGNATURES(new Fault.InBundle(BundleFaults::twoSignatures)),
  /** There is no signature. */
  NO_SIGNATURE(new Fault.InBundle(BundleFaults::noSignature)),
  /** The statement has a space behind it that was not signed. */
  PAYLOAD_ALTERED(new Fault.InBundle(BundleFaults::payloadAltered)),
  /** The statement says that it is plain JSON. */
  PAYLOAD_TYPE_ALTERED(new Fault.InBundle(BundleFaults::payloadTypeAltered)),
  /** The bundle has a version that does not exist. */
  MEDIA_TYPE_UNKNOWN(new Fault.InBundle(BundleFaults::mediaTypeUnknown)),
  /** There is a chain, where version 0.3 has a certificate alone. */
  CHAIN_IN_BUNDLE(new Fault.InBundle(BundleFaults::chain)),

  TWO_SUBJECTS(new Fault.InStatement(StatementFaults::twoSubjects)),
  NO_SUBJECT(new Fault.InStatement(StatementFaults::noSubject)),
  /** The subject is another version of the package. */
  SUBJECT_OF_ANOTHER_VERSION(new Fault.InStatement(StatementFaults::anotherVersion)),
  /** The {@code @} of the scope is not escaped; for packages with a scope. */
  SUBJECT_WITH_RAW_SCOPE(new Fault.InStatement(StatementFaults::rawScope)),
  /** The subject has a SHA-256 and no SHA-512. */
  SUBJECT_WITHOUT_SHA512(new Fault.InStatement(StatementFaults::withoutSha512)),
  PREDICATE_OF_ANOTHER_REPOSITORY(new Fault.InStatement(StatementFaults::anotherRepository)),
  PREDICATE_OF_ANOTHER_COMMIT(new Fault.InStatement(StatementFaults::anotherCommit)),
  BUILD_TYPE_UNKNOWN(new Fault.InStatement(StatementFaults::unknownBuildType)),
  /** A bill of materials, which says nothing of a build. */
  PREDICATE_TYPE_UNKNOWN(new Fault.InStatement(StatementFaults::billOfMaterials)),

  /** The certificate names a person with a mail address. */
  IDENTITY_OF_A_PERSON(
      new Fault.InIdentity(_ -> Identity.person("https://accounts.example", "alice@acme.example"))),
  /** The certificate does not say the ref. */
  IDENTITY_WITHOUT_REF(
      new Fault.InIdentity(identity -> identity.without(Identity.SOURCE_REPOSITORY_REF))),
  REPOSITORY_PRIVATE(
      new Fault.InIdentity(identity -> identity.with(Identity.VISIBILITY_AT_SIGNING, "private"))),
  RUNNER_SELF_HOSTED(
      new Fault.InIdentity(identity -> identity.with(Identity.RUNNER_ENVIRONMENT, "self-hosted"))),
  /** The certificate says that somebody else has issued the token. */
  ISSUER_UNKNOWN(
      new Fault.InIdentity(identity ->
          identity
              .with(1, "https://issuer.example")
              .with(Identity.ISSUER, "https://issuer.example")));

  @SuppressWarnings("ImmutableEnumChecker") // Its functions have no state.
  private final Fault fault;

  Defect(Fault fault) {
    this.fault = fault;
  }

  Fault fault() {
    return fault;
  }
}
