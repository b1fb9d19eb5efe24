-- Passkeys of accounts. data holds the public key and what checks its use.
CREATE TABLE passkey (
  id      TEXT PRIMARY KEY,
  account TEXT NOT NULL REFERENCES account (id),
  name    TEXT NOT NULL,
  data    TEXT NOT NULL,
  created TEXT NOT NULL,
  used    TEXT NOT NULL
);
CREATE INDEX passkey_account ON passkey (account);

-- What a browser has begun and not ended; account is '' where somebody signs in.
CREATE TABLE ceremony (
  digest  TEXT PRIMARY KEY,
  account TEXT NOT NULL,
  data    TEXT NOT NULL,
  ends    TEXT NOT NULL
);
CREATE INDEX ceremony_ends ON ceremony (ends);
