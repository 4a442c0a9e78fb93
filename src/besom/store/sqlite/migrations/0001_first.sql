-- The project leads the key of everything that belongs to one. Times are seconds since the epoch.
-- NaN cannot be stored as REAL; where NULL stands for it, the column says so.

CREATE TABLE setting (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

CREATE TABLE project (
    key INTEGER NOT NULL PRIMARY KEY,
    entity TEXT NOT NULL,
    name TEXT NOT NULL,
    created_at REAL NOT NULL,
    UNIQUE (entity, name)
) STRICT;

CREATE TABLE sweep (
    project INTEGER NOT NULL REFERENCES project,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('running', 'paused', 'stopped', 'cancelled', 'finished')),
    source TEXT NOT NULL,
    document TEXT NOT NULL,
    method TEXT NOT NULL,
    metric TEXT,
    goal TEXT CHECK (goal IN ('minimize', 'maximize')),
    run_cap INTEGER CHECK (run_cap > 0),
    cells TEXT,  -- decimal digits: a grid may have more cells than an integer here can count
    seed INTEGER NOT NULL,
    max_attempts INTEGER NOT NULL CHECK (max_attempts > 0),
    space_version INTEGER NOT NULL,
    version INTEGER NOT NULL,
    issued INTEGER NOT NULL,
    numbered INTEGER NOT NULL,
    exhausted INTEGER NOT NULL CHECK (exhausted IN (0, 1)),
    created_at REAL NOT NULL,
    ended_at REAL,
    PRIMARY KEY (project, id),
    CHECK ((metric IS NULL) = (goal IS NULL))
) STRICT;

CREATE INDEX sweep_called ON sweep (id);

CREATE TABLE suggestion (
    project INTEGER NOT NULL,
    sweep TEXT NOT NULL,
    ticket INTEGER NOT NULL CHECK (ticket >= 0),
    point TEXT NOT NULL,
    point_key TEXT,
    version INTEGER NOT NULL,
    info TEXT NOT NULL,
    PRIMARY KEY (project, sweep, ticket),
    FOREIGN KEY (project, sweep) REFERENCES sweep ON DELETE CASCADE
) STRICT;

CREATE TABLE agent (
    project INTEGER NOT NULL,
    id TEXT NOT NULL UNIQUE,
    sweep TEXT NOT NULL,
    host TEXT NOT NULL,
    workers INTEGER NOT NULL,
    created_at REAL NOT NULL,
    ended_at REAL,
    PRIMARY KEY (project, sweep, id),
    FOREIGN KEY (project, sweep) REFERENCES sweep ON DELETE CASCADE
) STRICT;

CREATE TABLE run (
    project INTEGER NOT NULL REFERENCES project,
    id TEXT NOT NULL,
    sweep TEXT,
    number INTEGER CHECK (number > 0),
    ticket INTEGER,
    point_key TEXT,
    space_version INTEGER,
    repeat INTEGER NOT NULL,
    state TEXT NOT NULL
        CHECK (state IN ('queued', 'running', 'finished', 'failed', 'stopped', 'killed', 'crashed')),
    "order" TEXT CHECK ("order" IN ('stop', 'kill')),
    stop TEXT,
    attempt INTEGER NOT NULL,
    agent TEXT,
    request_id TEXT,
    config TEXT NOT NULL,
    summary TEXT NOT NULL,
    info TEXT NOT NULL,
    display_name TEXT,
    notes TEXT NOT NULL,
    tags TEXT NOT NULL,
    "group" TEXT,
    job_type TEXT,
    host TEXT,
    lines INTEGER NOT NULL,
    log_lines INTEGER NOT NULL,
    exit_code INTEGER,
    error TEXT,
    created_at REAL NOT NULL,
    started_at REAL,
    ended_at REAL,
    PRIMARY KEY (project, id),
    UNIQUE (project, sweep, number),
    CHECK ((sweep IS NULL) = (number IS NULL)),
    FOREIGN KEY (project, sweep) REFERENCES sweep ON DELETE CASCADE
) STRICT;

CREATE UNIQUE INDEX run_point ON run (project, sweep, space_version, point_key, repeat)
    WHERE point_key IS NOT NULL;
CREATE INDEX run_state ON run (project, sweep, state, number);
CREATE INDEX run_request ON run (project, request_id) WHERE request_id IS NOT NULL;
CREATE INDEX run_running ON run (project, id) WHERE state = 'running';

-- Keys of callers, by their SHA-256. A key that belongs to a run goes with it.
CREATE TABLE api_key (
    hash BLOB NOT NULL PRIMARY KEY,
    scope TEXT NOT NULL CHECK (scope IN ('admin', 'write', 'read', 'agent', 'run')),
    entity TEXT NOT NULL,
    project INTEGER,
    run TEXT,
    attempt INTEGER,
    created_at REAL NOT NULL,
    FOREIGN KEY (project, run) REFERENCES run ON DELETE CASCADE
) STRICT;

CREATE INDEX api_key_run ON api_key (project, run) WHERE run IS NOT NULL;

-- What each metric of each run has come to, at the run's latest attempt. `sweep` is empty for a run outside one; it
-- stands before the run so that one metric of all runs of a sweep lies in one place.
CREATE TABLE metric (
    project INTEGER NOT NULL,
    sweep TEXT NOT NULL,
    name TEXT NOT NULL,
    run TEXT NOT NULL,
    count INTEGER NOT NULL,
    last REAL,  -- NULL: NaN
    low REAL,
    high REAL,
    last_step REAL,
    last_at REAL NOT NULL,
    PRIMARY KEY (project, sweep, name, run),
    FOREIGN KEY (project, run) REFERENCES run ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX metric_run ON metric (project, run);

-- History. A report is one row of `journal` until it is folded: the numbers go to chunks of one metric each, the rest
-- to `extra`, and the journal row is deleted in the same transaction. So every line is in one place only.
-- These are rowid tables on purpose: without one, a blob over a quarter page spills and triples the file.
CREATE TABLE journal (
    project INTEGER NOT NULL,
    run TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    first INTEGER NOT NULL,  -- line of its first row
    n INTEGER NOT NULL,  -- how many rows
    rows BLOB NOT NULL,
    PRIMARY KEY (project, run, attempt, first),
    FOREIGN KEY (project, run) REFERENCES run ON DELETE CASCADE
) STRICT;

CREATE TABLE chunk (
    project INTEGER NOT NULL,
    run TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    metric TEXT NOT NULL,
    first INTEGER NOT NULL,  -- line of its first point
    last INTEGER NOT NULL,  -- line of its last point
    n INTEGER NOT NULL,  -- how many points
    low REAL,  -- of the values that are numbers
    high REAL,
    final REAL,  -- the last value; NULL: NaN
    lines BLOB,  -- NULL: every line from first to last
    points BLOB NOT NULL,
    PRIMARY KEY (project, run, attempt, metric, first),
    FOREIGN KEY (project, run) REFERENCES run ON DELETE CASCADE
) STRICT;

CREATE INDEX chunk_line ON chunk (project, run, attempt, last);

-- Lines with something besides numbers, or with nothing.
CREATE TABLE extra (
    project INTEGER NOT NULL,
    run TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    n INTEGER NOT NULL,
    rows BLOB NOT NULL,
    PRIMARY KEY (project, run, attempt, first),
    FOREIGN KEY (project, run) REFERENCES run ON DELETE CASCADE
) STRICT;

-- Lines that the run's script printed.
CREATE TABLE log (
    project INTEGER NOT NULL,
    run TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    first INTEGER NOT NULL,
    n INTEGER NOT NULL,
    lines BLOB NOT NULL,
    PRIMARY KEY (project, run, attempt, first),
    FOREIGN KEY (project, run) REFERENCES run ON DELETE CASCADE
) STRICT;
