-- What stands before and after a year, in each row of the sums made beforehand: what stands on a day is found in one row of a
-- cell, however many years it has (services/reporting/src/rollup.rs).

TRUNCATE reporting.rollup, reporting.rollup_recipients;
UPDATE reporting.rolled_up SET position = 0;

ALTER TABLE reporting.rollup
    DROP COLUMN total,
    ADD COLUMN until  smallint NOT NULL,         -- the year of the cell's next row; 32767 in its last
    ADD COLUMN before bytea    NOT NULL,         -- what stands when the year begins
    ADD COLUMN after  bytea    NOT NULL;         -- what stands when it has ended
