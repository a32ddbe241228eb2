#!/usr/bin/dumb-init /bin/sh
# CMD: agent -dev
set -e

CONSUL_DATA_DIR=/consul/data
CONSUL_CONFIG_DIR=/consul/config

if [ -n "$CONSUL_LOCAL_CONFIG" ]; then
	echo "$CONSUL_LOCAL_CONFIG" > "$CONSUL_CONFIG_DIR/local.json"
fi

if [ "$1" = 'agent' ]; then
	shift
	set -- consul agent -data-dir="$CONSUL_DATA_DIR" -config-dir="$CONSUL_CONFIG_DIR" "$@"
fi

if [ "$1" = 'consul' ]; then
	if [ "$(stat -c %u /consul/data)" != "$(id -u consul)" ]; then
		chown consul:consul /consul/data
	fi
	set -- su-exec consul:consul "$@"
fi

exec "$@"
