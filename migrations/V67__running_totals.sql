-- What stands before each month and after the year, in each row of the sums made beforehand: what stands on a day is found in
-- one part of one row of a cell, however many years and months it has (services/reporting/src/rollup.rs).

TRUNCATE reporting.rollup, reporting.rollup_recipients;
UPDATE reporting.rolled_up SET position = 0;

ALTER TABLE reporting.rollup
    DROP COLUMN total,
    DROP COLUMN months,
    DROP COLUMN days,
    ADD COLUMN until smallint  NOT NULL,         -- the year of the cell's next row; 32767 in its last
    ADD COLUMN parts bytea     NOT NULL,         -- for each month that changes anything, what stood when it began and what changed
    ADD COLUMN ends  integer[] NOT NULL,         -- where each part ends, as starts is where it begins: by month, to the last with a part
    ADD COLUMN after bytea     NOT NULL;         -- what stands after the year, and from its last part on
-- Of a long row only the bytes of one part are read.
ALTER TABLE reporting.rollup ALTER COLUMN parts SET STORAGE EXTERNAL;

-- Lines of one recipient in one tranche are found without looking at its other lines.
DROP INDEX reporting.ledger_by_applicant;
CREATE INDEX ledger_by_applicant ON reporting.ledger (applicant, measure, position, number, tranche);
