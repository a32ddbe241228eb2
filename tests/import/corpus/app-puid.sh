#!/bin/sh
set -e
PUID=${PUID:-1000}
PGID=${PGID:-1000}
groupmod -o -g "$PGID" app
usermod -o -u "$PUID" app
chown -R app:app /config
exec su-exec app:app /usr/bin/app --config /config
