-- FOR MUNICIPALITIES: what lists are read from. Followed from the log and rebuilt from it at any time; a single
-- case is read from the log itself. The schema and its grants are made in V1.

CREATE TABLE intake.cases (
    application uuid PRIMARY KEY,
    tranche     text COLLATE "C" NOT NULL,
    applicant   text COLLATE "C" NOT NULL,
    reference   text NOT NULL,          -- the applicant's own
    submitted   bigint NOT NULL UNIQUE, -- the position of the submission: the order of a list
    received_at timestamptz NOT NULL,
    closed_at   timestamptz,            -- the last instant in time; null: it arrived in time
    status      text NOT NULL,          -- the word of the API
    missing     text[] NOT NULL,        -- codes of pieces that were asked for and did not come
    requested   bigint NOT NULL,        -- cents, VAT included, as the two below
    granted     bigint,
    settled     bigint,
    last        bigint NOT NULL,        -- the position of the last event of the case: its ETag
    recorded_at timestamptz NOT NULL    -- when that was recorded
);
CREATE INDEX cases_of_applicant ON intake.cases (applicant, submitted DESC);
COMMENT ON TABLE intake.cases IS 'One row for each application, for lists.';

CREATE TABLE intake.tranches (
    tranche text COLLATE "C" PRIMARY KEY,
    opened  bigint NOT NULL             -- the position of its opening: the order of a list
);
COMMENT ON TABLE intake.tranches IS 'The tranches that were ever opened; what each is, the log says.';
