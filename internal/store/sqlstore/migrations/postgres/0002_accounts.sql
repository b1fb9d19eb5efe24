-- Accounts, what they may do, and what they prove themselves with. Of secrets
-- only digests are kept, but for that of one-time passwords, which both sides
-- must know.
ALTER TABLE study ADD COLUMN owner TEXT COLLATE "C" NOT NULL DEFAULT '';

CREATE TABLE account (
  id        TEXT COLLATE "C" PRIMARY KEY,
  name      TEXT COLLATE "C" NOT NULL UNIQUE,
  display   TEXT COLLATE "C" NOT NULL,
  password  TEXT COLLATE "C" NOT NULL,
  totp      TEXT COLLATE "C" NOT NULL,
  totp_used BIGINT NOT NULL,
  created   TEXT COLLATE "C" NOT NULL,
  disabled  BIGINT NOT NULL,
  failures  BIGINT NOT NULL,
  locked    TEXT COLLATE "C" NOT NULL
);

CREATE TABLE permission (
  account TEXT COLLATE "C" NOT NULL REFERENCES account (id),
  role    TEXT COLLATE "C" NOT NULL,
  kind    TEXT COLLATE "C" NOT NULL,
  scope   TEXT COLLATE "C" NOT NULL,
  until   TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (account, role, kind, scope)
);

CREATE TABLE session (
  digest  TEXT COLLATE "C" PRIMARY KEY,
  account TEXT COLLATE "C" NOT NULL REFERENCES account (id),
  created TEXT COLLATE "C" NOT NULL,
  ends    TEXT COLLATE "C" NOT NULL
);
CREATE INDEX session_account ON session (account);

-- One-time links with which a password is set.
CREATE TABLE invitation (
  digest  TEXT COLLATE "C" PRIMARY KEY,
  account TEXT COLLATE "C" NOT NULL REFERENCES account (id),
  ends    TEXT COLLATE "C" NOT NULL
);

CREATE TABLE token (
  id         TEXT COLLATE "C" PRIMARY KEY,
  digest     TEXT COLLATE "C" NOT NULL UNIQUE,
  account    TEXT COLLATE "C" NOT NULL REFERENCES account (id),
  name       TEXT COLLATE "C" NOT NULL,
  operations TEXT COLLATE "C" NOT NULL,
  created    TEXT COLLATE "C" NOT NULL,
  ends       TEXT COLLATE "C" NOT NULL,
  revoked    BIGINT NOT NULL
);
CREATE INDEX token_account ON token (account);

-- Links by which a respondent without an account answers one questionnaire.
CREATE TABLE link (
  id            TEXT COLLATE "C" PRIMARY KEY,
  digest        TEXT COLLATE "C" NOT NULL UNIQUE,
  study         TEXT COLLATE "C" NOT NULL REFERENCES study (id),
  questionnaire TEXT COLLATE "C" NOT NULL,
  respondent    TEXT COLLATE "C" NOT NULL,
  account       TEXT COLLATE "C" NOT NULL REFERENCES account (id),
  created       TEXT COLLATE "C" NOT NULL,
  ends          TEXT COLLATE "C" NOT NULL,
  revoked       BIGINT NOT NULL
);
CREATE INDEX link_study ON link (study);
