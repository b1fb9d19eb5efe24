-- Whom identity providers know by which name.
CREATE TABLE identity (
  issuer  TEXT COLLATE "C" NOT NULL,
  subject TEXT COLLATE "C" NOT NULL,
  account TEXT COLLATE "C" NOT NULL REFERENCES account (id),
  PRIMARY KEY (issuer, subject)
);
CREATE INDEX identity_account ON identity (account);
