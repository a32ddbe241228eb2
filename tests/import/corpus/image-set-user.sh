#!/usr/bin/dumb-init /bin/sh
# CMD: vaultd server
set -e
if [ "$1" = 'vaultd' ]; then
	chown -R vault:vault /vault/data
	set -- su-exec vault "$@"
fi
exec "$@"
