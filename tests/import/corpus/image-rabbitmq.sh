#!/usr/bin/env bash
# CMD: rabbitmq-server
set -euo pipefail

if [[ "$1" == rabbitmq* ]] && [ "$(id -u)" = '0' ]; then
	if [ "$1" = 'rabbitmq-server' ]; then
		find /var/lib/rabbitmq \! -user rabbitmq -exec chown rabbitmq '{}' +
	fi
	exec gosu rabbitmq "$BASH_SOURCE" "$@"
fi

old=(RABBITMQ_DEFAULT_PASS_FILE RABBITMQ_SSL_CERTFILE)
for name in "${old[@]}"; do
	if [ -n "${!name:-}" ]; then
		echo >&2 "error: $name is not read any more"
		exit 1
	fi
done

if [ -z "${RABBITMQ_USE_LONGNAME:-}" ] && [ "$(hostname)" != "$(hostname -s)" ]; then
	export RABBITMQ_USE_LONGNAME=true
fi

exec "$@"
