-- Instants are milliseconds since 1970, ids are UUIDs as text, and what only the registry itself
-- reads again is JSON as text: types that SQLite and PostgreSQL treat alike.

-- Room: packages.

CREATE TABLE package (
  name        TEXT    NOT NULL PRIMARY KEY,
  bare        TEXT,                        -- the name without punctuation, if it has no scope
  visibility  TEXT    NOT NULL,            -- public, private
  revision    BIGINT  NOT NULL,            -- counts the changes that a packument shows
  version_bytes BIGINT NOT NULL,           -- what a packument has to say of all versions, at most
  created_at  BIGINT  NOT NULL,
  modified_at BIGINT  NOT NULL,
  unpublished_at BIGINT,                   -- since when it has no version any more
  blocked_until  BIGINT                    -- until when nobody publishes it again
);

CREATE INDEX package_bare ON package (bare);
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
  release_group  TEXT,                     -- of a staged one: what is approved together
  four_eyes      BOOLEAN NOT NULL,         -- somebody else than who staged it approves it
  started_by     TEXT    NOT NULL,         -- a list of the names and ids of who started the run
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
CREATE INDEX held_version_group ON held_version (release_group) WHERE release_group IS NOT NULL;

CREATE TABLE staged_outcome (              -- of a version that was staged, for who waits for it
  id         TEXT   NOT NULL PRIMARY KEY,
  package    TEXT   NOT NULL,
  version    TEXT   NOT NULL,
  integrity  TEXT   NOT NULL,
  outcome    TEXT   NOT NULL,              -- approved, rejected, expired
  decided_at BIGINT NOT NULL
);

CREATE INDEX staged_outcome_decided ON staged_outcome (decided_at);

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

CREATE TABLE removed_version (             -- was there once, and is never taken again
  package      TEXT   NOT NULL,
  version      TEXT   NOT NULL,
  published_at BIGINT NOT NULL,
  removed_at   BIGINT NOT NULL,
  removed_by   TEXT   NOT NULL,
  why          TEXT   NOT NULL,            -- empty if it was unpublished by the rules for that
  PRIMARY KEY (package, version)
);

CREATE TABLE freed_name (                  -- was a package's once, and is anybody's
  package  TEXT   NOT NULL PRIMARY KEY,
  revision BIGINT NOT NULL,                -- of that package; the next one counts on from it
  freed_at BIGINT NOT NULL
);

CREATE TABLE star (
  account    TEXT   NOT NULL,
  package    TEXT   NOT NULL,
  starred_at BIGINT NOT NULL,
  PRIMARY KEY (account, package)
);

CREATE INDEX star_package ON star (package);

CREATE TABLE dependency (                  -- which packages the versions of a package need
  package TEXT NOT NULL REFERENCES package (name),
  needs   TEXT NOT NULL,
  PRIMARY KEY (package, needs)
);

CREATE INDEX dependency_needs ON dependency (needs);

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
  name                TEXT    NOT NULL PRIMARY KEY,
  email               TEXT    NOT NULL,
  email_verified_at   BIGINT,
  full_name           TEXT,
  homepage            TEXT,
  github              TEXT,
  password            TEXT,                -- Argon2id with its parameters and salt; perhaps none
  password_changed_at BIGINT,
  second_factor       TEXT    NOT NULL DEFAULT 'auth-and-writes',  -- or auth-only: what it is for
  read_only_until     BIGINT,
  admin               BOOLEAN NOT NULL,
  created_at          BIGINT  NOT NULL,
  updated_at          BIGINT,
  disabled_at         BIGINT
);

CREATE TABLE organization (
  name          TEXT    NOT NULL PRIMARY KEY,
  second_factor BOOLEAN NOT NULL,          -- who has none is a member without any right
  created_at    BIGINT  NOT NULL
);

CREATE TABLE account_link (                -- lets whoever opens it do one thing, once
  id           TEXT    NOT NULL PRIMARY KEY,
  sha256       TEXT    NOT NULL UNIQUE,    -- the link itself is nowhere
  kind         TEXT    NOT NULL,           -- set-up, invitation, reset, verification
  account      TEXT    REFERENCES account (name),  -- of a reset or a verification
  email        TEXT,                       -- where it was sent, or what it verifies
  admin        BOOLEAN NOT NULL,           -- an invitation to run the registry
  organization TEXT    REFERENCES organization (name),  -- that an invitation is to
  role         TEXT,
  made_by      TEXT    NOT NULL,
  made_at      BIGINT  NOT NULL,
  expires_at   BIGINT  NOT NULL,
  used_at      BIGINT
);

CREATE INDEX account_link_account ON account_link (account) WHERE account IS NOT NULL;
CREATE INDEX account_link_expires ON account_link (expires_at);

CREATE TABLE organization_member (
  organization TEXT NOT NULL REFERENCES organization (name),
  account      TEXT NOT NULL REFERENCES account (name),
  role         TEXT NOT NULL,              -- owner, admin, member
  PRIMARY KEY (organization, account)
);

CREATE INDEX organization_member_account ON organization_member (account);

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

CREATE TABLE team (
  organization TEXT   NOT NULL REFERENCES organization (name),
  name         TEXT   NOT NULL,
  description  TEXT   NOT NULL,
  created_at   BIGINT NOT NULL,
  PRIMARY KEY (organization, name)
);

CREATE TABLE team_member (
  organization TEXT NOT NULL,
  team         TEXT NOT NULL,
  account      TEXT NOT NULL,
  PRIMARY KEY (organization, team, account),
  FOREIGN KEY (organization, team) REFERENCES team (organization, name),
  FOREIGN KEY (organization, account) REFERENCES organization_member (organization, account)
);

CREATE INDEX team_member_account ON team_member (account, organization);

CREATE TABLE team_grant (                  -- only of a package that is the organization's
  package      TEXT NOT NULL,
  organization TEXT NOT NULL,
  team         TEXT NOT NULL,
  permission   TEXT NOT NULL,              -- read, write
  PRIMARY KEY (package, organization, team),
  FOREIGN KEY (organization, team) REFERENCES team (organization, name)
);

CREATE INDEX team_grant_team ON team_grant (organization, team);

CREATE TABLE collaborator (                -- has a right on a package, and does not own it
  package    TEXT NOT NULL,
  account    TEXT NOT NULL REFERENCES account (name),
  permission TEXT NOT NULL,                -- read, write
  PRIMARY KEY (package, account)
);

CREATE INDEX collaborator_account ON collaborator (account);

CREATE TABLE invitation (                  -- gives nothing until it is accepted
  id         TEXT   NOT NULL PRIMARY KEY,
  kind       TEXT   NOT NULL,              -- membership, ownership, collaboration, transfer
  subject    TEXT   NOT NULL,              -- an organization without its at sign, or a package
  detail     TEXT   NOT NULL,              -- a role or a permission, if it is about one
  invitee    TEXT   NOT NULL,              -- an account, which need not exist, or an organization
  invited_by TEXT   NOT NULL,              -- as the audit log has it
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  UNIQUE (kind, subject, invitee)
);

CREATE INDEX invitation_invitee ON invitation (invitee);
CREATE INDEX invitation_subject ON invitation (subject);
CREATE INDEX invitation_expires ON invitation (expires_at);

CREATE TABLE token (
  id         TEXT   NOT NULL PRIMARY KEY,
  sha256     TEXT   NOT NULL UNIQUE,       -- the token itself is nowhere
  kind       TEXT   NOT NULL,              -- session, browser, granular, minted, reading, managing
  account    TEXT   REFERENCES account (name),
  grants     TEXT   NOT NULL,              -- what it may do
  publisher  TEXT,                         -- of a job's token
  package    TEXT,                         -- of a minted token
  begins_with TEXT  NOT NULL,              -- its first characters, by which npm finds it
  ends_with  TEXT   NOT NULL,              -- its last characters, to tell it from others
  created_at BIGINT NOT NULL,
  expires_at BIGINT,
  warnings   INTEGER NOT NULL              -- which warnings that it expires were given, or came too late
);

CREATE INDEX token_session ON token (created_at) WHERE kind IN ('session', 'browser');
CREATE INDEX token_account ON token (account) WHERE account IS NOT NULL;
-- Apart, as those of people last for months, and whoever looks for a job's would walk over them.
CREATE INDEX token_of_job ON token (expires_at) WHERE account IS NULL;
CREATE INDEX token_of_person ON token (expires_at) WHERE account IS NOT NULL;

-- Apart from the tokens, whose rows are locked while one is in use.
CREATE TABLE token_use (
  token   TEXT   NOT NULL PRIMARY KEY REFERENCES token (id) ON DELETE CASCADE,
  used_at BIGINT NOT NULL,
  address TEXT   NOT NULL
);

-- Room: secondfactor.

CREATE TABLE totp (
  account      TEXT   NOT NULL PRIMARY KEY REFERENCES account (name),
  key_base32   TEXT   NOT NULL,            -- makes its codes, and so is kept as it is
  begun_at     BIGINT NOT NULL,
  confirmed_at BIGINT,                     -- when a first code showed that its owner has it
  last_step    BIGINT NOT NULL,            -- of the last code that was taken
  last_holder  TEXT                        -- who showed that code: no other may show it again
);

CREATE TABLE passkey (
  credential   TEXT   NOT NULL PRIMARY KEY, -- the id that its authenticator gave it
  account      TEXT   NOT NULL REFERENCES account (name),
  public_key   TEXT   NOT NULL,            -- with the id and the model of the authenticator
  counter      BIGINT NOT NULL,            -- what the authenticator had signed at its last use
  label        TEXT   NOT NULL,
  created_at   BIGINT NOT NULL,
  last_used_at BIGINT
);

CREATE INDEX passkey_account ON passkey (account);

CREATE TABLE recovery_code (
  sha256  TEXT   NOT NULL PRIMARY KEY,
  account TEXT   NOT NULL REFERENCES account (name),
  made_at BIGINT NOT NULL,
  used_at BIGINT
);

CREATE INDEX recovery_code_account ON recovery_code (account);

CREATE TABLE second_factor_proof (
  token     TEXT   NOT NULL PRIMARY KEY,   -- the session that a second factor was shown in
  proved_at BIGINT NOT NULL
);

CREATE INDEX second_factor_proof_at ON second_factor_proof (proved_at);

CREATE TABLE challenge (
  id          TEXT   NOT NULL PRIMARY KEY,
  kind        TEXT   NOT NULL,             -- sign-in, one-time
  page_sha256 TEXT   NOT NULL UNIQUE,      -- of what opens its page
  done_sha256 TEXT   NOT NULL UNIQUE,      -- of what the client asks with
  account     TEXT   REFERENCES account (name),  -- of a sign-in, whoever approved it
  token       TEXT,                        -- the one that asked; none for a sign-in
  act         TEXT   NOT NULL,             -- what it is for
  subject     TEXT   NOT NULL,
  command     TEXT   NOT NULL,             -- as the client says
  address     TEXT   NOT NULL,             -- of the client
  created_at  BIGINT NOT NULL,
  expires_at  BIGINT NOT NULL,
  approved_at BIGINT,
  code_sha256 TEXT   UNIQUE,               -- of what the client was handed for it
  redeemed_at BIGINT
);

CREATE INDEX challenge_expires ON challenge (expires_at);
CREATE INDEX challenge_address ON challenge (address, expires_at);
CREATE INDEX challenge_account ON challenge (account) WHERE account IS NOT NULL;

-- Room: identities.

CREATE TABLE linked_identity (
  issuer        TEXT   NOT NULL,           -- the provider's address
  subject       TEXT   NOT NULL,           -- its own id for the person
  account       TEXT   NOT NULL REFERENCES account (name),
  provider_name TEXT   NOT NULL,           -- what they are called there; it proves nothing
  linked_at     BIGINT NOT NULL,
  used_at       BIGINT NOT NULL,
  PRIMARY KEY (issuer, subject),
  UNIQUE (account, issuer)
);

CREATE TABLE provider_session (
  token      TEXT   NOT NULL PRIMARY KEY,  -- the session here
  issuer     TEXT   NOT NULL,
  subject    TEXT   NOT NULL,
  session    TEXT,                         -- the one there, if the provider names them
  expires_at BIGINT NOT NULL
);

CREATE INDEX provider_session_there ON provider_session (issuer, session);
CREATE INDEX provider_session_subject ON provider_session (issuer, subject);
CREATE INDEX provider_session_expires ON provider_session (expires_at);

CREATE TABLE spent_logout (                -- logout tokens that have ended what they could
  issuer     TEXT   NOT NULL,
  id         TEXT   NOT NULL,
  expires_at BIGINT NOT NULL,
  PRIMARY KEY (issuer, id)
);

CREATE INDEX spent_logout_expires ON spent_logout (expires_at);

CREATE TABLE password_let_in (             -- who signs in with a password where nobody else may
  account TEXT   NOT NULL PRIMARY KEY REFERENCES account (name),
  until   BIGINT NOT NULL
);

CREATE TABLE given_right (                 -- what a group gave, and so what it may take away
  account      TEXT NOT NULL REFERENCES account (name),
  issuer       TEXT NOT NULL,
  organization TEXT NOT NULL,              -- empty for the registry itself
  team         TEXT NOT NULL,              -- empty for the organization itself
  role         TEXT NOT NULL,
  PRIMARY KEY (account, issuer, organization, team)
);

-- Room: searchindex. Its words are in tables of the database's own kind.

CREATE TABLE search_document (
  package TEXT    NOT NULL PRIMARY KEY,
  id      BIGINT  NOT NULL UNIQUE,         -- of its words
  open    BOOLEAN NOT NULL,                -- whether everybody may read it
  shown   TEXT    NOT NULL                 -- what an answer says of it
);

${textTables}

CREATE TABLE seal_key (                    -- one row
  id     BIGINT NOT NULL PRIMARY KEY,
  secret TEXT   NOT NULL                   -- seals what browsers keep for minutes; opens nothing by itself
);

CREATE TABLE spent_seal (
  sha256     TEXT   NOT NULL PRIMARY KEY,
  expires_at BIGINT NOT NULL               -- nobody could open it any more after this
);

CREATE INDEX spent_seal_expires ON spent_seal (expires_at);

CREATE TABLE ci_account (                  -- by which accounts of CI systems a person starts runs
  account TEXT NOT NULL REFERENCES account (name),
  issuer  TEXT NOT NULL,
  subject TEXT NOT NULL,                   -- a name or an id, as identity tokens say it
  PRIMARY KEY (account, issuer, subject)
);

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
  writers      TEXT    NOT NULL,           -- open, second-factor-or-token, second-factor, trusted-only
  own_only     BOOLEAN NOT NULL,           -- publishers of patterns are not for it
  staged_only  BOOLEAN NOT NULL,           -- every version is approved by a person
  four_eyes    BOOLEAN NOT NULL,           -- by somebody else than who staged it
  approvers    TEXT    NOT NULL,           -- the users who approve; whoever may write if empty
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
  off_why       TEXT,
  kinds         TEXT    NOT NULL           -- what it hears of
);

CREATE INDEX webhook_subject ON webhook (subject);
CREATE INDEX webhook_created_by ON webhook (created_by);

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
  share   BIGINT,                          -- of the room for strangers; it may be forgotten
  previous TEXT  NOT NULL,                 -- the hash of the event just before, of whatever chain
  facts   TEXT   NOT NULL,
  hash    TEXT   NOT NULL                  -- SHA-256 over the one before in its chain, and all above
);

CREATE INDEX audit_event_package ON audit_event (package, seq);
CREATE INDEX audit_event_share ON audit_event (share, seq) WHERE share IS NOT NULL;

CREATE TABLE audit_head (                  -- the last event; whoever writes one locks it
  id        BIGINT NOT NULL PRIMARY KEY,   -- there is one row
  seq       BIGINT NOT NULL,
  hash      TEXT   NOT NULL,
  kept_seq  BIGINT NOT NULL,               -- of the last event that is never forgotten
  kept_hash TEXT   NOT NULL
);

INSERT INTO audit_head (id, seq, hash, kept_seq, kept_hash)
VALUES (1, 0, '0000000000000000000000000000000000000000000000000000000000000000',
        0, '0000000000000000000000000000000000000000000000000000000000000000');

CREATE TABLE audit_share (                 -- the last event of each chain of strangers' events
  share BIGINT NOT NULL PRIMARY KEY,
  seq   BIGINT NOT NULL,
  hash  TEXT   NOT NULL
);
