-- Sweeps that live: budgets and targets, versions of the space, runs put into the queue by people, and the ledger of
-- hand-outs by which the counts are proved.

ALTER TABLE sweep ADD COLUMN target REAL;
ALTER TABLE sweep ADD COLUMN reduce TEXT NOT NULL DEFAULT 'best' CHECK (reduce IN ('best', 'last', 'mean-last'));
ALTER TABLE sweep ADD COLUMN reduce_k INTEGER NOT NULL DEFAULT 1 CHECK (reduce_k > 0);
ALTER TABLE sweep ADD COLUMN budget_seconds REAL CHECK (budget_seconds > 0);
ALTER TABLE sweep ADD COLUMN spent REAL NOT NULL DEFAULT 0 CHECK (spent >= 0);
ALTER TABLE sweep ADD COLUMN closed TEXT CHECK (closed IN ('target', 'budget'));
ALTER TABLE sweep ADD COLUMN skipped INTEGER NOT NULL DEFAULT 0 CHECK (skipped >= 0);
ALTER TABLE sweep ADD COLUMN issued_before INTEGER NOT NULL DEFAULT 0 CHECK (issued_before BETWEEN 0 AND issued);
ALTER TABLE sweep ADD COLUMN prior TEXT NOT NULL DEFAULT '[]';

ALTER TABLE suggestion ADD COLUMN repeat INTEGER NOT NULL DEFAULT 0;

ALTER TABLE run ADD COLUMN priority INTEGER NOT NULL DEFAULT 0;
ALTER TABLE run ADD COLUMN base_attempt INTEGER NOT NULL DEFAULT 0 CHECK (base_attempt BETWEEN 0 AND attempt);
-- A run comes from a suggestion or from a person, never from both.
ALTER TABLE run ADD COLUMN queued_by TEXT CHECK (queued_by IS NULL OR (ticket IS NULL AND point_key IS NULL));

CREATE INDEX run_queued ON run (project, sweep, priority DESC, number) WHERE state = 'queued';
CREATE UNIQUE INDEX run_queued_by ON run (project, sweep, queued_by) WHERE queued_by IS NOT NULL;

CREATE TABLE sweep_version (
    project INTEGER NOT NULL,
    sweep TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version > 0),
    source TEXT NOT NULL,
    document TEXT NOT NULL,
    method TEXT NOT NULL,
    cells TEXT,  -- decimal digits
    created_at REAL NOT NULL,
    PRIMARY KEY (project, sweep, version),
    FOREIGN KEY (project, sweep) REFERENCES sweep ON DELETE CASCADE
) STRICT;

INSERT INTO sweep_version SELECT project, id, space_version, source, document, method, cells, created_at FROM sweep;

-- One row a hand-out.
CREATE TABLE attempt (
    project INTEGER NOT NULL,
    run TEXT NOT NULL,
    attempt INTEGER NOT NULL CHECK (attempt > 0),
    agent TEXT NOT NULL,
    host TEXT,
    started_at REAL NOT NULL,
    ended_at REAL CHECK (ended_at >= started_at),
    outcome TEXT NOT NULL
        CHECK (outcome IN ('running', 'finished', 'failed', 'stopped', 'killed', 'crashed', 'returned', 'lost')),
    PRIMARY KEY (project, run, attempt),
    CHECK ((outcome = 'running') = (ended_at IS NULL)),
    FOREIGN KEY (project, run) REFERENCES run ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX attempt_running ON attempt (project, run) WHERE outcome = 'running';

-- Runs from before there was a ledger. Of their last attempt nearly all is known; of the ones before it only that they
-- were, and that they took no time that anybody wrote down.
INSERT INTO attempt
SELECT project, id, attempt, coalesce(agent, ''), host, coalesce(started_at, created_at),
    CASE WHEN state = 'running' THEN NULL
        ELSE max(coalesce(started_at, created_at), coalesce(ended_at, started_at, created_at)) END,
    CASE WHEN state = 'queued' AND agent IS NULL THEN 'returned'
        WHEN state = 'queued' OR (state = 'crashed' AND agent IS NOT NULL) THEN 'lost'
        ELSE state END
FROM run WHERE attempt > 0;

WITH RECURSIVE earlier (project, run, attempt, created_at) AS (
    SELECT project, id, attempt - 1, created_at FROM run WHERE attempt > 1
    UNION ALL
    SELECT project, run, attempt - 1, created_at FROM earlier WHERE attempt > 1
)
INSERT INTO attempt SELECT project, run, attempt, '', NULL, created_at, created_at, 'lost' FROM earlier;

UPDATE sweep SET
    skipped = max(0, issued - (
        SELECT count(*) FROM run WHERE run.project = sweep.project AND run.sweep = sweep.id AND ticket IS NOT NULL)),
    spent = (
        SELECT coalesce(sum(attempt.ended_at - attempt.started_at), 0)
        FROM run JOIN attempt ON attempt.project = run.project AND attempt.run = run.id
        WHERE run.project = sweep.project AND run.sweep = sweep.id);

-- Without figures SQLite takes the metrics of a project for few, and walks them all to find those of a run: at each
-- look, and for each run of a sweep that is deleted. Typical ones: rows, and rows for each further column of the key.
ANALYZE metric;
DELETE FROM sqlite_stat1 WHERE tbl = 'metric';
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('metric', 'metric', '1000000 200000 5000 1000 1'),
    ('metric', 'metric_run', '1000000 200000 5');
ANALYZE sqlite_schema;
