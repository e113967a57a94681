-- LETTERS AND MAIL: which mails are to be sent, and how far each is. No personal data: to whom a mail goes and what it
-- says is read from the log when it is sent, under the person's key. The schema and its grants are made in V1.

CREATE TABLE correspondence.outbox (
    id          uuid PRIMARY KEY DEFAULT gen_random_uuid(), -- names the mail: its Message-ID, also when it is repeated
    position    bigint NOT NULL,                            -- of the event that the letter is about
    kind        text COLLATE "C" NOT NULL,                  -- which letter
    application uuid NOT NULL,
    tranche     text COLLATE "C" NOT NULL,
    state       text COLLATE "C" NOT NULL DEFAULT 'waiting'
                CHECK (state IN ('waiting', 'sent', 'undeliverable', 'given-up')),
    attempts    int NOT NULL DEFAULT 0,
    due_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    reason      text,                                       -- why not sent, in Dutch; never what a mail server wrote
    ended_at    timestamptz,                                -- when it was sent: the day of announcement; or given up
    CHECK ((state = 'waiting') = (ended_at IS NULL)),
    UNIQUE (position, kind)
);
CREATE INDEX outbox_open ON correspondence.outbox (state, due_at) WHERE state <> 'sent';
COMMENT ON TABLE correspondence.outbox IS 'One row for each mail. To try again what was given up: UPDATE '
    'correspondence.outbox SET state = ''waiting'', attempts = 0, ended_at = NULL, due_at = now() WHERE state = ''given-up''.';
