#!/bin/bash
# CMD: /opt/couchdb/bin/couchdb
set -e

if [ "$1" = '/opt/couchdb/bin/couchdb' ]; then
	mkdir -p /opt/couchdb/data
	find /opt/couchdb \! \( -user couchdb -group couchdb \) -exec chown -f couchdb:couchdb '{}' +
	if [ "$COUCHDB_USER" ] && [ "$COUCHDB_PASSWORD" ]; then
		printf '\n[admins]\n%s = %s\n' "$COUCHDB_USER" "$COUCHDB_PASSWORD" >> /opt/couchdb/etc/local.d/docker.ini
	fi
	export HOME=/opt/couchdb
	exec setpriv --reuid=couchdb --regid=couchdb --clear-groups "$@"
fi

exec "$@"
