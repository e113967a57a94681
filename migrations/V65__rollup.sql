-- Sums of ledger lines by year, month and day (services/reporting/src/rollup.rs), so that what is often asked costs the same
-- however long the log is. Made from the ledger, behind it, and thrown away when lines of the ledger change.

CREATE TABLE reporting.rollup (
    grain        text COLLATE "C" NOT NULL,      -- by what is added up; what is not of it is empty
    tranche      text COLLATE "C" NOT NULL,
    target_group text COLLATE "C" NOT NULL,
    permanence   text COLLATE "C" NOT NULL,
    half         text COLLATE "C" NOT NULL,      -- the half-year, as 2023-h1
    applicant    text COLLATE "C" NOT NULL,
    measure      text COLLATE "C" NOT NULL,
    level        smallint NOT NULL,              -- 0 all days, 1 a year, 2 a month, 3 a day
    start        date NOT NULL,                  -- the first day
    applications bigint NOT NULL,                -- how many more (or fewer) applications are counted at its end than at its start
    projects     bigint NOT NULL,
    kept         bigint NOT NULL,                -- the same of everything that is counted: 0 in all means no figure
    lines        bigint NOT NULL,
    units        bigint NOT NULL,
    units_n      bigint NOT NULL,                -- the same of what counts any units: 0 in all means no number
    permanent    bigint NOT NULL,
    permanent_n  bigint NOT NULL,
    flex         bigint NOT NULL,
    flex_n       bigint NOT NULL,
    cents        bigint NOT NULL,
    cents_n      bigint NOT NULL,
    PRIMARY KEY (grain, tranche, level, start, target_group, permanence, half, applicant, measure)
);
CREATE INDEX rollup_by_applicant ON reporting.rollup (applicant, grain, level, start);

-- Up to which position of the ledger the sums are made; 0: there are none.
CREATE TABLE reporting.rolled_up (position bigint NOT NULL);
CREATE UNIQUE INDEX rolled_up_is_one_row ON reporting.rolled_up ((true));
INSERT INTO reporting.rolled_up VALUES (0);

-- A line of the ledger changes only when the ledger is made anew and differs.
CREATE FUNCTION reporting.forget_rollup() RETURNS trigger
LANGUAGE plpgsql SECURITY INVOKER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    DELETE FROM reporting.rollup;
    UPDATE reporting.rolled_up SET position = 0;
    RETURN NULL;
END $$;
CREATE TRIGGER rollup_is_of_these_lines AFTER UPDATE OR DELETE OR TRUNCATE ON reporting.ledger
    FOR EACH STATEMENT EXECUTE FUNCTION reporting.forget_rollup();

-- What is of no application is read from the ledger itself; a page of a trace is read in the order of the log.
CREATE INDEX ledger_of_no_application ON reporting.ledger (measure) WHERE application IS NULL;
DROP INDEX reporting.ledger_by_tranche;
CREATE INDEX ledger_by_tranche ON reporting.ledger (tranche, measure, position, number);
CREATE INDEX ledger_by_applicant ON reporting.ledger (applicant, measure, position, number);
-- All lines of a case: what changed in it since the sums were made.
DROP INDEX reporting.ledger_by_application;
CREATE INDEX ledger_by_application ON reporting.ledger (application);
