-- Sums made beforehand are forgotten in the order in which they are made: first where they stand is locked, then they go. In the
-- other order a process that brought them up to date and one whose lines changed waited for each other.

CREATE OR REPLACE FUNCTION reporting.forget_rollup() RETURNS trigger
LANGUAGE plpgsql SECURITY INVOKER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE reporting.rolled_up SET position = 0;
    DELETE FROM reporting.rollup;
    DELETE FROM reporting.rollup_recipients;
    RETURN NULL;
END $$;
