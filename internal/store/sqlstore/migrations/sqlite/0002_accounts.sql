-- Accounts, what they may do, and what they prove themselves with. Of secrets
-- only digests are kept, but for that of one-time passwords, which both sides
-- must know.
ALTER TABLE study ADD COLUMN owner TEXT NOT NULL DEFAULT '';

CREATE TABLE account (
  id        TEXT PRIMARY KEY,
  name      TEXT NOT NULL UNIQUE,
  display   TEXT NOT NULL,
  password  TEXT NOT NULL,
  totp      TEXT NOT NULL,
  totp_used INTEGER NOT NULL,
  created   TEXT NOT NULL,
  disabled  INTEGER NOT NULL,
  failures  INTEGER NOT NULL,
  locked    TEXT NOT NULL
);

CREATE TABLE permission (
  account TEXT NOT NULL REFERENCES account (id),
  role    TEXT NOT NULL,
  kind    TEXT NOT NULL,
  scope   TEXT NOT NULL,
  until   TEXT NOT NULL,
  PRIMARY KEY (account, role, kind, scope)
);

CREATE TABLE session (
  digest  TEXT PRIMARY KEY,
  account TEXT NOT NULL REFERENCES account (id),
  created TEXT NOT NULL,
  ends    TEXT NOT NULL
);
CREATE INDEX session_account ON session (account);

-- One-time links with which a password is set.
CREATE TABLE invitation (
  digest  TEXT PRIMARY KEY,
  account TEXT NOT NULL REFERENCES account (id),
  ends    TEXT NOT NULL
);

CREATE TABLE token (
  id         TEXT PRIMARY KEY,
  digest     TEXT NOT NULL UNIQUE,
  account    TEXT NOT NULL REFERENCES account (id),
  name       TEXT NOT NULL,
  operations TEXT NOT NULL,
  created    TEXT NOT NULL,
  ends       TEXT NOT NULL,
  revoked    INTEGER NOT NULL
);
CREATE INDEX token_account ON token (account);

-- Links by which a respondent without an account answers one questionnaire.
CREATE TABLE link (
  id            TEXT PRIMARY KEY,
  digest        TEXT NOT NULL UNIQUE,
  study         TEXT NOT NULL REFERENCES study (id),
  questionnaire TEXT NOT NULL,
  respondent    TEXT NOT NULL,
  account       TEXT NOT NULL REFERENCES account (id),
  created       TEXT NOT NULL,
  ends          TEXT NOT NULL,
  revoked       INTEGER NOT NULL
);
CREATE INDEX link_study ON link (study);
