-- Editions of figures: what was sealed can be fetched for ever, byte for byte.

-- The content of editions, under its own hash. The log says which hash belongs to which edition: a row that no event names
-- is not an edition, but what was left by a request that stopped halfway. It is not made from the log, and must be kept with
-- the backups.
CREATE TABLE reporting.editions (
    hash    bytea PRIMARY KEY,
    content bytea NOT NULL,                        -- JSON, byte for byte as it is served
    kept_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT content_has_hash CHECK (hash = sha256(content))
);

-- Nobody changes what was sealed: no role may, and this refuses it to those who may everything.
REVOKE UPDATE, DELETE ON reporting.editions FROM woonloket_reporting;
CREATE FUNCTION reporting.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'an edition is never changed: % of % is refused', tg_op, tg_table_name
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER editions_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON reporting.editions
    FOR EACH STATEMENT EXECUTE FUNCTION reporting.refuse_change();
ALTER TABLE reporting.editions ENABLE ALWAYS TRIGGER editions_stay;

-- The way to all editions, whatever the length of the log.
CREATE INDEX events_of_editions ON log.events (position) WHERE event_type = 'edition-sealed';

-- The ministry's service records at its clients' request, and answers a repeated request with what the first one recorded. It
-- reads the key for hashes of requests, and still no key of a person.
GRANT SELECT ON log.commands TO woonloket_reporting;
GRANT USAGE ON SCHEMA keyring TO woonloket_reporting;
GRANT SELECT ON keyring.installation TO woonloket_reporting;
GRANT EXECUTE ON FUNCTION log.hold_head TO woonloket_reporting;
