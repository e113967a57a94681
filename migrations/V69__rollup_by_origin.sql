-- Sums made beforehand also by how homes come about, for the national goals (services/reporting/src/rollup/grain.rs). What
-- was kept is made anew.

TRUNCATE reporting.rollup, reporting.rollup_recipients;
UPDATE reporting.rolled_up SET position = 0;

ALTER TABLE reporting.rollup
    DROP CONSTRAINT rollup_pkey,
    ADD COLUMN origin text COLLATE "C" NOT NULL, -- how homes come about
    ADD PRIMARY KEY (grain, applicant, tranche, target_group, permanence, half, origin, year);
ALTER TABLE reporting.rollup_recipients
    DROP CONSTRAINT rollup_recipients_pkey,
    ADD COLUMN origin text COLLATE "C" NOT NULL,
    ADD PRIMARY KEY (grain, tranche, target_group, permanence, half, origin, applicant);
