-- Sums made beforehand again, packed by year: a row holds what changed on the days of a year, and what all of that year
-- changed (services/reporting/src/rollup.rs). What V65 kept took a row for each measure and day, and grew faster than the log.

DROP TABLE reporting.rollup;
CREATE TABLE reporting.rollup (
    grain        text COLLATE "C" NOT NULL,      -- by what is added up; what is not of it is empty
    applicant    text COLLATE "C" NOT NULL,      -- the recipient; empty for all of them together
    tranche      text COLLATE "C" NOT NULL,
    target_group text COLLATE "C" NOT NULL,
    permanence   text COLLATE "C" NOT NULL,
    half         text COLLATE "C" NOT NULL,      -- the half-year, as 2023-h1
    year         smallint NOT NULL,
    days         bytea NOT NULL,                 -- what changed on which day, month after month (rollup/packed.rs)
    starts       integer[] NOT NULL,             -- where in these bytes each month begins, and where the last one ends
    months       bytea NOT NULL,                 -- what each month changed
    total        bytea NOT NULL,                 -- what the year changed
    PRIMARY KEY (grain, applicant, tranche, target_group, permanence, half, year)
);
-- Of a long row only the bytes of one month are read.
ALTER TABLE reporting.rollup ALTER COLUMN days SET STORAGE EXTERNAL;
-- One tranche by recipient.
CREATE INDEX rollup_by_tranche ON reporting.rollup (grain, tranche);

-- Since when a recipient is counted, and until when: how many different ones there are cannot be added up.
CREATE TABLE reporting.rollup_recipients (
    grain        text COLLATE "C" NOT NULL,
    tranche      text COLLATE "C" NOT NULL,
    target_group text COLLATE "C" NOT NULL,
    permanence   text COLLATE "C" NOT NULL,
    half         text COLLATE "C" NOT NULL,
    applicant    text COLLATE "C" NOT NULL,
    turns        bytea NOT NULL,                 -- for each measure the days on which it comes and goes
    PRIMARY KEY (grain, tranche, target_group, permanence, half, applicant)
);

-- In which form rows are packed: another program may pack otherwise.
ALTER TABLE reporting.rolled_up ADD COLUMN form smallint NOT NULL DEFAULT 0;
UPDATE reporting.rolled_up SET position = 0;

CREATE OR REPLACE FUNCTION reporting.forget_rollup() RETURNS trigger
LANGUAGE plpgsql SECURITY INVOKER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    DELETE FROM reporting.rollup;
    DELETE FROM reporting.rollup_recipients;
    UPDATE reporting.rolled_up SET position = 0;
    RETURN NULL;
END $$;
