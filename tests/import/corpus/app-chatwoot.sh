#!/bin/sh
# CMD: bundle exec rails s -b 0.0.0.0 -p 3000
set -x

rm -rf /app/tmp/pids/server.pid
rm -rf /app/tmp/cache/*

echo "Waiting for postgres to become ready...."
PG_READY="pg_isready -h $POSTGRES_HOST -p 5432"
until $PG_READY
do
  sleep 2
done
echo "Database ready to accept connections."

exec "$@"
