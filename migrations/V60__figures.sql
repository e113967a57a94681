-- Figures that can be defended: what was reported can be corrected and shown, what others contribute and what was accounted
-- for is told beside it, and sets of figures are sealed.

-- A recipient corrects its own reports, and an administrator imports what was accounted for. The ministry's service records
-- what no rule about money reads: contributions to national goals, and sealed editions.
UPDATE log.may_append SET event_types = event_types || '{progress-corrected}' WHERE role = 'woonloket_intake';
UPDATE log.may_append SET event_types = event_types || '{spending-accounted}' WHERE role = 'woonloket_assessment';
UPDATE log.may_append SET event_types = '{contribution-entered,edition-sealed}' WHERE role = 'woonloket_reporting';

-- Lines of contributions are of no tranche. The ledger is made again from the log when its method changes.
ALTER TABLE reporting.ledger
    ALTER COLUMN tranche DROP NOT NULL,
    ADD COLUMN evidence     text COLLATE "C",      -- how it is shown that homes are so far
    ADD COLUMN report       uuid,                  -- the report in which it was said; a correction undoes its lines
    ADD COLUMN goal         text COLLATE "C",      -- the national goal to which a contribution counts
    ADD COLUMN contribution text COLLATE "C";
DROP INDEX reporting.ledger_by_application;
-- What a case still holds, waits for or reported: read before a later event undoes it.
CREATE INDEX ledger_by_application ON reporting.ledger (application)
    WHERE measure IN ('granted', 'released', 'waiting', 'irreversible-step', 'started', 'realised', 'out-of-use', 'accounted');
CREATE INDEX ledger_by_contribution ON reporting.ledger (contribution) WHERE contribution IS NOT NULL;

-- The newest text of each scheme: the taxonomies of its tranches, by which target groups of one are told in another.
CREATE TABLE reporting.schemes (
    scheme  text COLLATE "C" PRIMARY KEY,
    version integer NOT NULL,
    name    text NOT NULL,
    text    text NOT NULL
);
ALTER TABLE reporting.tranches
    ADD COLUMN taxonomy text COLLATE "C",              -- the version of its target groups' taxonomy
    ADD COLUMN families boolean NOT NULL DEFAULT false; -- each application is for one family: told in fixed tables only
