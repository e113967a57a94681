-- Signals by what was known on an earlier day: the money of cases also by the day on which it was known, and the course of a
-- case as its steps. The projection `signals` has another version, so all of it is made again from the log.

ALTER TABLE reporting.course_money
    DROP CONSTRAINT course_money_pkey,
    ADD COLUMN known_on date NOT NULL DEFAULT '0001-01-01',  -- the legal day on which it was known
    ADD PRIMARY KEY (tranche, day, known_on);
ALTER TABLE reporting.course_money ALTER COLUMN known_on DROP DEFAULT;
COMMENT ON COLUMN reporting.courses.course IS 'JSON: the application and the steps of its regulation::facts::Course';
