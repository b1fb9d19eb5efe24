-- Passkeys of accounts. data holds the public key and what checks its use.
CREATE TABLE passkey (
  id      TEXT COLLATE "C" PRIMARY KEY,
  account TEXT COLLATE "C" NOT NULL REFERENCES account (id),
  name    TEXT COLLATE "C" NOT NULL,
  data    TEXT COLLATE "C" NOT NULL,
  created TEXT COLLATE "C" NOT NULL,
  used    TEXT COLLATE "C" NOT NULL
);
CREATE INDEX passkey_account ON passkey (account);

-- What a browser has begun and not ended; account is '' where somebody signs in.
CREATE TABLE ceremony (
  digest  TEXT COLLATE "C" PRIMARY KEY,
  account TEXT COLLATE "C" NOT NULL,
  data    TEXT COLLATE "C" NOT NULL,
  ends    TEXT COLLATE "C" NOT NULL
);
CREATE INDEX ceremony_ends ON ceremony (ends);
