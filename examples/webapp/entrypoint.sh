#!/bin/bash
# The script that init.toml replaces: what such scripts look like.
set -e

# The locale and the time zone.
export LANG=${LANG:-pl_PL.UTF-8}
export TZ=${TZ:-Europe/Warsaw}

# The password is a secret in a file.
if [ -n "$PGPASSWORD_FILE" ]; then
  export PGPASSWORD=$(cat "$PGPASSWORD_FILE")
fi

# Wait for the database.
echo "waiting for $PGHOST:$PGPORT"
until (echo > "/dev/tcp/$PGHOST/$PGPORT") 2> /dev/null; do
  sleep 1
done
echo "the database is there"

python3 migrate.py

# Keep a copy of the access log.
gunicorn --bind "127.0.0.1:$WEB_PORT" --workers 2 --access-logfile - app:application | tee -a "$ACCESS_LOG"
