'use strict'
// npm knows the addresses of the public Sigstore and has no setting for others. Required before
// npm, this gives the two modules that it asks the addresses of a fake instance. yarn has the same
// modules inside its one file, where nothing can be put before them: what it would send to the
// public instance goes to the fake one.
const Module = require('node:module')
const http = require('node:http')
const https = require('node:https')
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
const PUBLIC = new Set(['fulcio.sigstore.dev', 'rekor.sigstore.dev'])
const fake = new URL(at)
const request = https.request
https.request = function (first, ...rest) {
  const options = typeof first === 'string' ? new URL(first) : first
  if (!PUBLIC.has(options.hostname ?? options.host)) {
    return request.call(this, first, ...rest)
  }
  const { method, headers, path, pathname, search } = options
  const asked = { method, headers, path: path ?? pathname + search, agent: false }
  const given = typeof rest[0] === 'function' ? {} : rest.shift()
  return http.request({ ...asked, ...given, hostname: fake.hostname, port: fake.port }, ...rest)
}
