-- REMEMBERING: the log, and who may do what with it.
--
-- Run by `event_store::migrate` as woonloket_owner, which nobody can log in as. The roles of the services
-- exist by then. Measurements behind the choices stand in services/DECISIONS.md.

ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

CREATE SCHEMA log;
CREATE SCHEMA keyring;

-- Everything that has happened, once, in the order of commit. Positions are 1, 2, 3 ... without gaps.
CREATE TABLE log.events (
    position      bigint PRIMARY KEY CHECK (position > 0),
    event_type    text COLLATE "C" NOT NULL,
    shape         smallint NOT NULL,
    tags          text[] COLLATE "C" NOT NULL,
    payload       bytea NOT NULL,       -- JSON, byte for byte as it was hashed
    actor         text NOT NULL,        -- JSON
    imported      text,                 -- JSON; the mark of an import
    recorded_at   timestamptz NOT NULL, -- never runs backwards
    previous_hash bytea NOT NULL,       -- the hash of the event before this one; empty for the first
    hash          bytea NOT NULL        -- sha256 over record_send of all columns above
);
COMMENT ON TABLE log.events IS 'Everything that has happened, in the order of commit. Never updated, never deleted.';

-- The way in by tag. The pending list is kept short, so that a look-up never has much of it to read.
CREATE INDEX events_by_tag ON log.events USING gin (tags) WITH (fastupdate = on, gin_pending_list_limit = 64);

-- The last event. Its one row is what an append locks, and nobody else can.
CREATE TABLE log.head (
    position    bigint NOT NULL,
    hash        bytea NOT NULL,
    recorded_at timestamptz NOT NULL
) WITH (fillfactor = 10);
CREATE UNIQUE INDEX head_is_one_row ON log.head ((true));
INSERT INTO log.head VALUES (0, '\x', '1970-01-01 00:00:00+00');

-- Which request recorded what, so that a repeated one gets the first answer. Both columns are keyed hashes.
CREATE TABLE log.commands (
    id          bytea PRIMARY KEY,      -- of organisation, operation and Idempotency-Key
    body        bytea NOT NULL,         -- of the request's content
    first       bigint NOT NULL,        -- the position of its first event
    events      smallint NOT NULL,
    recorded_at timestamptz NOT NULL
);

-- Which role may append which types of event.
CREATE TABLE log.may_append (
    role        name PRIMARY KEY,
    event_types text[] COLLATE "C" NOT NULL
);
INSERT INTO log.may_append VALUES
    ('woonloket_intake', '{application-submitted,application-supplemented,application-withdrawn,progress-reported}'),
    ('woonloket_assessment', '{scheme-published,tranche-opened,window-extended,ceiling-changed,tranche-closed,'
        'supplement-requested,completeness-confirmed,advice-given,application-granted,application-rejected,'
        'application-set-aside,grant-settled}'),
    ('woonloket_reporting', '{}'),
    ('woonloket_correspondence', '{}');

-- Nobody changes what is recorded: no role may, and these refuse it to those who may everything.
CREATE FUNCTION log.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the log is never changed: % of % is refused', tg_op, tg_table_name
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER events_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON log.events
    FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change();
ALTER TABLE log.events ENABLE ALWAYS TRIGGER events_stay;
CREATE TRIGGER commands_stay BEFORE UPDATE OR TRUNCATE ON log.commands
    FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change();
ALTER TABLE log.commands ENABLE ALWAYS TRIGGER commands_stay;
CREATE TRIGGER head_stays BEFORE DELETE OR TRUNCATE ON log.head
    FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change();
ALTER TABLE log.head ENABLE ALWAYS TRIGGER head_stays;

-- Whether something of this history was recorded after a position. It looks only at what came after it: adding
-- an empty array keeps the planner from using the index on tags, and the bounds on both sides keep it on the
-- primary key however large the table is (seen otherwise: a factor of a thousand).
CREATE FUNCTION log.changed(p_boundary jsonb, p_after bigint, p_until bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET jit = off AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM jsonb_to_recordset(p_boundary) AS item(types text[], tags text[]), log.events e
        WHERE e.position BETWEEN p_after + 1 AND p_until
          AND (item.types = '{}' OR e.event_type = ANY (item.types))
          AND e.tags || '{}'::text[] @> item.tags);
END $$;

-- Appends a batch of commands, in one commit. `p_after` is the position up to which all of them were decided.
-- Every command has its own outcome: 0 recorded, 1 its boundary changed, 2 recorded before under this id,
-- 3 the id was used for another content, 4 not allowed. `outcomes` is null when all were recorded.
CREATE FUNCTION log.append(
    p_after      bigint,
    p_counts     smallint[],  -- per command: how many events
    p_boundaries text[],      -- per command: [{"types": [], "tags": []}], read only when others wrote after p_after
    p_ids        bytea[],     -- per command, or null when no command has one
    p_bodies     bytea[],
    p_types      text[],      -- per event from here
    p_shapes     smallint[],
    p_tags       text[],      -- joined by line feeds
    p_payloads   bytea[],
    p_actors     text[],
    p_imported   text[],
    OUT before      bigint,   -- the position after which the recorded events stand, without gaps
    OUT recorded_at timestamptz,
    OUT hash        bytea,
    OUT outcomes    smallint[]
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_latest   timestamptz;
    v_allowed  text[];
    v_position bigint;
    v_hashes   bytea[];
    v_first    int := 1;
    v_last     int;
    v_keep     boolean[];
    v_same     boolean;
    v_commands text := '[1:' || cardinality(p_counts) || ']';
    v_events   text := '[1:' || cardinality(p_types) || ']';
BEGIN
    -- Each array has one entry for each command, or for each event, counted from 1: nothing stands beside what is checked.
    IF (array_dims(p_counts) = v_commands AND array_dims(p_boundaries) = v_commands
        AND (p_ids IS NULL OR array_dims(p_ids) = v_commands AND array_dims(p_bodies) = v_commands)
        AND array_dims(p_types) = v_events AND array_dims(p_shapes) = v_events AND array_dims(p_tags) = v_events
        AND array_dims(p_payloads) = v_events AND array_dims(p_actors) = v_events
        AND array_dims(p_imported) = v_events) IS NOT TRUE THEN
        RAISE EXCEPTION 'the arrays of a batch do not fit each other';
    END IF;
    IF pg_client_encoding() <> 'UTF8' THEN -- record_send would hash other bytes than are stored
        RAISE EXCEPTION 'connect with client_encoding UTF8';
    END IF;
    SELECT h.position, h.hash, h.recorded_at,
           (SELECT m.event_types FROM log.may_append m WHERE m.role = session_user)
      INTO STRICT before, hash, v_latest, v_allowed FROM log.head h FOR UPDATE OF h;
    recorded_at := greatest(v_latest, clock_timestamp());

    IF p_after <> before OR p_ids IS NOT NULL OR (p_types <@ v_allowed) IS NOT TRUE THEN
        IF p_after > before THEN -- only after somebody cut the log's tail
            RAISE EXCEPTION 'decided after position %, which is not there yet', p_after;
        END IF;
        v_position := before;
        FOR k IN 1 .. cardinality(p_counts) LOOP
            IF (p_counts[k] > 0) IS NOT TRUE THEN
                RAISE EXCEPTION 'a command without events';
            END IF;
            v_last := v_first + p_counts[k] - 1;
            outcomes[k] := 0;
            IF p_ids[k] IS NOT NULL THEN
                SELECT c.body = p_bodies[k] INTO v_same FROM log.commands c WHERE c.id = p_ids[k];
                IF FOUND THEN outcomes[k] := CASE WHEN v_same THEN 2 ELSE 3 END; END IF;
            END IF;
            IF outcomes[k] = 0 AND (p_types[v_first:v_last] <@ v_allowed) IS NOT TRUE THEN
                outcomes[k] := 4;
            END IF;
            IF outcomes[k] = 0 AND p_after < before AND log.changed(p_boundaries[k]::jsonb, p_after, before) THEN
                outcomes[k] := 1;
            END IF;
            IF outcomes[k] = 0 THEN
                IF p_ids[k] IS NOT NULL THEN
                    INSERT INTO log.commands VALUES (p_ids[k], p_bodies[k], v_position + 1, p_counts[k], recorded_at);
                END IF;
                v_position := v_position + p_counts[k];
            END IF;
            v_keep := v_keep || array_fill(outcomes[k] = 0, ARRAY[p_counts[k]::int]);
            v_first := v_last + 1;
        END LOOP;
        IF v_last <> cardinality(p_types) THEN
            RAISE EXCEPTION 'the commands count % events, and there are %', v_last, cardinality(p_types);
        END IF;
        IF 0 = ALL (outcomes) THEN
            outcomes := NULL;
        ELSE
            SELECT array_agg(e.type), array_agg(e.shape), array_agg(e.tags), array_agg(e.payload),
                   array_agg(e.actor), array_agg(e.imported)
              INTO p_types, p_shapes, p_tags, p_payloads, p_actors, p_imported
              FROM unnest(p_types, p_shapes, p_tags, p_payloads, p_actors, p_imported, v_keep)
                   AS e(type, shape, tags, payload, actor, imported, keep)
             WHERE e.keep;
            IF p_types IS NULL THEN RETURN; END IF;
        END IF;
    END IF;

    v_position := before;
    v_hashes := ARRAY[hash];
    FOR i IN 1 .. cardinality(p_types) LOOP
        v_position := v_position + 1;
        hash := sha256(record_send(ROW(v_position, p_types[i], p_shapes[i], string_to_array(p_tags[i], E'\n'),
            p_payloads[i], p_actors[i], p_imported[i], recorded_at, hash)));
        v_hashes[i + 1] := hash;
    END LOOP;

    IF cardinality(p_types) = 1 THEN -- alone, without the arrays' set-up
        INSERT INTO log.events VALUES (v_position, p_types[1], p_shapes[1], string_to_array(p_tags[1], E'\n'),
            p_payloads[1], p_actors[1], p_imported[1], recorded_at, v_hashes[1], hash);
    ELSE
        INSERT INTO log.events
        SELECT before + e.n, e.type, e.shape, string_to_array(e.tags, E'\n'), e.payload, e.actor, e.imported, recorded_at,
               v_hashes[e.n], v_hashes[e.n + 1]
          FROM unnest(p_types, p_shapes, p_tags, p_payloads, p_actors, p_imported) WITH ORDINALITY
               AS e(type, shape, tags, payload, actor, imported, n);
    END IF;
    UPDATE log.head SET position = v_position, hash = append.hash, recorded_at = append.recorded_at;
END $$;

-- Locks the head until the end of the transaction, for a command that others keep coming before.
CREATE FUNCTION log.hold_head() RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT h.position FROM log.head h FOR UPDATE
$$;

-- The last event: its position, hash and time.
CREATE FUNCTION log.head(OUT "position" bigint, OUT hash bytea, OUT recorded_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT h.position, h.hash, h.recorded_at FROM log.head h
$$;

-- The last event at a moment. Time never runs backwards and positions have no gaps, so halving finds it.
CREATE FUNCTION log.position_at(p_moment timestamptz) RETURNS bigint
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
DECLARE
    v_low  bigint := 0;
    v_high bigint := coalesce((SELECT max(e.position) FROM log.events e), 0);
    v_half bigint;
BEGIN
    WHILE v_low < v_high LOOP
        v_half := (v_low + v_high + 1) / 2;
        IF (SELECT e.recorded_at FROM log.events e WHERE e.position = v_half) <= p_moment THEN
            v_low := v_half;
        ELSE
            v_high := v_half - 1;
        END IF;
    END LOOP;
    RETURN v_low;
END $$;

-- The log for people.
CREATE VIEW log.readable AS
    SELECT position, event_type, shape, tags, convert_from(payload, 'UTF8')::jsonb AS payload, actor::jsonb AS actor,
           imported::jsonb AS imported, recorded_at, encode(hash, 'hex') AS hash
      FROM log.events;

-- Keys of persons: without the key, nobody can read what the log holds about the person. Keep this schema out of
-- the log's backups (pg_dump --exclude-schema=keyring) and back it up apart, for as short as you may.
CREATE TABLE keyring.subjects (
    subject   uuid PRIMARY KEY,
    key       bytea,                    -- AES-256; null once erased
    erased_at timestamptz,
    CHECK ((key IS NULL) = (erased_at IS NOT NULL))
) WITH (autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0);

-- The key of this installation for hashes of requests.
CREATE TABLE keyring.installation (request_key bytea NOT NULL);
CREATE UNIQUE INDEX installation_is_one_row ON keyring.installation ((true));
INSERT INTO keyring.installation VALUES
    (sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())));

-- The keys of these subjects; a subject without one gets the one that is proposed. Null: erased.
CREATE FUNCTION keyring.keys_for(p_subjects uuid[], p_proposed bytea[])
RETURNS TABLE (subject uuid, key bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO keyring.subjects AS s (subject, key)
    SELECT n.subject, n.key FROM unnest(p_subjects, p_proposed) AS n(subject, key)
    ON CONFLICT DO NOTHING;
    RETURN QUERY SELECT s.subject, s.key FROM keyring.subjects s WHERE s.subject = ANY (p_subjects);
END $$;

-- Erases a person: the key goes, and with it every way to read the person's data. Whether there was something.
CREATE FUNCTION keyring.erase(p_subject uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_erased boolean;
BEGIN
    UPDATE keyring.subjects SET key = NULL, erased_at = clock_timestamp() WHERE subject = p_subject AND key IS NOT NULL;
    v_erased := FOUND;
    PERFORM pg_notify('keyring', p_subject::text);
    RETURN v_erased;
END $$;

-- Who may what. Each service reads the log, appends what `may_append` says, and writes its own schema.
GRANT USAGE ON SCHEMA log TO woonloket_intake, woonloket_assessment, woonloket_reporting, woonloket_correspondence;
GRANT SELECT ON log.events, log.readable TO
    woonloket_intake, woonloket_assessment, woonloket_reporting, woonloket_correspondence;
GRANT EXECUTE ON FUNCTION log.head, log.position_at TO
    woonloket_intake, woonloket_assessment, woonloket_reporting, woonloket_correspondence;
GRANT SELECT ON log.commands TO woonloket_intake, woonloket_assessment;
GRANT EXECUTE ON FUNCTION log.append TO
    woonloket_intake, woonloket_assessment, woonloket_reporting, woonloket_correspondence;
GRANT EXECUTE ON FUNCTION log.hold_head TO woonloket_intake, woonloket_assessment;

GRANT USAGE ON SCHEMA keyring TO woonloket_intake, woonloket_assessment, woonloket_correspondence;
GRANT SELECT ON keyring.subjects TO woonloket_intake, woonloket_assessment, woonloket_correspondence;
GRANT SELECT ON keyring.installation TO woonloket_intake, woonloket_assessment;
GRANT EXECUTE ON FUNCTION keyring.keys_for TO woonloket_intake;
GRANT EXECUTE ON FUNCTION keyring.erase TO woonloket_assessment;

-- Each schema is its service's own: what later migrations put there, that service may write and no other. Beside it
-- stands `<schema>_next`, where the service makes tables itself when it rebuilds a projection. `checkpoints` holds
-- how far each projection is, and what stopped it.
DO $$
DECLARE
    v_schema text;
    v_role   text;
BEGIN
    FOREACH v_schema IN ARRAY '{intake,assessment,reporting,correspondence}'::text[] LOOP
        v_role := 'woonloket_' || v_schema;
        EXECUTE format('CREATE SCHEMA %I', v_schema);
        EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', v_schema, v_role);
        EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA %I GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO %I',
                       v_schema, v_role);
        EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA %I GRANT USAGE ON SEQUENCES TO %I', v_schema, v_role);
        EXECUTE format('CREATE TABLE %I.checkpoints ('
                       'name text PRIMARY KEY, version integer NOT NULL, position bigint NOT NULL, '
                       'stopped_by bigint, stopped_because text)',
                       v_schema);
        EXECUTE format('CREATE SCHEMA %I', v_schema || '_next');
        EXECUTE format('GRANT USAGE, CREATE ON SCHEMA %I TO %I', v_schema || '_next', v_role);
    END LOOP;
END $$;
