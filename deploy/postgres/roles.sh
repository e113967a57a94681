#!/bin/bash
# Makes the roles that the services log in as, each with its own password. The image of PostgreSQL runs this once,
# when its data folder is empty; on a server that is there already, run the same statements by hand. What each role
# may do is granted by the migrations.
set -euo pipefail

for service in intake assessment reporting correspondence; do
  variable=${service^^}_PASSWORD
  psql --set=ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" \
    --set=role="woonloket_$service" --set=password="${!variable:?is needed}" <<'SQL'
CREATE ROLE :"role" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION CONNECTION LIMIT 100 PASSWORD :'password';
SQL
done
