#!/bin/sh
# CMD: server
set -e
if [ ! -f /data/.initialised ]; then
  echo "first start"
  app-setup --data /data
  app-seed --data /data
  touch /data/.initialised
fi
exec "$@"
