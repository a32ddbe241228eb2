#!/usr/bin/env bash
# CMD: postgres
set -Eeo pipefail

file_env() {
	local name="$1" initial="${2:-}" file="${1}_FILE"
	if [ -n "${!name:-}" ] && [ -n "${!file:-}" ]; then
		echo >&2 "error: both $name and $file are given"
		exit 1
	fi
	local value="$initial"
	if [ -n "${!name:-}" ]; then
		value="${!name}"
	elif [ -n "${!file:-}" ]; then
		value="$(< "${!file}")"
	fi
	export "$name"="$value"
	unset "$file"
}

if [ "${1:0:1}" = '-' ]; then
	set -- postgres "$@"
fi

if [ "$1" = 'postgres' ]; then
	file_env 'POSTGRES_PASSWORD'
	file_env 'POSTGRES_USER' 'postgres'
	file_env 'POSTGRES_DB' "$POSTGRES_USER"
	export PGDATA="${PGDATA:-/var/lib/postgresql/data}"
	mkdir -p "$PGDATA" /var/run/postgresql
	chmod 700 "$PGDATA"
	if [ "$(id -u)" = '0' ]; then
		find "$PGDATA" \! -user postgres -exec chown postgres '{}' +
		find /var/run/postgresql \! -user postgres -exec chown postgres '{}' +
		exec gosu postgres "$BASH_SOURCE" "$@"
	fi
	if [ ! -s "$PGDATA/PG_VERSION" ]; then
		initdb --username="$POSTGRES_USER" --pwfile=<(printf '%s\n' "$POSTGRES_PASSWORD") -D "$PGDATA"
		echo "host all all all scram-sha-256" >> "$PGDATA/pg_hba.conf"
		pg_ctl -D "$PGDATA" -o "-c listen_addresses=''" -w start
		for f in /docker-entrypoint-initdb.d/*; do
			case "$f" in
				*.sh) . "$f" ;;
				*.sql) psql -v ON_ERROR_STOP=1 -f "$f" ;;
				*) echo "ignoring $f" ;;
			esac
		done
		pg_ctl -D "$PGDATA" -m fast -w stop
	fi
fi

exec "$@"
