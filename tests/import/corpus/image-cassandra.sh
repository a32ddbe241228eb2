#!/bin/bash
# CMD: cassandra -f
set -e

if [ "${1:0:1}" = '-' ] || [ "$#" -eq 0 ]; then
	set -- cassandra -f "$@"
fi

if [ "$1" = 'cassandra' -a "$(id -u)" = '0' ]; then
	find /var/lib/cassandra /var/log/cassandra \! -user cassandra -exec chown cassandra '{}' +
	exec gosu cassandra "$BASH_SOURCE" "$@"
fi

: ${CASSANDRA_RPC_ADDRESS='0.0.0.0'}
: ${CASSANDRA_CLUSTER_NAME='Test Cluster'}

if [ "$1" = 'cassandra' ]; then
	sed -ri 's/^(# )?(rpc_address:).*/\2 '"$CASSANDRA_RPC_ADDRESS"'/' /etc/cassandra/cassandra.yaml
	sed -ri 's/^(# )?(cluster_name:).*/\2 '"$CASSANDRA_CLUSTER_NAME"'/' /etc/cassandra/cassandra.yaml
fi

exec "$@"
