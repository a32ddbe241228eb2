#!/usr/bin/env bash
# CMD: postgres
set -Eeo pipefail

export PGDATA="${PGDATA:-/var/lib/postgresql/data}"
mkdir -p "$PGDATA"
chmod 700 "$PGDATA"
chown -R postgres:postgres "$PGDATA"

if [ ! -s "$PGDATA/PG_VERSION" ]; then
	gosu postgres initdb --username postgres
	gosu postgres pg_ctl -D "$PGDATA" -o "-c listen_addresses='' -p 5432" -w start
	for f in /docker-entrypoint-initdb.d/*; do
		case "$f" in
			*.sh)
				if [ -x "$f" ]; then
					echo "running $f"
					"$f"
				else
					echo "sourcing $f"
					. "$f"
				fi
				;;
			*.sql)     psql -v ON_ERROR_STOP=1 --username postgres -f "$f" ;;
			*.sql.gz)  gunzip -c "$f" | psql -v ON_ERROR_STOP=1 --username postgres ;;
			*.sql.xz)  xzcat "$f" | psql -v ON_ERROR_STOP=1 --username postgres ;;
			*)         echo "ignoring $f" ;;
		esac
	done
	gosu postgres pg_ctl -D "$PGDATA" -m fast -w stop
fi

exec gosu postgres "$@"
