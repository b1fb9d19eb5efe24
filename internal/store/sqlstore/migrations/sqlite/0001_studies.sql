-- Studies, their branches, revisions and records; contents by digest.
CREATE TABLE study (
  id      TEXT PRIMARY KEY,
  title   TEXT NOT NULL,
  folded  TEXT NOT NULL,
  created TEXT NOT NULL,
  updated TEXT NOT NULL,
  deleted INTEGER NOT NULL
) WITHOUT ROWID;

-- Characters and pairs of characters of each title, for searches.
CREATE TABLE gram (
  gram  TEXT NOT NULL,
  study TEXT NOT NULL REFERENCES study (id),
  PRIMARY KEY (gram, study)
) WITHOUT ROWID;
CREATE INDEX gram_study ON gram (study);

CREATE TABLE branch (
  study     TEXT NOT NULL REFERENCES study (id),
  name      TEXT NOT NULL,
  from_name TEXT NOT NULL,
  from_at   INTEGER NOT NULL,
  head      INTEGER NOT NULL,
  PRIMARY KEY (study, name)
) WITHOUT ROWID;

CREATE TABLE revision (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  study    TEXT NOT NULL,
  branch   TEXT NOT NULL,
  at       TEXT NOT NULL,
  by_id    TEXT NOT NULL,
  by_name  TEXT NOT NULL,
  reason   TEXT NOT NULL,
  once     TEXT,
  UNIQUE (study, once),
  FOREIGN KEY (study, branch) REFERENCES branch (study, name)
);
CREATE INDEX revision_branch ON revision (study, branch, id);

CREATE TABLE blob (
  digest TEXT PRIMARY KEY,
  size   INTEGER NOT NULL,
  coding TEXT NOT NULL,
  data   BLOB NOT NULL
);

-- Every state of every record; one without a digest is its deletion.
CREATE TABLE record (
  study    TEXT NOT NULL,
  branch   TEXT NOT NULL,
  name     TEXT NOT NULL,
  revision INTEGER NOT NULL REFERENCES revision (id),
  digest   TEXT REFERENCES blob (digest),
  PRIMARY KEY (study, branch, name, revision),
  FOREIGN KEY (study, branch) REFERENCES branch (study, name)
) WITHOUT ROWID;
CREATE INDEX record_revision ON record (revision, study, branch);

-- The records as they are now.
CREATE TABLE head (
  study    TEXT NOT NULL,
  branch   TEXT NOT NULL,
  name     TEXT NOT NULL,
  revision INTEGER NOT NULL REFERENCES revision (id),
  digest   TEXT NOT NULL REFERENCES blob (digest),
  PRIMARY KEY (study, branch, name)
) WITHOUT ROWID;

CREATE TABLE audit (
  number   INTEGER PRIMARY KEY,
  at       TEXT NOT NULL,
  by_id    TEXT NOT NULL,
  by_name  TEXT NOT NULL,
  action   TEXT NOT NULL,
  study    TEXT NOT NULL,
  branch   TEXT NOT NULL,
  record   TEXT NOT NULL,
  revision INTEGER NOT NULL,
  before   TEXT NOT NULL,
  after    TEXT NOT NULL,
  reason   TEXT NOT NULL,
  previous TEXT NOT NULL,
  hash     TEXT NOT NULL
);
