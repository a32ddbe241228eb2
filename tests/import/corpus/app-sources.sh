#!/bin/sh
# CMD: app
set -e
. /etc/app/defaults.sh
mkdir -p /var/lib/app
exec "$@"
