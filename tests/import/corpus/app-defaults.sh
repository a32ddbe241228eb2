#!/bin/bash
# CMD: app serve
set -e
if [ -z "${LD_PRELOAD+x}" ] && [ -f /usr/lib/*/libjemalloc.so.2 ]; then
  export LD_PRELOAD="$(echo /usr/lib/*/libjemalloc.so.2)"
fi
if [ -z "${DB_USER}" ]; then
  default_user='postgres'
  export DB_USER="${default_user}"
fi
[ -z "$LEVEL" ] && export LEVEL=info
if [ -z "$STAMP" ]; then
  export STAMP="$(date +%s)"
fi
exec "$@"
