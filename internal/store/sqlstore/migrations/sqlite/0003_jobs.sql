-- Long work that any worker may take up.
CREATE TABLE job (
  id       TEXT PRIMARY KEY,
  kind     TEXT NOT NULL,
  payload  BLOB NOT NULL,
  once     TEXT UNIQUE,
  study    TEXT NOT NULL,
  by_id    TEXT NOT NULL,
  by_name  TEXT NOT NULL,
  state    TEXT NOT NULL,
  -- Not before this time, if it waits.
  due      TEXT NOT NULL,
  attempt  INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  -- The claim under which it runs, and a count that its worker keeps raising.
  claim    TEXT NOT NULL,
  beat     INTEGER NOT NULL,
  done     INTEGER NOT NULL,
  total    INTEGER NOT NULL,
  cancel   INTEGER NOT NULL,
  fault    TEXT NOT NULL,
  created  TEXT NOT NULL,
  ended    TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX job_state ON job (state, due, id);
CREATE INDEX job_created ON job (created, id);

-- What jobs have made.
CREATE TABLE job_result (
  job  TEXT PRIMARY KEY REFERENCES job (id),
  name TEXT NOT NULL,
  data BLOB NOT NULL
);
