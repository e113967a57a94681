-- Signals and accountability: how each case goes, as a fold of its events, and the money of each tranche by day. A projection
-- of its own (`signals`) keeps them; they can be made again from the log.

CREATE TABLE reporting.courses (
    application uuid PRIMARY KEY,
    first       bigint NOT NULL,                   -- position of the first event of the case: the order of lists
    tranche     text COLLATE "C" NOT NULL,
    applicant   text COLLATE "C" NOT NULL,         -- under the code of then
    granted_on  date,
    ended_on    date,                              -- ended without a grant, or withdrawn: nothing is lacking from then on
    course      text NOT NULL                      -- JSON: regulation::facts::Course
);
CREATE INDEX courses_in_order ON reporting.courses (first);
CREATE INDEX courses_by_tranche ON reporting.courses (tranche, first);
CREATE INDEX courses_by_applicant ON reporting.courses (applicant, first);

-- The changes of a tranche's ceiling, each on its legal day.
CREATE TABLE reporting.course_ceilings (
    tranche  text COLLATE "C" PRIMARY KEY,
    ceilings text NOT NULL                         -- JSON: regulation::facts::Ceilings
);

-- What the cases of a tranche together added to what is held and to what is waited for, in cents.
CREATE TABLE reporting.course_money (
    tranche text COLLATE "C" NOT NULL,
    day     date NOT NULL,
    held    bigint NOT NULL,
    waiting bigint NOT NULL,
    PRIMARY KEY (tranche, day)
);
