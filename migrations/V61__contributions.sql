-- The ministry's service records at its clients' request, and answers a repeated request with what the first one recorded. It
-- reads the key for hashes of requests, and still no key of a person.
GRANT SELECT ON log.commands TO woonloket_reporting;
GRANT USAGE ON SCHEMA keyring TO woonloket_reporting;
GRANT SELECT ON keyring.installation TO woonloket_reporting;
GRANT EXECUTE ON FUNCTION log.hold_head TO woonloket_reporting;
