#!/bin/sh
# CMD: redis-server /etc/redis.conf
set -e
sed -i "s/^port .*/port ${REDIS_PORT:-6379}/" /etc/redis.conf
sed -i -e "s/^# *maxmemory .*/maxmemory ${REDIS_MEMORY}/" -e 's/^appendonly .*$/appendonly yes/' /etc/redis.conf
sed -i "s/^save .*/save \1/" /etc/redis.conf
[ -n "$REDIS_TLS" ] && sed -i "s/^bind = .*/bind = 0.0.0.0/" /etc/app.conf
exec "$@"
