#!/bin/bash
# CMD: rails server -b 0.0.0.0
set -e

file_env() {
	local var="$1" fileVar="${1}_FILE" def="${2:-}"
	local val="$def"
	if [ "${!var:-}" ]; then
		val="${!var}"
	elif [ "${!fileVar:-}" ]; then
		val="$(cat "${!fileVar}")"
	fi
	export "$var"="$val"
	unset "$fileVar"
}

if [ "$1" = 'rails' ]; then
	file_env 'REDMINE_DB_PASSWORD'
	file_env 'REDMINE_SECRET_KEY_BASE'
	if [ ! -f ./config/database.yml ]; then
		cat > ./config/database.yml <<-YML
			production:
			  adapter: postgresql
			  host: ${REDMINE_DB_POSTGRES}
		YML
	fi
	if [ -z "$REDMINE_NO_DB_MIGRATE" ]; then
		rake db:migrate
	fi
	rm -f tmp/pids/server.pid
fi

exec "$@"
