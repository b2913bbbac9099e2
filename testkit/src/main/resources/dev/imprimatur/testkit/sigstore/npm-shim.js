'use strict'
// npm knows the addresses of the public Sigstore and has no setting for others. Required before
// npm, this gives the two modules that it asks the addresses of a fake instance.
const Module = require('node:module')
const { FAKE_SIGSTORE: at, FAKE_SIGSTORE_ROOT: rootPath } = process.env
const ours = { fulcioURL: at, rekorURL: at, tufMirrorURL: `${at}/tuf`, tufRootPath: rootPath }
const changed = {
  sigstore: real => ({
    ...real,
    attest: (payload, type, options) => real.attest(payload, type, { ...options, ...ours }),
    verify: (bundle, options) => real.verify(bundle, { ...options, ...ours }),
  }),
  '@sigstore/tuf': real => ({
    ...real,
    initTUF: options => real.initTUF({ ...options, mirrorURL: ours.tufMirrorURL, rootPath }),
  }),
}
const load = Module._load
Module._load = function (name, ...rest) {
  const real = load.call(this, name, ...rest)
  return Object.hasOwn(changed, name) ? changed[name](real) : real
}
