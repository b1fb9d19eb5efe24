-- Long work that any worker may take up.
CREATE TABLE job (
  id       TEXT COLLATE "C" PRIMARY KEY,
  kind     TEXT COLLATE "C" NOT NULL,
  payload  BYTEA NOT NULL,
  once     TEXT COLLATE "C" UNIQUE,
  study    TEXT COLLATE "C" NOT NULL,
  by_id    TEXT COLLATE "C" NOT NULL,
  by_name  TEXT COLLATE "C" NOT NULL,
  state    TEXT COLLATE "C" NOT NULL,
  -- Not before this time, if it waits.
  due      TEXT COLLATE "C" NOT NULL,
  attempt  BIGINT NOT NULL,
  attempts BIGINT NOT NULL,
  -- The claim under which it runs, and a count that its worker keeps raising.
  claim    TEXT COLLATE "C" NOT NULL,
  beat     BIGINT NOT NULL,
  done     BIGINT NOT NULL,
  total    BIGINT NOT NULL,
  cancel   BIGINT NOT NULL,
  fault    TEXT COLLATE "C" NOT NULL,
  created  TEXT COLLATE "C" NOT NULL,
  ended    TEXT COLLATE "C" NOT NULL
);
CREATE INDEX job_state ON job (state, due, id);
CREATE INDEX job_created ON job (created, id);

-- What jobs have made.
CREATE TABLE job_result (
  job  TEXT COLLATE "C" PRIMARY KEY REFERENCES job (id),
  name TEXT COLLATE "C" NOT NULL,
  data BYTEA NOT NULL
);
