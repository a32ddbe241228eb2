#!/bin/sh
# CMD: app serve
set -e
if [ "$(id -u)" != "0" ]; then
  exec "$@"
fi
mkdir -p /data/cache
chown -R app:app /data
exec gosu app "$@"
