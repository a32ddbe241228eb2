#!/bin/bash
# CMD: mysqld
set -eo pipefail

if [ ! -d /var/lib/mysql/mysql ]; then
	mysqld --initialize-insecure
	mysqld --skip-networking --socket=/run/mysqld/first.sock &
	pid="$!"
	for i in {30..0}; do
		if mysqladmin --socket=/run/mysqld/first.sock ping &> /dev/null; then
			break
		fi
		echo 'the first start is in progress...'
		sleep 1
	done
	mysql --socket=/run/mysqld/first.sock <<-EOSQL
		CREATE DATABASE IF NOT EXISTS \`${MYSQL_DATABASE}\`;
		CREATE USER '${MYSQL_USER}'@'%' IDENTIFIED BY '${MYSQL_PASSWORD}';
	EOSQL
	if ! kill -s TERM "$pid" || ! wait "$pid"; then
		echo >&2 'the first start failed.'
		exit 1
	fi
fi

exec "$@"
