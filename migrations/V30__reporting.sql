-- FOR THE MINISTRY AND THE PUBLIC: the ledger of figures, and the heads of the log that were published.
--
-- The schema and its checkpoints stand in V1. What is made from the log is the ledger and the tranches; what is not,
-- and must be kept with the backups, are the published heads and the keys that signed them.

-- What each event adds to the figures (services/reporting/src/ledger.rs). A line never changes.
CREATE TABLE reporting.ledger (
    position     bigint NOT NULL,                  -- of the event that made it
    number       smallint NOT NULL,                -- its place among the lines of that event
    event_type   text COLLATE "C" NOT NULL,
    method       smallint NOT NULL,                -- the version of the way from event to lines
    known_since  timestamptz NOT NULL,             -- when it was recorded; in a marked import: since its source
    valid_on     date NOT NULL,                    -- the legal day on which it is true
    tranche      text COLLATE "C" NOT NULL,
    application  uuid,
    applicant    text COLLATE "C",                 -- under the code of then
    project      text COLLATE "C",
    target_group text COLLATE "C",                 -- money has no kind: no source divides it
    permanence   text COLLATE "C",
    dwelling     text COLLATE "C",
    origin       text COLLATE "C",
    measure      text COLLATE "C" NOT NULL,
    units        bigint,
    cents        bigint,
    PRIMARY KEY (position, number)
);
CREATE INDEX ledger_by_tranche ON reporting.ledger (tranche, measure);
-- What a case still holds of its grant: read before a withdrawal or a settlement becomes lines.
CREATE INDEX ledger_by_application ON reporting.ledger (application) WHERE measure IN ('granted', 'released');

-- The tranches of which figures exist, and what their codes are called.
CREATE TABLE reporting.tranches (
    tranche       text COLLATE "C" PRIMARY KEY,
    scheme        text COLLATE "C" NOT NULL,
    name          text NOT NULL,
    target_groups text NOT NULL,                   -- JSON: names by code
    opened        boolean NOT NULL
);

-- Heads of the log as they were published: compared with the log, a cut tail or a rewritten past shows.
CREATE TABLE reporting.published_heads (
    position     bigint PRIMARY KEY CHECK (position > 0),
    hash         bytea NOT NULL,
    recorded_at  timestamptz NOT NULL,
    published_at timestamptz NOT NULL,
    signed       text NOT NULL                     -- a compact JWS
);

-- Which request of an administrator published which head, so that a repeated one gets the first answer.
CREATE TABLE reporting.head_requests (
    id       bytea PRIMARY KEY,                    -- hash of organisation, operation and Idempotency-Key
    position bigint NOT NULL REFERENCES reporting.published_heads
);

-- The public keys with which heads were ever signed.
CREATE TABLE reporting.head_keys (
    kid        text COLLATE "C" PRIMARY KEY,
    jwk        text NOT NULL,
    first_used timestamptz NOT NULL
);
