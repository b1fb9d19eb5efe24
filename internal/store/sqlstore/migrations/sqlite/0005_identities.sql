-- Whom identity providers know by which name.
CREATE TABLE identity (
  issuer  TEXT NOT NULL,
  subject TEXT NOT NULL,
  account TEXT NOT NULL REFERENCES account (id),
  PRIMARY KEY (issuer, subject)
);
CREATE INDEX identity_account ON identity (account);
