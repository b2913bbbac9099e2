-- Instants are milliseconds since 1970, ids are UUIDs as text, and what only the registry itself
-- reads again is JSON as text: types that SQLite and PostgreSQL treat alike.

-- Room: packages.

CREATE TABLE package (
  name        TEXT    NOT NULL PRIMARY KEY,
  visibility  TEXT    NOT NULL,            -- public, private
  revision    BIGINT  NOT NULL,            -- counts the changes that a packument shows
  version_bytes BIGINT NOT NULL,           -- what a packument has to say of all versions, at most
  created_at  BIGINT  NOT NULL,
  modified_at BIGINT  NOT NULL
);

CREATE INDEX package_newest ON package (visibility, modified_at);

CREATE TABLE version (
  package        TEXT    NOT NULL REFERENCES package (name),
  version        TEXT    NOT NULL,
  manifest       TEXT    NOT NULL,         -- without dist and readme
  integrity      TEXT    NOT NULL,         -- sha512-..., also where the blob is
  shasum         TEXT    NOT NULL,         -- SHA-1 in hex, for old clients
  tarball_bytes  BIGINT  NOT NULL,
  file_count     BIGINT  NOT NULL,
  unpacked_bytes BIGINT  NOT NULL,
  readme_file    TEXT,
  readme         TEXT,
  provenance     TEXT,                     -- a Sigstore bundle as it came
  build          TEXT,                     -- what it proved when it came
  published_at   BIGINT  NOT NULL,
  published_by   TEXT    NOT NULL,         -- how it came here: a person, or a trusted publisher's job
  deprecated     TEXT,                     -- why it should not be used any more
  PRIMARY KEY (package, version)
);

CREATE INDEX version_integrity ON version (integrity);

CREATE TABLE held_version (                -- taken, and shown to nobody until somebody lets it go
  id             TEXT    NOT NULL PRIMARY KEY,
  package        TEXT    NOT NULL REFERENCES package (name),
  version        TEXT    NOT NULL,
  tag            TEXT    NOT NULL,
  kind           TEXT    NOT NULL,         -- held, staged
  why            TEXT    NOT NULL,
  held_at        BIGINT  NOT NULL,
  manifest       TEXT    NOT NULL,
  integrity      TEXT    NOT NULL,
  shasum         TEXT    NOT NULL,
  tarball_bytes  BIGINT  NOT NULL,
  file_count     BIGINT  NOT NULL,
  unpacked_bytes BIGINT  NOT NULL,
  readme_file    TEXT,
  readme         TEXT,
  provenance     TEXT,
  build          TEXT,
  published_by   TEXT    NOT NULL,
  UNIQUE (package, version)
);

CREATE INDEX held_version_integrity ON held_version (integrity);
CREATE INDEX held_version_newest ON held_version (kind, held_at);

CREATE TABLE doubt (                       -- what holds no more by the roots that are trusted now
  package     TEXT NOT NULL,
  version     TEXT NOT NULL,
  attestation TEXT NOT NULL,               -- provenance, publish
  PRIMARY KEY (package, version, attestation),
  FOREIGN KEY (package, version) REFERENCES version (package, version)
);

CREATE TABLE dist_tag (
  package TEXT NOT NULL,
  tag     TEXT NOT NULL,
  version TEXT NOT NULL,
  PRIMARY KEY (package, tag),
  FOREIGN KEY (package, version) REFERENCES version (package, version)
);

CREATE TABLE provenance_rule (
  target       TEXT    NOT NULL PRIMARY KEY,  -- a package, or @scope/*
  required     BOOLEAN NOT NULL,           -- nothing is published without provenance
  repositories TEXT    NOT NULL,           -- a list of addresses as certificates say them; any if empty
  no_weaker    BOOLEAN NOT NULL,           -- nothing without it follows a version that has it
  set_at       BIGINT  NOT NULL,
  set_by       TEXT    NOT NULL
);

-- Room: signatures.

CREATE TABLE signing_key (
  keyid      TEXT   NOT NULL PRIMARY KEY,
  scheme     TEXT   NOT NULL,
  spki       TEXT   NOT NULL,              -- the public key; the private one is not here
  since      BIGINT NOT NULL,
  newest_at  BIGINT NOT NULL,              -- when the newest version was published that it signed
  expires_at BIGINT                        -- when it was retired; later than newest_at
);

CREATE UNIQUE INDEX signing_key_in_force ON signing_key (scheme) WHERE expires_at IS NULL;

CREATE TABLE registry_signature (
  package TEXT NOT NULL,
  version TEXT NOT NULL,
  keyid   TEXT NOT NULL REFERENCES signing_key (keyid),
  sig     TEXT NOT NULL,                   -- over name@version:integrity
  PRIMARY KEY (package, version, keyid),
  FOREIGN KEY (package, version) REFERENCES version (package, version)
);

CREATE TABLE publish_receipt (
  package  TEXT NOT NULL,
  version  TEXT NOT NULL,
  envelope TEXT NOT NULL,                  -- what the registry saw of the job, signed by it
  PRIMARY KEY (package, version),
  FOREIGN KEY (package, version) REFERENCES version (package, version)
);

CREATE TABLE publish_attestation (
  package   TEXT    NOT NULL,
  version   TEXT    NOT NULL,
  statement TEXT    NOT NULL,              -- what is to be signed and logged
  failures  INTEGER NOT NULL,              -- how often the log did not take it
  bundle    TEXT,                          -- signed and logged; none yet if empty
  PRIMARY KEY (package, version),
  FOREIGN KEY (package, version) REFERENCES version (package, version)
);

CREATE INDEX publish_attestation_wanted ON publish_attestation (failures) WHERE bundle IS NULL;

-- Room: access.

CREATE TABLE account (
  name        TEXT    NOT NULL PRIMARY KEY,
  email       TEXT    NOT NULL,
  password    TEXT    NOT NULL,            -- Argon2id with its parameters and salt
  admin       BOOLEAN NOT NULL,
  created_at  BIGINT  NOT NULL,
  disabled_at BIGINT
);

CREATE TABLE organization (
  name       TEXT   NOT NULL PRIMARY KEY,
  created_at BIGINT NOT NULL
);

CREATE TABLE organization_member (
  organization TEXT NOT NULL REFERENCES organization (name),
  account      TEXT NOT NULL REFERENCES account (name),
  role         TEXT NOT NULL,              -- owner, member
  PRIMARY KEY (organization, account)
);

CREATE TABLE organization_scope (
  scope        TEXT NOT NULL PRIMARY KEY,  -- without its at sign
  organization TEXT NOT NULL REFERENCES organization (name)
);

CREATE TABLE package_owner (
  package TEXT NOT NULL,
  owner   TEXT NOT NULL,                   -- an account, or an organization with an at sign
  PRIMARY KEY (package, owner)
);

CREATE INDEX package_owner_owner ON package_owner (owner);

CREATE TABLE token (
  id         TEXT   NOT NULL PRIMARY KEY,
  sha256     TEXT   NOT NULL UNIQUE,       -- the token itself is nowhere
  kind       TEXT   NOT NULL,              -- session, browser, granular, minted, reading, managing
  account    TEXT   REFERENCES account (name),
  grants     TEXT   NOT NULL,              -- what it may do
  publisher  TEXT,                         -- of a job's token
  package    TEXT,                         -- of a minted token
  ends_with  TEXT   NOT NULL,              -- its last characters, to tell it from others
  created_at BIGINT NOT NULL,
  expires_at BIGINT
);

CREATE INDEX token_account ON token (account) WHERE account IS NOT NULL;
CREATE INDEX token_expires ON token (expires_at);

CREATE TABLE seal_key (                    -- one row
  id     BIGINT NOT NULL PRIMARY KEY,
  secret TEXT   NOT NULL                   -- seals what browsers keep for minutes; opens nothing by itself
);

CREATE TABLE spent_seal (
  sha256     TEXT   NOT NULL PRIMARY KEY,
  expires_at BIGINT NOT NULL               -- nobody could open it any more after this
);

CREATE INDEX spent_seal_expires ON spent_seal (expires_at);

-- Room: issuers.

CREATE TABLE issuer (
  url      TEXT   NOT NULL PRIMARY KEY,    -- exactly what iss says
  provider TEXT   NOT NULL,
  terms    TEXT   NOT NULL,                -- how it is reached, and what it is trusted with
  added_at BIGINT NOT NULL,
  added_by TEXT   NOT NULL,
  follows  BOOLEAN NOT NULL                -- from publishers' settings, and goes with the last one
);

CREATE TABLE issuer_state (
  url        TEXT   NOT NULL PRIMARY KEY,  -- also of an issuer that is built in or configured
  off_at     BIGINT,
  off_by     TEXT,
  keys_since BIGINT                        -- keys fetched before are not used any more
);

CREATE TABLE issued_since (                -- at most one row
  id    BIGINT NOT NULL PRIMARY KEY,
  since BIGINT NOT NULL                    -- identity tokens issued before are not taken
);

-- Room: trust.

CREATE TABLE publisher (
  id              TEXT   NOT NULL PRIMARY KEY,
  target          TEXT   NOT NULL,         -- a package, which need not exist, or @scope/prefix*
  scope           TEXT,                    -- of a pattern, without its at sign
  provider        TEXT   NOT NULL,
  issuer          TEXT   NOT NULL,
  project         TEXT   NOT NULL,         -- what the settings name, in lower case
  settings        TEXT   NOT NULL,         -- what the maintainer configured
  pins            TEXT   NOT NULL,         -- the ids of its project, as far as they are known
  pin_until       BIGINT,                  -- until when a first token may teach them
  powers          TEXT   NOT NULL,
  terms           TEXT   NOT NULL,         -- of the tokens that are minted for it
  label           TEXT   NOT NULL,
  revision        BIGINT NOT NULL,         -- counts its edits; tokens minted before one are dead
  changes         BIGINT NOT NULL,         -- counts all that a judgement may depend on
  created_at      BIGINT NOT NULL,
  created_by      TEXT   NOT NULL,
  owner           TEXT   NOT NULL,         -- who trusts it; it counts for nobody else's package
  future_owner    TEXT,                    -- who will own a package that does not exist yet
  pending_until   BIGINT,
  warned_at       BIGINT,                  -- when its owner was told that its time is nearly up
  pause_kind      TEXT,                    -- refuses, holds
  paused_at       BIGINT,
  pause_why       TEXT,
  last_used_at    BIGINT,
  last_refused_at BIGINT,
  UNIQUE (target, owner, issuer, settings)
);

CREATE INDEX publisher_scope ON publisher (scope);
CREATE INDEX publisher_project ON publisher (issuer, project, pause_kind);
CREATE INDEX publisher_future_owner ON publisher (future_owner);
CREATE INDEX publisher_pending_until ON publisher (pending_until);

CREATE TABLE publisher_package (
  publisher TEXT   NOT NULL,
  package   TEXT   NOT NULL,
  pins      TEXT   NOT NULL,               -- the ids of the project that published it first
  pinned_at BIGINT NOT NULL,
  PRIMARY KEY (publisher, package)
);

CREATE TABLE redeemed_token (
  issuer       TEXT   NOT NULL,
  token_key    TEXT   NOT NULL,            -- its jti, or its hash where an issuer sends none
  package      TEXT   NOT NULL,
  spent_at     BIGINT NOT NULL,
  keep_until   BIGINT NOT NULL,
  uses         BIGINT NOT NULL,
  published_at BIGINT,
  published_by TEXT,                       -- which of the tokens that it bought; no other does
  PRIMARY KEY (issuer, token_key, package)
);

CREATE INDEX redeemed_token_keep_until ON redeemed_token (keep_until);

CREATE TABLE drift (
  id         TEXT   NOT NULL PRIMARY KEY,
  publisher  TEXT   NOT NULL,
  package    TEXT   NOT NULL,
  kind       TEXT   NOT NULL,              -- transferred, recreated, replaced, new-project
  ids        TEXT   NOT NULL,              -- of the project that came
  said       TEXT   NOT NULL,              -- what was kept of its last token
  first_at   BIGINT NOT NULL,
  last_at    BIGINT NOT NULL,
  times      BIGINT NOT NULL,
  decided_at BIGINT,
  decided_by TEXT,
  accepted   BOOLEAN,
  UNIQUE (publisher, package, kind, ids)
);

CREATE INDEX drift_package ON drift (package);

CREATE TABLE publish_burst (
  project TEXT   NOT NULL,                 -- who trusts it, an issuer, the ids of a project of it
  package TEXT   NOT NULL,
  at      BIGINT NOT NULL
);

CREATE INDEX publish_burst_project ON publish_burst (project, at);
CREATE INDEX publish_burst_at ON publish_burst (at);

CREATE TABLE publish_burst_approved (            -- of how many packages at once nobody is surprised
  project  TEXT   NOT NULL PRIMARY KEY,
  reached  BIGINT NOT NULL,                -- the last time when it was too much
  packages BIGINT                          -- what an owner has found to be in order
);

CREATE TABLE publishing_lock (
  target       TEXT    NOT NULL PRIMARY KEY,  -- a package, or @scope/*
  trusted_only BOOLEAN NOT NULL,           -- nobody but a trusted publisher may write
  own_only     BOOLEAN NOT NULL,           -- publishers of patterns are not for it
  set_at       BIGINT  NOT NULL,
  set_by       TEXT    NOT NULL
);

-- Room: notices.

CREATE TABLE webhook (
  id            TEXT    NOT NULL PRIMARY KEY,
  url           TEXT    NOT NULL,
  internal      BOOLEAN NOT NULL,          -- may be behind our own walls
  subject       TEXT    NOT NULL,          -- *, a package, or an organization with an at sign
  secret        TEXT    NOT NULL,          -- signs what it is sent, and so is kept as it is
  created_by    TEXT    NOT NULL,
  created_at    BIGINT  NOT NULL,
  failing_since BIGINT,
  off_at        BIGINT,
  off_why       TEXT
);

CREATE INDEX webhook_subject ON webhook (subject);

CREATE TABLE delivery (
  id          TEXT   NOT NULL PRIMARY KEY,
  recipient   TEXT   NOT NULL,             -- webhook:ID, mail:USER
  seq         BIGINT NOT NULL,             -- of the event that is to be told
  state       TEXT   NOT NULL,             -- waiting, delivered, given-up
  attempts    BIGINT NOT NULL,
  outcome     TEXT   NOT NULL,             -- of the last attempt
  created_at  BIGINT NOT NULL,
  due_at      BIGINT NOT NULL,
  taken_until BIGINT NOT NULL,             -- until then, whoever has taken it tries
  ended_at    BIGINT,
  UNIQUE (recipient, seq)
);

CREATE INDEX delivery_due ON delivery (state, due_at);
CREATE INDEX delivery_waiting ON delivery (recipient, seq) WHERE state = 'waiting';
CREATE INDEX delivery_ended ON delivery (ended_at);

CREATE TABLE notice_progress (             -- how far the audit log was read
  id  BIGINT NOT NULL PRIMARY KEY,         -- there is one row
  seq BIGINT NOT NULL
);

INSERT INTO notice_progress (id, seq) VALUES (1, 0);

CREATE TABLE refusal_streak (              -- refused exchanges for a package, to tell of many once
  package TEXT   NOT NULL PRIMARY KEY,
  since   BIGINT NOT NULL,
  times   BIGINT NOT NULL,
  told_at BIGINT
);

-- Room: audit.

CREATE TABLE audit_event (
  seq     ${numberKey} NOT NULL PRIMARY KEY,  -- 1, 2, 3 and so on, in the order of commits
  id      TEXT   NOT NULL UNIQUE,
  at      BIGINT NOT NULL,
  kind    TEXT   NOT NULL,
  package TEXT,
  actor   TEXT   NOT NULL,
  facts   TEXT   NOT NULL,
  hash    TEXT   NOT NULL                  -- SHA-256 over the hash before it and all of the above
);

CREATE INDEX audit_event_package ON audit_event (package, seq);

CREATE TABLE audit_head (                  -- the last event; whoever writes one locks it
  id   BIGINT NOT NULL PRIMARY KEY,        -- there is one row
  seq  BIGINT NOT NULL,
  hash TEXT   NOT NULL
);

INSERT INTO audit_head (id, seq, hash)
VALUES (1, 0, '0000000000000000000000000000000000000000000000000000000000000000');
