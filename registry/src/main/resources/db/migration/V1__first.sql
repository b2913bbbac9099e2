-- Instants are milliseconds since 1970, ids are UUIDs as text, and what only the registry itself
-- reads again is JSON as text: types that SQLite and PostgreSQL treat alike.

-- Room: packages.

CREATE TABLE package (
  name        TEXT    NOT NULL PRIMARY KEY,
  visibility  TEXT    NOT NULL,            -- public, private
  revision    BIGINT  NOT NULL,            -- counts the changes that a packument shows
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
  provenance     TEXT,                     -- a bundle as it came, and not yet verified
  published_at   BIGINT  NOT NULL,
  published_by   TEXT    NOT NULL,         -- how it came here: a person, or a trusted publisher's job
  PRIMARY KEY (package, version)
);

CREATE TABLE dist_tag (
  package TEXT NOT NULL,
  tag     TEXT NOT NULL,
  version TEXT NOT NULL,
  PRIMARY KEY (package, tag),
  FOREIGN KEY (package, version) REFERENCES version (package, version)
);

-- Room: access.

CREATE TABLE account (
  name        TEXT    NOT NULL PRIMARY KEY,
  email       TEXT    NOT NULL,
  password    TEXT    NOT NULL,            -- Argon2id with its parameters and salt
  admin       BOOLEAN NOT NULL,
  created_at  BIGINT  NOT NULL,
  disabled_at BIGINT
);

CREATE TABLE package_owner (
  package TEXT NOT NULL,
  account TEXT NOT NULL REFERENCES account (name),
  PRIMARY KEY (package, account)
);

CREATE INDEX package_owner_account ON package_owner (account);

CREATE TABLE token (
  id         TEXT   NOT NULL PRIMARY KEY,
  sha256     TEXT   NOT NULL UNIQUE,       -- the token itself is nowhere
  kind       TEXT   NOT NULL,              -- session, granular, minted
  account    TEXT   REFERENCES account (name),
  grants     TEXT   NOT NULL,              -- what it may do
  publisher  TEXT,                         -- of a minted token
  ends_with  TEXT   NOT NULL,              -- its last characters, to tell it from others
  created_at BIGINT NOT NULL,
  expires_at BIGINT
);

CREATE INDEX token_account ON token (account);
CREATE INDEX token_publisher ON token (publisher);
CREATE INDEX token_expires ON token (expires_at);

-- Room: trust.

CREATE TABLE publisher (
  id          TEXT   NOT NULL PRIMARY KEY,
  package     TEXT   NOT NULL,             -- need not exist: then the publisher is pending
  provider    TEXT   NOT NULL,
  issuer      TEXT   NOT NULL,
  settings    TEXT   NOT NULL,             -- what the maintainer configured
  pins        TEXT   NOT NULL,             -- what the first accepted identity token taught
  permissions TEXT   NOT NULL,
  revision    BIGINT NOT NULL,             -- counts its changes; tokens minted before one are dead
  created_at  BIGINT NOT NULL,
  created_by  TEXT   NOT NULL,
  future_owner TEXT,                       -- who will own a package that does not exist yet
  UNIQUE (package, issuer, settings)
);

CREATE TABLE spent_token (
  issuer     TEXT   NOT NULL,
  token_key  TEXT   NOT NULL,              -- its jti, or its hash where an issuer sends none
  package    TEXT   NOT NULL,
  spent_at   BIGINT NOT NULL,
  keep_until BIGINT NOT NULL,
  PRIMARY KEY (issuer, token_key, package)
);

CREATE INDEX spent_token_keep_until ON spent_token (keep_until);
CREATE INDEX spent_token_recent ON spent_token (package, spent_at);

-- Room: audit.

CREATE TABLE audit_event (
  id      TEXT   NOT NULL PRIMARY KEY,     -- time-ordered
  at      BIGINT NOT NULL,
  kind    TEXT   NOT NULL,
  package TEXT,
  actor   TEXT   NOT NULL,
  facts   TEXT   NOT NULL
);

CREATE INDEX audit_event_package ON audit_event (package, id);
